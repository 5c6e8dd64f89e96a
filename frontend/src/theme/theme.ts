import { theme as antd, type ThemeConfig } from 'antd'
import { fonts, palettes, type Theme, type Token } from './tokens'

/** Where the choice of theme is kept: it is the reader's, so never in an address. */
const key = 'chainatlas.theme'

/** The theme that was chosen, or else the system's. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(key)
  if (kept === 'light' || kept === 'dark') return kept
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** Sets the CSS variables of a theme, and keeps the choice if one was made. */
export function applyTheme(theme: Theme, keep: boolean) {
  const root = document.documentElement
  const palette = palettes[theme]
  for (const name of Object.keys(palette) as Token[]) root.style.setProperty(`--${name}`, palette[name])
  root.style.setProperty('color-scheme', theme)
  root.dataset.theme = theme
  if (keep) localStorage.setItem(key, theme)
}

/** The component library's theme, from the same colours. */
export function componentTheme(theme: Theme): ThemeConfig {
  const p = palettes[theme]
  return {
    algorithm: theme === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: p.acc, colorLink: p.acc, colorTextLightSolid: p['on-acc'],
      colorBgLayout: p.bg, colorBgContainer: p.surface, colorBgElevated: p.surface,
      colorBorder: p.line2, colorBorderSecondary: p.line,
      colorText: p.ink, colorTextSecondary: p.ink2, colorTextTertiary: p.ink3, colorTextDescription: p.ink3, colorTextPlaceholder: p.ink3,
      colorSuccess: p.ok, colorWarning: p.warn, colorError: p.bad, colorInfo: p.info,
      fontSize: 13, fontSizeSM: 12, controlHeight: 30, controlHeightSM: 24, borderRadius: 4, borderRadiusLG: 6,
      motionDurationMid: '.12s', fontFamily: fonts.text, fontFamilyCode: fonts.code,
      boxShadowSecondary: 'var(--sh)',
    },
    components: {
      Table: {
        cellPaddingBlockSM: 6, cellPaddingInlineSM: 8, headerBg: p.surface, headerColor: p.ink3, headerSplitColor: 'transparent',
        borderColor: p.line, rowHoverBg: p['acc-bg'], rowSelectedBg: p['acc-bg'], headerSortActiveBg: p.surface, headerSortHoverBg: p.sunken, bodySortBg: 'transparent',
      },
      Segmented: { trackBg: p.surface, itemSelectedBg: p['acc-bg'], itemSelectedColor: p.acc2 },
      Select: { optionSelectedBg: p['acc-bg'], optionSelectedColor: p.acc2 },
    },
  }
}
