import { type ThemeConfig, theme } from 'antd';
import { FONT, PALETTES } from './tokens.ts';

/**
 * Our tokens for antd. Beyond the look it mends three contrast faults of the default theme:
 * placeholders, secondary text on filled backgrounds, and the error, success and link colours.
 */
export function antdTheme(look: {
  mode: 'light' | 'dark';
  density: 'comfortable' | 'compact';
  /** Reduced motion: antd then neither animates nor waits for an animation's end. */
  isStill: boolean;
}): ThemeConfig {
  const { mode, density } = look;
  const p = PALETTES[mode];
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: p.accent,
      colorPrimaryHover: p.accentHover,
      colorPrimaryText: p.accentText,
      colorLink: p.accentText,
      colorLinkHover: p.accentText,
      colorLinkActive: p.accentText,
      colorInfo: p.accent,
      colorError: p.danger,
      colorErrorText: p.danger,
      colorSuccess: p.success,
      colorSuccessText: p.success,
      colorWarning: p.warning,
      colorWarningText: p.warning,
      // Derived from our dark seeds the fills would be muddy.
      colorErrorBg: p.dangerSoft,
      colorErrorBorder: p.danger,
      colorWarningBg: p.warningSoft,
      colorWarningBorder: p.warning,
      colorInfoBg: p.accentSoft,
      colorInfoBorder: p.accent,
      colorText: p.text,
      colorTextSecondary: p.text2,
      colorTextTertiary: p.text3,
      colorTextQuaternary: p.text3,
      colorTextDescription: p.text3,
      colorTextPlaceholder: p.text3,
      colorTextDisabled: p.text3,
      colorTextLightSolid: p.onAccent,
      colorBgBase: p.surface,
      colorBgContainer: p.surface,
      colorBgElevated: p.raised,
      colorBgLayout: p.frame,
      colorBgSpotlight: mode === 'dark' ? '#39414f' : '#2a303c',
      colorBorder: p.lineStrong,
      colorBorderSecondary: p.line,
      borderRadius: 8,
      fontFamily: FONT,
      fontSize: 14,
      motion: !look.isStill,
      controlHeight: density === 'compact' ? 30 : 34,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
      wireframe: false,
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        // Hovered and pressed: the accent itself is too dark for text on dark.
        defaultHoverColor: p.accentText,
        defaultActiveColor: p.accentText,
        // White on the light red of dark mode has a contrast of 2.
        dangerColor: mode === 'dark' ? p.frame : p.onAccent,
      },
      Alert: { withDescriptionPadding: '10px 12px', withDescriptionIconSize: 16 },
      // Outlines of controls need a contrast of 3: WCAG 2.2, 1.4.11.
      Radio: { colorBorder: p.text3 },
      Checkbox: { colorBorder: p.text3 },
      Tooltip: { fontSize: 12, paddingXS: 6 },
    },
  };
}
