import { money } from '../format'
import type { Lang } from '../i18n/i18n'
import type { Card } from './model'

/** The sum of the funding of a segment in one currency, and how many events disclose none: from the lower ends to the upper; high is null where some have no upper end. */
export interface Sum { currency: string; low: number; high: number | null; text: string }

type Capital = NonNullable<Card['capital']>

/** The currencies in which something is disclosed, those of most events first: sums of several are never put together. */
export function currenciesOf(cards: readonly { capital?: Capital | null }[]): string[] {
  const events = new Map<string, number>()
  for (const c of cards) for (const x of c.capital ?? []) if (x.currency && x.low !== null) events.set(x.currency, (events.get(x.currency) ?? 0) + x.events - x.undisclosed)
  return [...events].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([c]) => c)
}

/** What is disclosed in a currency; null if nothing is, which is not zero. */
export function sumIn(capital: Capital | null | undefined, currency: string, lang: Lang): Sum | null {
  const c = capital?.find((x) => x.currency === currency)
  if (!c || c.low === null) return null
  const text = money({ text: '', bound: c.high === null ? 'AT_LEAST' : c.high === c.low ? 'EXACT' : 'RANGE', low: c.low, high: c.high, currency: '' }, lang) ?? ''
  return { currency, low: Number(c.low), high: c.high === null ? null : Number(c.high), text: text.replace(/(?<=[≥≈]) +| +$|^ +/g, '').replace(/(?<=\d) (?=\p{Script=Han})/u, '') }
}

/** How many events of a segment disclose no amount. */
export const undisclosed = (capital: Capital | null | undefined) => capital?.reduce((n, c) => n + c.undisclosed, 0) ?? 0

const lines = [1e7, 1e8, 5e8, 1e9]

/** The class of an amount, by its lower end, which is sure: of any currency alike. */
export const amountClass = (low: number) => lines.filter((l) => low >= l).length as 0 | 1 | 2 | 3 | 4

export const amountLabels: Record<Lang, string[]> = {
  zh: ['< 1000万', '≥ 1000万', '≥ 1亿', '≥ 5亿', '≥ 10亿'], // data
  en: ['< 10m', '≥ 10m', '≥ 100m', '≥ 500m', '≥ 1bn'],
}
