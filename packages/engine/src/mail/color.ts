type Rgb = [red: number, green: number, blue: number];

/** The names that mail uses; a rarer one is left out of dark mail, where it could hide text. */
const NAMES: Record<string, string> = {
  ...{ black: '000000', silver: 'c0c0c0', gray: '808080', grey: '808080', white: 'ffffff' },
  ...{ maroon: '800000', red: 'ff0000', purple: '800080', fuchsia: 'ff00ff', magenta: 'ff00ff' },
  ...{ green: '008000', lime: '00ff00', olive: '808000', yellow: 'ffff00', navy: '000080' },
  ...{ blue: '0000ff', teal: '008080', aqua: '00ffff', cyan: '00ffff', orange: 'ffa500' },
  ...{
    darkblue: '00008b',
    darkgreen: '006400',
    darkred: '8b0000',
    brown: 'a52a2a',
    pink: 'ffc0cb',
  },
  ...{ gold: 'ffd700', tomato: 'ff6347', coral: 'ff7f50', crimson: 'dc143c', indigo: '4b0082' },
  ...{ whitesmoke: 'f5f5f5', gainsboro: 'dcdcdc', lightgray: 'd3d3d3', lightgrey: 'd3d3d3' },
  ...{ darkgray: 'a9a9a9', darkgrey: 'a9a9a9', dimgray: '696969', dimgrey: '696969' },
  ...{ snow: 'fffafa', ivory: 'fffff0', beige: 'f5f5dc', linen: 'faf0e6', aliceblue: 'f0f8ff' },
  ...{ lightblue: 'add8e6', skyblue: '87ceeb', steelblue: '4682b4', royalblue: '4169e1' },
  ...{ slategray: '708090', darkslategray: '2f4f4f', midnightblue: '191970', firebrick: 'b22222' },
  ...{
    ghostwhite: 'f8f8ff',
    azure: 'f0ffff',
    lavender: 'e6e6fa',
    khaki: 'f0e68c',
    violet: 'ee82ee',
  },
  ...{ lightgreen: '90ee90', lightyellow: 'ffffe0', seagreen: '2e8b57', dodgerblue: '1e90ff' },
};

/** Whether a CSS word is a colour by name that we know. */
export function isColorName(word: string): boolean {
  return word.toLowerCase() in NAMES;
}

/** What a colour paints: that decides how light it may be on a dark page. */
export type ColorUse = 'text' | 'background' | 'line';

/**
 * Moves a colour to its place on a dark page and keeps its hue: lightness is turned around, then
 * text is kept light and backgrounds dark enough, so that any text of a message on any
 * of its backgrounds has a contrast of at least 4.5. White text, meant for a coloured ground, stays.
 *
 * @param color `#rgb`, `#rrggbb`, with alpha, a name, or `rgb()`/`rgba()` as canonical CSS
 * @returns `rgb()` or `rgba()`, or null when it is none that we can read
 */
export function darken(color: string, use: ColorUse): string | null {
  const parsed = parseColor(color.trim().toLowerCase());
  if (!parsed) return null;
  const [lightness, a, b] = toOklab(parsed.rgb);
  let turned = 0.95 - lightness * 0.72;
  if (use === 'text') turned = lightness > 0.85 ? lightness : Math.max(turned, 0.78);
  if (use === 'background') turned = Math.min(turned, 0.4);
  let rgb = fromOklab(turned, a * 0.7, b * 0.7);
  // Lightness and luminance part ways for strong colours; contrast is a matter of luminance.
  for (let step = 0; step < 20 && isHardToRead(rgb, use); step += 1) {
    turned += use === 'text' ? 0.02 : -0.02;
    rgb = fromOklab(turned, a * 0.7, b * 0.7);
  }
  const [red, green, blue] = rgb;
  const alpha = parsed.alpha < 1 ? `,${Number(parsed.alpha.toFixed(3))}` : '';
  return `${alpha ? 'rgba' : 'rgb'}(${red},${green},${blue}${alpha})`;
}

function isHardToRead(rgb: Rgb, use: ColorUse): boolean {
  const [red, green, blue] = rgb.map(toLinear) as Rgb;
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  if (use === 'line') return false;
  return use === 'text' ? luminance < 0.455 : luminance > 0.06;
}

function toLinear(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function parseColor(text: string): { rgb: Rgb; alpha: number } | null {
  const hex = NAMES[text] ?? /^#([0-9a-f]{3,8})$/.exec(text)?.[1];
  if (hex) return parseHex(hex);
  const match = /^rgba?\(([^()]{1,100})\)$/.exec(text);
  if (!match) return null;
  const numbers = (match[1] as string).split(/[\s,/]+/).filter(Boolean);
  if (numbers.length < 3) return null;
  const channel = (value: string) =>
    value.endsWith('%') ? (Number.parseFloat(value) / 100) * 255 : Number.parseFloat(value);
  const rgb = numbers.slice(0, 3).map((value) => clamp(channel(value), 0, 255)) as Rgb;
  const last = numbers[3];
  const alpha = last ? Number.parseFloat(last) / (last.endsWith('%') ? 100 : 1) : 1;
  return rgb.every(Number.isFinite) && Number.isFinite(alpha)
    ? { rgb, alpha: clamp(alpha, 0, 1) }
    : null;
}

function parseHex(hex: string): { rgb: Rgb; alpha: number } | null {
  const full = hex.length <= 4 ? [...hex].map((digit) => digit + digit).join('') : hex;
  if (full.length !== 6 && full.length !== 8) return null;
  const at = (index: number) => Number.parseInt(full.slice(index, index + 2), 16);
  return { rgb: [at(0), at(2), at(4)], alpha: full.length === 8 ? at(6) / 255 : 1 };
}

/** @see https://bottosson.github.io/posts/oklab/ for the numbers */
function toOklab([red, green, blue]: Rgb): [number, number, number] {
  const [r, g, b] = [red, green, blue].map(toLinear) as Rgb;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab(lightness: number, a: number, b: number): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return linear.map((value) => {
    const part = clamp(value, 0, 1);
    const encoded = part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255);
  }) as Rgb;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
