import type { Lang } from './i18n/i18n'

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A count: grouped from 10,000. */
export const count = (n: number) => (Math.abs(n) < 10_000 ? String(n).replace('-', '−') : grouped.format(n).replace('-', '−'))

/** A share of one, as a percentage without decimals that say nothing: 0.41 is 41%. */
export function share(value: string | number, digits = 1): string {
  const percent = Number(value) * 100
  const text = percent.toFixed(digits).replace(/\.0+$|(\.\d*?)0+$/, '$1')
  return text.replace('-', '−') + '%'
}

/**
 * How many digits after the point a figure needs, from so many on, to stay on its side of lines: 20.04% beside > 20%, where one
 * digit would print the line itself. The service does the same in scoring/growth/readable.go.
 */
export function digitsBeside(x: number, lines: readonly number[], digits: number): number {
  const most = 9
  const side = (n: number, line: number) => Math.sign(n - line)
  for (let d = digits; d < most; d++) {
    const shown = Number(x.toFixed(d))
    if (lines.every((line) => x === line || side(shown, line) === side(x, line))) return d
  }
  return most
}

/** A number as it was measured: all its digits, grouped. */
export function whole(value: string): string {
  const [, sign = '', digits = '', rest = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(value) ?? []
  return digits ? `${sign && '−'}${digits.replace(/\B(?=(\d{3})+$)/g, ',')}${rest}` : value
}

/** How an amount is read; see the schema's MoneyBound. */
export interface Amount { text: string; bound: string; low: string | null; high: string | null; currency: string | null }

const currencies: Record<Lang, Record<string, string>> = {
  zh: { CNY: '元', USD: '美元', EUR: '欧元', HKD: '港元', JPY: '日元', GBP: '英镑' }, // data
  en: {},
}

/** What a currency is called in a sentence or a choice. */
export const currencyName = (code: string, lang: Lang): string => (lang === 'en' ? code : code === 'CNY' ? '人民币' : (currencies.zh[code] ?? code)) // data

function scaled(value: number, lang: Lang): [string, string] {
  const size = Math.abs(value)
  const plain = (n: number, digits: number) => n.toFixed(digits).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '').replace('-', '−')
  if (lang === 'zh') {
    if (size >= 1e8) return [plain(value / 1e8, 2), '亿'] // data
    if (size >= 1e4) return [plain(value / 1e4, size < 1e5 ? 1 : 0), '万'] // data
    return [plain(value, 0), '']
  }
  if (size >= 1e9) return [plain(value / 1e9, 2), 'bn']
  if (size >= 1e6) return [plain(value / 1e6, size < 1e7 ? 1 : 0), 'm']
  if (size >= 1e4) return [plain(value / 1e3, 0), 'k']
  return [plain(value, 0), '']
}

/** An amount as people read it: 4.86 亿元 or CNY 486m, a range as a range, a lower end with ≥; null if undisclosed. */
export function money(amount: Amount, lang: Lang): string | null {
  if (amount.bound === 'UNDISCLOSED' || amount.low === null) return null
  const currency = amount.currency ?? 'CNY'
  const [low, unit] = scaled(Number(amount.low), lang)
  let figure = low
  let scale = unit
  if (amount.bound === 'RANGE' && amount.high !== null) {
    const [high, highUnit] = scaled(Number(amount.high), lang)
    scale = highUnit
    const zh = lang === 'zh' ? { 亿: 1e8, 万: 1e4, '': 1 } : { bn: 1e9, m: 1e6, k: 1e3, '': 1 } // data
    const by = (zh as Record<string, number>)[highUnit] ?? 1
    figure = `${Number((Number(amount.low) / by).toFixed(2))}–${high}`
  }
  const sign = amount.bound === 'AT_LEAST' ? '≥ ' : amount.bound === 'ABOUT' ? '≈ ' : ''
  if (lang === 'zh') return `${sign}${figure} ${scale}${currencies.zh[currency] ?? ` ${currency}`}`
  return `${sign}${currency} ${figure}${scale}`
}

/** How the amounts of one column are written: in one unit, which its head tells, with as many decimals in each row. */
export interface MoneyScale { by: number; digits: number; unit: string }

/** The unit in which the smallest of these amounts still shows two digits; null where they have no currency in common, or some are too small. */
export function moneyScale(amounts: readonly Amount[], lang: Lang): MoneyScale | null {
  const ends = amounts.flatMap((a) => [a.low, a.high]).flatMap((x) => (x === null || Number(x) === 0 ? [] : [Math.abs(Number(x))]))
  const currencyOf = new Set(amounts.filter((a) => a.low !== null || a.high !== null).map((a) => a.currency ?? 'CNY'))
  const currency = [...currencyOf][0]
  if (currency === undefined || currencyOf.size > 1 || ends.length === 0) return null
  const least = Math.min(...ends)
  const fit = (lang === 'zh'
    ? [{ by: 1e8, digits: 2, from: 1e7, unit: '亿' }, { by: 1e4, digits: 0, from: 1e5, unit: '万' }] // data
    : [{ by: 1e6, digits: 0, from: 1e7, unit: 'm' }, { by: 1e6, digits: 2, from: 1e5, unit: 'm' }]).find((x) => least >= x.from)
  if (!fit) return null
  return { by: fit.by, digits: fit.digits, unit: lang === 'zh' ? `${fit.unit}${currencies.zh[currency] ?? ` ${currency}`}` : `${currency} ${fit.unit}` }
}

/** An amount in the unit of its column, without naming it; null if undisclosed. */
export function moneyIn(a: Amount, scale: MoneyScale): string | null {
  if (a.bound === 'UNDISCLOSED' || a.low === null) return null
  const plain = (x: string) => new Intl.NumberFormat('en-US', { minimumFractionDigits: scale.digits, maximumFractionDigits: scale.digits, useGrouping: Math.abs(Number(x)) / scale.by >= 10_000 }).format(Number(x) / scale.by).replace('-', '−')
  const sign = a.bound === 'AT_LEAST' ? '≥ ' : a.bound === 'ABOUT' ? '≈ ' : ''
  return a.bound === 'RANGE' && a.high !== null ? `${plain(a.low)}–${plain(a.high)}` : sign + plain(a.low)
}

/** A moment of recording as a day. */
export const day = (moment: string) => moment.slice(0, 10)

/** A moment to the minute, in the reader's own time. */
export function minute(moment: string): string {
  const d = new Date(moment)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`
}

/** A size of a file. */
export function bytes(n: number): string {
  if (n < 1024) return `${n} B`
  if (n < 1024 ** 2) return `${(n / 1024).toFixed(0)} KB`
  return `${(n / 1024 ** 2).toFixed(1)} MB`
}

const collators = { zh: new Intl.Collator('zh'), en: new Intl.Collator('en') }

/** Orders by name as readers of a language look names up: in Chinese by pinyin. It is no order of merit. */
export const byName = (lang: 'zh' | 'en') => (a: { name: string }, b: { name: string }) => collators[lang].compare(a.name, b.name)
