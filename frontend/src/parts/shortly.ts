import type { Lang } from '../i18n/i18n'

const hasHan = (text: string) => /\p{Script=Han}/u.test(text)

/** What an enterprise is called where room is scarce: its short name, unless that is Chinese beside the English name that the page has. */
export const shortly = (n: { label: string; shortName?: string | null }, lang: Lang): string => (n.shortName && (lang === 'zh' || !hasHan(n.shortName) || hasHan(n.label)) ? n.shortName : n.label)
