import type { ChainRiskQuery, RiskRowFragment } from '../api/generated'
import { count, share } from '../format'
import { say, type Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { shortly } from '../parts/shortly'
import type { Token } from '../theme/tokens'

export type Risk = NonNullable<ChainRiskQuery['chainRisk']>
export type Bands = 'US_2023' | 'US_2010' | 'EU_2004'
export type Order = 'HHI' | 'FIRST' | 'FOUR' | 'MEMBERS' | 'COVERAGE' | 'MAP'

/** How editions and orders are written in an address. */
export const editions: Record<string, Bands> = { us2023: 'US_2023', us2010: 'US_2010', eu2004: 'EU_2004' }
export const orders: Record<string, Order> = { hhi: 'HHI', first: 'FIRST', four: 'FOUR', suppliers: 'MEMBERS', coverage: 'COVERAGE', map: 'MAP' }

/** A cut of an address, in percent; of what is none everything is gone. */
export function cutOf(text: string | null): number {
  const n = text === null || text.trim() === '' ? NaN : Number(text)
  return Number.isInteger(n) && n >= 0 && n <= 100 ? n : 100
}

/** Percent as a share of one, exactly: 35 is 0.35. */
export const partOf = (percent: number) => (percent === 100 ? '1' : `0.${String(percent).padStart(2, '0')}`)

/** What an address calls a segment: by its code, which outlives stores, or by its ID. */
export const keyOf = (s: { id: string; code: string | null }) => s.code ?? s.id

/** The colour of a band, deeper where more concentrated, as on the map. */
export const tokenOf = (band: string | null | undefined): Token => (band === 'HIGH' ? 'c4' : band === 'MODERATE' ? 'c2' : 'c0')

/** The band in words; where what is unlisted decides, from one to the other. */
export function bandOf(c: RiskRowFragment['concentration'], t: Texts): string {
  if (!c.band || !c.bandUpper) return t.states.withheld
  return c.band === c.bandUpper ? t.risk.bands[c.band] : t.risk.between(t.risk.bands[c.band], t.risk.bands[c.bandUpper])
}

/** The index, as a range where its upper end reads differently. */
export const rangeOf = (c: RiskRowFragment['concentration']) => (c.hhi === null || c.hhiUpper === null ? '' : c.hhi === c.hhiUpper ? points(c.hhi) : `${points(c.hhi)}–${points(c.hhiUpper)}`)

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** HHI points, which are read in thousands. */
export const points = (n: number) => grouped.format(n)

/** The four largest together, of known shares: at least so much where a part is unlisted, for one of those may be larger. */
export const fourOf = (c: { cr4: string | null; coverage: string }): string => `${Number(c.coverage) < 1 ? '≥ ' : ''}${capped(c.cr4 ?? '0')}`

/** A share of shares, never more than all: printed shares may add up to a little more. */
export const capped = (value: string) => share(Math.min(1, Number(value)), 0)

/** A segment in a sentence, for those who hear the picture. */
export function spoken(s: RiskRowFragment, t: Texts, lang: Lang): string {
  const c = s.concentration
  const name = `${s.segment.code ? `${s.segment.code} ` : ''}${s.segment.label}`
  if (c.hhi === null || c.withheld) return t.risk.spokenNone(name, c.withheld ? say(c.withheld, lang) : '')
  return t.risk.spoken(name, rangeOf(c), bandOf(c, t), c.cr1 === null ? '' : share(c.cr1, 0), c.largest ? shortly(c.largest, lang) : '', c.year ?? '')
}

/** How many of how many, as a figure. */
export const of = (n: number, all: number) => `${count(n)} / ${count(all)}`
