import { count, share } from '../format'
import type { Token } from '../theme/tokens'
import type { Lang } from '../i18n/i18n'
import { amountClass, amountLabels, type Sum } from './amount'
import type { Card } from './model'

export type By = 'supply' | 'hhi' | 'capital' | 'amount' | 'coverage' | 'rating'
/** The colourings to choose from; capital is coloured by events or, as amount, by the sums of a currency. */
export const colourings: By[] = ['supply', 'hhi', 'capital', 'coverage', 'rating']

/** What is known of the market shares of a segment. */
export interface Shares { year: string | null; coverage: string; known: number; hhi: number | null; band: string | null; limits: { label: { zh: string; en: string }; moderate: number; high: number; including: boolean } }

/** How those in a segment are rated by one scheme. The median is null where nobody has a score in force, which is not zero. */
export interface Rated { rated: number; draft: number; unscored: number; median: number | null; low: number | null; high: number | null; grade: string; place: number; of: number }

/** The look of a card: a class from 0 (pale) to 4 (deep), or a state that is no class. */
export type Look = { class: 0 | 1 | 2 | 3 | 4; ramp: 's' | 'c' } | 'gap' | 'withheld'

/** The class of a count: 1, 2–3, 4–7, 8–15, 16 and more. */
export function countClass(n: number): 0 | 1 | 2 | 3 | 4 {
  return n >= 16 ? 4 : n >= 8 ? 3 : n >= 4 ? 2 : n >= 2 ? 1 : 0
}

const counts = ['1', '2–3', '4–7', '8–15', '16+']

/** The labels of the classes of a colouring, pale to deep; those of concentration are of the edition that the service has in force. */
export function classLabels(by: By, limits: Shares['limits'] | undefined, lang: Lang): string[] {
  switch (by) {
    case 'supply': case 'capital': return counts
    case 'amount': return amountLabels[lang]
    case 'coverage': return ['< 20%', '20–40%', '40–60%', '60–80%', '≥ 80%']
    case 'rating': return [] // the grades are the scheme's
    case 'hhi': return limits ? [`${limits.including ? '<' : '≤'} ${limits.moderate}`, `${limits.moderate}–${limits.high}`, `> ${limits.high}`] : []
  }
}

/** How a card is tinted. A segment where nobody is recorded is a gap in what is known whatever the colouring. */
export function look(by: By, card: { count: number; events: number; sum?: Sum | null; rated?: Rated | null }, shares: Shares | undefined): Look {
  if (card.count === 0) return 'gap'
  switch (by) {
    case 'supply': return { class: countClass(card.count), ramp: 's' }
    case 'capital': return card.events === 0 ? 'withheld' : { class: countClass(card.events), ramp: 'c' }
    case 'amount': return card.sum ? { class: amountClass(card.sum.low), ramp: 'c' } : 'withheld'
    case 'coverage': {
      if (!shares || shares.known === 0) return 'withheld'
      return { class: Math.max(0, Math.min(4, Math.floor(Number(shares.coverage) * 5))) as 0 | 1 | 2 | 3 | 4, ramp: 's' }
    }
    case 'rating': {
      // The best grade is the deepest: the classes of the ramp are spread over the grades that the scheme has.
      const r = card.rated
      if (!r || r.median === null || r.place < 0) return 'withheld'
      return { class: gradeClass(r.place, r.of), ramp: 's' }
    }
    case 'hhi': {
      if (!shares || shares.hhi === null) return 'withheld'
      return { class: ({ LOW: 0, MODERATE: 2, HIGH: 4 } as const)[shares.band as 'LOW' | 'MODERATE' | 'HIGH'] ?? 0, ramp: 'c' }
    }
  }
}

/** The number that a card shows: what its colour is of, a dash where that cannot be told; of a filter, how many match of all. */
export function figureOf(by: By, card: Pick<Card, 'count' | 'matching' | 'passing' | 'events' | 'sum' | 'rated'>, shares: Shares | undefined): string {
  if (card.count === 0) return ''
  if (card.passing !== null || card.matching !== card.count) return `${count(card.matching)}/${count(card.count)}`
  switch (by) {
    case 'supply': return count(card.count)
    case 'capital': return card.events > 0 ? count(card.events) : '—'
    case 'amount': return card.sum?.text ?? '—'
    case 'coverage': return shares && shares.known > 0 ? share(shares.coverage, 0) : '—'
    case 'rating': return card.rated?.median != null ? `${card.rated.median.toFixed(1)} ${card.rated.grade}` : '—'
    case 'hhi': return shares?.hhi != null ? String(shares.hhi) : '—'
  }
}

/** The widest that stands at the right of a card's name, whatever the filters: they move nothing. */
export function figureSpace(by: By, card: Card, shares: Shares | undefined): string {
  if (card.count === 0) return ''
  const plain = figureOf(by, { ...card, matching: card.count, passing: null }, shares)
  const filtered = `${count(card.count)}/${count(card.count)}`
  return (plain.length > filtered.length ? plain : filtered) + changes(card)
}

/** How many came to a card and left it, as text; "" where nothing is compared. */
export const changes = (card: Pick<Card, 'came' | 'left'>) => (card.came ? ` +${count(card.came)}` : '') + (card.left ? ` −${count(card.left)}` : '')

/** The shares of a segment that are known of the year that its concentration is of, largest first; what they leave open is unknown. */
export function knownShares(tiles: Card['tiles'], shares: Shares | undefined): number[] {
  if (!shares || shares.known === 0) return []
  return tiles.flatMap((x) => (x.share !== null && x.year === shares.year ? [Number(x.share)] : [])).sort((a, b) => b - a)
}

/** How dark each part of a strip of shares is. */
export const shareOpacity = (i: number) => Math.max(0.2, 0.75 * 0.8 ** i)

/** Whether a colouring is of capital. */
export const ofCapital = (by: By) => by === 'capital' || by === 'amount'

/** Whether a colouring draws shares. */
export const drawsShares = (by: By) => by === 'hhi' || by === 'coverage'

/** The class of a grade by its place among the scheme's, of which the first is the best. */
export const gradeClass = (place: number, of: number) => Math.round(of < 2 ? 4 : 4 - (place * 4) / (of - 1)) as 0 | 1 | 2 | 3 | 4

/** Whether a card's ground is so deep that texts and marks on it must be darker. */
export const isDeep = (l: Look) => typeof l !== 'string' && l.class >= 3

/** The tokens of a look: the ground of the card, and of the bar at its left. */
export function tokensOf(l: Look): { ground: Token; mark: Token } | null {
  if (typeof l === 'string') return null
  return l.ramp === 's' ? { ground: `sc${l.class}`, mark: `s${l.class}` } : { ground: `cc${l.class}`, mark: `c${l.class}` }
}
