import type { RatingMapQuery } from '../api/generated'
import { say, type Lang } from '../i18n/i18n'
import { gradeClass, type Rated } from './colour'

/** The ratings of one scheme by segment: scores of different schemes are never compared, so the map has those of one. */
export type RatingMap = NonNullable<RatingMapQuery['ratingMap']>

/** The name of a scheme in an address. */
export const schemeKey = (s: { scheme: string; edition: string }) => `${s.scheme}@${s.edition}`

/** What an address says of the scheme; its edition may hold an @, its ID may not. */
export function schemeOf(text: string | null): { scheme?: string; edition?: string } {
  if (!text) return {}
  const at = text.indexOf('@')
  return at < 0 ? { scheme: text } : { scheme: text.slice(0, at), edition: text.slice(at + 1) }
}

/** How each segment is rated. */
export function ratedPlaces(m: RatingMap | null | undefined): Map<string, Rated> {
  const grades = m?.scheme.grades ?? []
  return new Map(m?.places.map((p) => [p.node, { rated: p.rated, draft: p.draft, unscored: p.unscored, median: p.median, low: p.low, high: p.high, grade: p.grade, place: grades.findIndex((g) => g.id === p.grade), of: grades.length }]))
}

/** The grades of the scheme with their classes of the ramp, the worst and palest first. */
export function gradeLegend(m: RatingMap, lang: Lang): { class: number; text: string }[] {
  const grades = m.scheme.grades
  return grades.map((g, i) => ({ class: gradeClass(i, grades.length), text: `${g.id} ${say(g.label, lang)}${g.from === null ? '' : ` ≥ ${g.from}`}` })).reverse()
}

/** Whether scores are of runs that are not published: all of them, some, or none. */
export function draftsOf(m: RatingMap): 'all' | 'some' | null {
  if (!m.places.some((p) => p.draft > 0)) return null
  return m.places.every((p) => p.draft === p.rated) ? 'all' : 'some'
}
