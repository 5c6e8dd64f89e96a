import { digitsBeside, money, share, whole } from '../format'
import { texts, type Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'

interface Ends { low: string | null; high: string | null }

/** How figures of one criterion are written: an amount of money, a share of 1, or a plain number, with its unit where it has one. */
export interface Kind { currency: string | null; ratio: boolean; unit?: keyof Texts['lists']['units'] | undefined }

/** What is counted by what a criterion looks at, such as age(3) or employees[-3]; undefined where the number says it all, or is a growth. */
export function unitOf(what: string): Kind['unit'] {
  if (/^age\(|^\w*Years$/.test(what)) return 'years'
  if (/^(employees|rdStaff)(\[|$)/.test(what)) return 'persons'
  if (/^points\(|[sS]core$/.test(what)) return 'points'
  if (/^(last\()?inventionPatents\b/.test(what)) return 'patents'
  return undefined
}

/** A plain number to the digits that say something: three from 1 on, whole from 100 on. */
export function plain(x: number): string {
  const size = Math.abs(x)
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 2, useGrouping: true }).format(x).replace('-', '−')
}

/**
 * One figure; a ratio with one digit after the point, so that a column of them stands in line. Beside a line that it does not lie
 * on it has as many digits as tell the two apart.
 */
export function oneFigure(x: string | number, kind: Kind, lang: Lang, line: string | null = null): string {
  const [n, beside] = [Number(x), line === null || Number(line) === Number(x) ? null : Number(line)]
  if (kind.currency) {
    const amount = (of: string | number) => money({ text: '', bound: 'EXACT', low: String(of), high: null, currency: kind.currency }, lang) ?? String(of)
    return beside !== null && amount(x) === amount(beside) ? `${whole(String(x))} ${kind.currency}` : amount(x)
  }
  if (kind.ratio) return `${(n * 100).toFixed(digitsBeside(n * 100, beside === null ? [] : [beside * 100], 1)).replace('-', '−')}%`
  const united = (figure: string) => (kind.unit ? texts[lang].lists.units[kind.unit](figure) : figure)
  if (beside === null) return united(plain(n))
  const size = Math.abs(n)
  return united(whole(String(Number(n.toFixed(digitsBeside(n, [beside], size >= 100 ? 0 : size >= 10 ? 1 : 2))))))
}

/** A figure or the range that it lies in; empty if nothing is known. */
export function range(v: Ends | null, one: (x: string) => string): string {
  if (!v || (v.low === null && v.high === null)) return ''
  if (v.high === null) return `≥ ${one(v.low ?? '')}`
  if (v.low === null) return `≤ ${one(v.high)}`
  const [low, high] = [one(v.low), one(v.high)]
  if (low === high) return low
  // A unit that both ends have is said once: 2–3 years.
  const [figure, ...unit] = low.split(' ')
  return unit.length === 1 && high.split(' ').length === 2 && high.split(' ')[1]?.startsWith(unit[0] ?? '') && /\d/.test(figure ?? '') ? `${figure}–${high}` : `${low}–${high}`
}

/** The line of a criterion, such as ≥ 10000000 CNY, with its number as people read it. */
export function lineText(line: string, number: string | null, kind: Kind, lang: Lang): string {
  const sign = /^[≥>≤<]/.exec(line)?.[0]
  return sign && number !== null ? `${sign} ${kind.ratio && !kind.currency ? share(number) : oneFigure(number, kind, lang)}` : line
}

/** How far a figure lies from its line, in words: short of it or beyond, or either where the figure is a range. */
export function gap(distance: Ends | null, met: boolean, kind: Kind, lang: Lang, t: Texts): string {
  if (!distance || (distance.low === null && distance.high === null)) return ''
  const one = (x: string) => (kind.ratio && !kind.currency ? t.lists.points(plain(Math.abs(Number(x)) * 100)) : oneFigure(Math.abs(Number(x)), kind, lang))
  const [low, high] = [distance.low === null ? -Infinity : Number(distance.low), distance.high === null ? Infinity : Number(distance.high)]
  if (high < 0 || (high === 0 && !met)) return t.lists.short(range({ low: distance.high, high: distance.low }, one))
  if (low >= 0) return t.lists.spare(range(distance, one))
  if (distance.low === null || distance.high === null) return ''
  return t.lists.either(one(distance.low), one(distance.high))
}
