/** Colours of one mode. Every text colour has a contrast of at least 4.5 on each of its backgrounds. */
export interface Palette {
  frame: string;
  surface: string;
  raised: string;
  sunken: string;
  line: string;
  lineStrong: string;
  text: string;
  text2: string;
  text3: string;
  accent: string;
  accentHover: string;
  onAccent: string;
  accentText: string;
  accentSoft: string;
  hover: string;
  danger: string;
  dangerSoft: string;
  success: string;
  warning: string;
  warningSoft: string;
  star: string;
}

export const PALETTES: Record<'light' | 'dark', Palette> = {
  light: {
    frame: '#f4f5f8',
    surface: '#ffffff',
    raised: '#ffffff',
    sunken: '#eceef3',
    line: '#e4e7ed',
    lineStrong: '#c9ced8',
    text: '#171b24',
    text2: '#444c5c',
    text3: '#5d6676',
    accent: '#3355d1',
    accentHover: '#2946b4',
    onAccent: '#ffffff',
    accentText: '#2b49bd',
    accentSoft: '#e6ebfc',
    hover: '#f1f3f8',
    danger: '#b42323',
    dangerSoft: '#fdecec',
    success: '#19703f',
    warning: '#7a4d00',
    warningSoft: '#fff4dc',
    star: '#e0a100',
  },
  dark: {
    frame: '#0e1116',
    surface: '#151920',
    raised: '#1d222b',
    sunken: '#0a0d11',
    line: '#262c37',
    lineStrong: '#3d4655',
    text: '#e8ebf1',
    text2: '#b9c1cd',
    text3: '#98a2b3',
    accent: '#4a67df',
    accentHover: '#3f5bd0',
    onAccent: '#ffffff',
    accentText: '#a3b6ff',
    accentSoft: '#222d50',
    hover: '#1c212a',
    danger: '#ff8f88',
    dangerSoft: '#3a1d1f',
    success: '#6fd39a',
    warning: '#f2c66d',
    warningSoft: '#36290f',
    star: '#f2b836',
  },
};

export const FONT =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif";
