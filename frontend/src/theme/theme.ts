import { palettes, type Theme, type Token } from './tokens'

/** Where the choice of theme is kept: it is the reader's, so never in an address. */
const key = 'chainatlas.theme'

/** The theme that was chosen, or else the system's. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(key)
  if (kept === 'light' || kept === 'dark') return kept
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

function paint(theme: Theme) {
  const root = document.documentElement
  const palette = palettes[theme]
  for (const name of Object.keys(palette) as Token[]) root.style.setProperty(`--${name}`, palette[name])
  root.style.setProperty('color-scheme', theme)
}

/** Paper is white: what is printed has the light colours, whatever the screen has, and before anything could repaint it. */
export function printLight() {
  const sheet = new CSSStyleSheet({ media: 'print' })
  const colours = (Object.keys(palettes.light) as Token[]).map((name) => `--${name}: ${palettes.light[name]} !important;`).join(' ')
  sheet.replaceSync(`:root { ${colours} color-scheme: light !important; }`)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}

/** Sets the CSS variables of a theme, and keeps the choice if one was made. */
export function applyTheme(theme: Theme, keep: boolean) {
  paint(theme)
  document.documentElement.dataset.theme = theme
  if (keep) localStorage.setItem(key, theme)
}
