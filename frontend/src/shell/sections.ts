import type { Texts } from '../i18n/zh'

interface Section {
  key: keyof Texts['nav']
  /** Below the language. */
  path: string
  /** How the paths begin that belong to it. */
  folders: string[]
  /** In the bar itself, not behind its menu. */
  main: boolean
  /** In the bar of a phone. */
  phone?: boolean
}

/** The sections that exist. What is not here is linked nowhere. */
export const sections: Section[] = [
  { key: 'map', path: '/chains', folders: ['chains', 'segments'], main: true, phone: true },
  { key: 'enterprises', path: '/enterprises', folders: ['enterprises'], main: true, phone: true },
  { key: 'ratings', path: '/ratings', folders: ['ratings'], main: true },
  { key: 'lists', path: '/lists', folders: ['lists'], main: true },
  { key: 'funding', path: '/funding', folders: ['funding'], main: true },
  { key: 'risk', path: '/risk', folders: ['risk'], main: true },
  { key: 'gaps', path: '/gaps', folders: ['gaps'], main: true, phone: true },
  { key: 'changes', path: '/changes', folders: ['changes'], main: true },
  { key: 'imports', path: '/imports', folders: ['imports'], main: true },
  { key: 'products', path: '/products', folders: ['products'], main: false },
  { key: 'parks', path: '/parks', folders: ['parks'], main: false },
  { key: 'institutions', path: '/institutions', folders: ['institutions'], main: false },
  { key: 'sectors', path: '/sectors', folders: ['sectors'], main: false },
  { key: 'projects', path: '/projects', folders: ['projects'], main: false },
  { key: 'quality', path: '/quality', folders: ['quality'], main: false },
  { key: 'questions', path: '/quality/questions', folders: ['quality/questions'], main: false },
]

/** The section that a path below the language belongs to: of several the one that is told by more of it. */
export function sectionOf(path: string): Section | undefined {
  const told = (s: Section) => Math.max(0, ...s.folders.filter((f) => path === f || path.startsWith(`${f}/`)).map((f) => f.length))
  return sections.filter((s) => told(s) > 0).sort((a, b) => told(b) - told(a))[0]
}
