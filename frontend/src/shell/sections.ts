import type { Texts } from '../i18n/zh'

interface Section {
  key: keyof Texts['nav']
  /** Below the language. */
  path: string
  /** The first parts of the paths that belong to it. */
  folders: string[]
  /** In the bar itself, not behind its menu. */
  main: boolean
  /** In the bar of a phone. */
  phone?: boolean
}

/** The sections that exist. What is not here is linked nowhere. */
export const sections: Section[] = [
  { key: 'map', path: '/chains', folders: ['chains', 'segments'], main: true, phone: true },
]
