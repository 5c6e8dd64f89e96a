import { digitsBeside, share, whole } from '../format'
import { say, type Label, type Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'

interface Named { id: string; label: Label }

/**
 * A sentence of the service with the IDs of the scheme's nodes replaced by their names. The service lists IDs after a
 * colon or a comma, some with a share, or puts one with a colon before a sentence; a word of the sentence that reads like an
 * ID stays.
 */
export function named(text: string, nodes: Named[], lang: Lang): string {
  const by = new Map(nodes.map((n) => [n.id, say(n.label, lang)]))
  const comma = lang === 'zh' ? '\u3001' : ', ' // as each language lists names
  return text.replace(/(^|[:\uFF1A,]\s*)([A-Za-z][\w.-]*)(?=[:\uFF1A,\uFF1B;]|\s\d[\d.]*%|$)/g, (all, before: string, id: string) => (by.has(id) ? before.replace(/^,\s*/, comma) + (by.get(id) ?? id) : all))
}

/** A factor of the sensitivity analysis in words; of a single piece of evidence, with its name. */
export function factorName(factor: string, t: Texts, label: (id: string) => string): string {
  const [kind = '', item] = factor.split(': ')
  const name = t.ratings.factors[kind] ?? kind
  return item ? `${name}${t.colon}${label(item.split(' of ')[0] ?? item)}` : name
}

/** Where an indicator gets its evidence from, in words, and the item as the scheme calls it. */
export function evidenceName(evidence: string, t: Texts): [string, string] {
  const [kind = '', ...item] = evidence.split(' ')
  return [t.ratings.origins[kind] ?? kind, item.join(' ')]
}

/**
 * A figure with all its digits, grouped: what was measured is never shortened. Only what a division leaves without an end is, to
 * six digits, and says so by ≈.
 */
export function figure(x: number | null | undefined): string {
  if (x === null || x === undefined) return '—'
  const clean = Number(x.toPrecision(12)) // without the last bits that arithmetic leaves
  const text = String(clean)
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text.replace('-', '−')
  return text.replace(/\D/g, '').replace(/^0+/, '').length > 10 && !Number.isInteger(clean) ? `≈ ${whole(String(Number(clean.toPrecision(6))))}` : whole(text)
}

/** What a source printed: a bare number grouped like other figures, anything else as it stands. */
export const figureText = (text: string) => whole(text.trim())

/** A score beside the limits of grades: with as many digits, from one on, as keep it on its side of each. */
export const scoreText = (x: number | null | undefined, limits: readonly number[]) => (x === null || x === undefined ? '—' : x.toFixed(digitsBeside(x, limits, 1)))

/** How complete data are: all of it is said only where nothing is missing. */
export const covered = (coverage: number) => share(coverage, digitsBeside(coverage * 100, [100], 1))

interface Gap { indicator: string; state: string }

/** What a unit lacks, apart from what does not apply to it: that is no gap, and weighs nothing. */
export const missingOf = <G extends Gap>(gaps: readonly G[]) => gaps.filter((g) => g.state !== 'notApplicable')
export const notForOf = <G extends Gap>(gaps: readonly G[]) => gaps.filter((g) => g.state === 'notApplicable')

/** A score to one digit. */
export const one = (x: number | null | undefined) => (x === null || x === undefined ? '—' : x.toFixed(1))

/** Where a grade begins: at a score, or at a quantile of the cohort; '' of the lowest. */
export const gradeFrom = (g: { from: number | null; quantile: number | null }, t: Texts) => (g.from !== null ? `≥ ${g.from}` : g.quantile !== null ? t.ratings.fromQuantile(`${Math.round((1 - g.quantile) * 100)}%`) : '')

/** A difference with its sign. */
export const signed = (x: number) => (Math.abs(x) < 0.05 ? '0' : `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(1)}`)

interface Scaled { achievement: string; normalised: number | null; median: number | null }

/**
 * A cell and its median on one scale, from 0 to 100: an attribute of a process comes as the share of 1 to which it is
 * achieved, all else as it is.
 */
export function onScale(c: Scaled): { own: number | null; median: number | null } {
  const by = c.achievement === '' ? 1 : 100
  return { own: c.normalised === null ? null : c.normalised * by, median: c.median === null ? null : c.median * by }
}

/** A grade that too few simulations give, with its share and that of the grade next to it; '' of a sure one. */
export function unsureGrade(u: { grade: string; gradeSure: boolean | null; grades: { id: string; share: number; percent: number }[] }): string {
  if (u.gradeSure !== false) return ''
  // The service rounds all grades together, so that they add up.
  const own = u.grades.find((g) => g.id === u.grade)?.percent ?? 0
  const next = u.grades.filter((g) => g.id !== u.grade && g.share > 0).reduce<(typeof u.grades)[number] | null>((best, g) => (best && best.share >= g.share ? best : g), null)
  return `${u.grade} ${own}%${next ? ` · ${next.id} ${next.percent}%` : ''}`
}

/** An interval of ranks: one number where both ends are the same. */
export const rankRange = (low: number, high: number) => (low === high ? String(low) : `${low}–${high}`)

/** A rank as its run shows it: with its interval, if it was simulated. */
export const rankShown = (low: number | null, high: number | null, rank: number | null) => (low !== null && high !== null ? rankRange(low, high) : rank === null ? '—' : String(rank))

/** The grade that a score tried out would give: no better than the caps of gates that were not passed; grades come best first. */
export function gradeUnder(grade: string, gates: { cap: string }[], grades: { id: string }[]): string {
  const place = (id: string) => grades.findIndex((g) => g.id === id)
  return gates.reduce((worst, g) => (g.cap !== '' && place(g.cap) > place(worst) ? g.cap : worst), grade)
}

interface Placed { id: string; parent: string | null; depth: number }

/** The dimension that a node of a scheme is part of: the one below the index. */
export function dimensionOf(nodes: readonly Placed[]): (id: string) => string {
  const node = new Map(nodes.map((n) => [n.id, n]))
  const dimension = (id: string): string => { const n = node.get(id); return n && n.depth > 1 && n.parent !== null ? dimension(n.parent) : id }
  return dimension
}

/**
 * The steps from the base to the score, one for each dimension with the items that it is made of: the largest first, so that
 * nothing is hidden in a rest larger than what is shown. Together they are the difference between base and score.
 */
export function ladder(cells: readonly { indicator: string; contribution: number | null }[], nodes: readonly Placed[]): { id: string; by: number; parts: { id: string; by: number }[] }[] {
  const dimension = dimensionOf(nodes)
  const all = new Map<string, { id: string; by: number; parts: { id: string; by: number }[] }>()
  for (const c of cells) {
    if (c.contribution === null) continue
    const id = dimension(c.indicator)
    const step = all.get(id) ?? { id, by: 0, parts: [] }
    step.by += c.contribution
    step.parts.push({ id: c.indicator, by: c.contribution })
    all.set(id, step)
  }
  const most = (x: { by: number }, y: { by: number }) => Math.abs(y.by) - Math.abs(x.by)
  return [...all.values()].map((x) => ({ ...x, parts: x.parts.sort(most) })).sort(most)
}

interface Part { indicator: string; contribution: number | null; normalised: number | null }

/** By how much one unit is ahead in an indicator, and in all of a dimension. */
export interface Lead { id: string; by: number; parts: { id: string; by: number }[] }

/** What of a lead is none in any item: that of items in which both are alike, because one of them lacks others whose weight went there. */
export interface Moved { by: number; alike: string[]; lacking: { id: string; first: boolean }[] }

/**
 * Why one unit is ahead of another: their contributions to the score, indicator by indicator, put together by dimension, the
 * largest difference first. Where one lacks what the other has, items in which both are alike tell no lead: what weight that
 * moved gives there stands apart. With it and the difference of the bases these add up to that of the scores, as
 * contributions and base add up to each score.
 */
export function leads(a: Part[], b: Part[], nodes: { id: string; parent: string | null; depth: number }[]): { leads: Lead[]; moved: Moved | null } {
  const dimension = dimensionOf(nodes)
  const other = new Map(b.map((c) => [c.indicator, c]))
  const lacking = a.flatMap((c) => { const o = other.get(c.indicator)?.normalised ?? null; return (c.normalised === null) === (o === null) ? [] : [{ id: c.indicator, first: c.normalised === null }] })
  const moved: Moved = { by: 0, alike: [], lacking }
  const all = new Map<string, Lead>()
  for (const c of a) {
    const o = other.get(c.indicator)
    const by = (c.contribution ?? 0) - (o?.contribution ?? 0)
    if (lacking.length > 0 && c.normalised !== null && o?.normalised != null && Math.abs(c.normalised - o.normalised) < 1e-9) {
      moved.by += by
      moved.alike.push(c.indicator)
      continue
    }
    const id = dimension(c.indicator)
    const lead = all.get(id) ?? { id, by: 0, parts: [] }
    lead.by += by
    lead.parts.push({ id: c.indicator, by })
    all.set(id, lead)
  }
  const most = (x: { by: number }, y: { by: number }) => Math.abs(y.by) - Math.abs(x.by)
  return { leads: [...all.values()].map((l) => ({ ...l, parts: l.parts.sort(most) })).sort(most), moved: lacking.length > 0 ? moved : null }
}

interface Cohort { code: string | null; label: string; property: { value: { text: string } | null } | null }

/** The segment that a run rates, by its code and its name in the language of the page. */
export const cohortName = (s: Cohort, lang: Lang) => [s.code, (lang === 'en' && s.property?.value?.text) || s.label].filter(Boolean).join(' ')

/** What a run is called in the language of the page: its scheme, whom it rates, and the day as of which evidence counts. */
export const runName = (r: { title: Label; segment: Cohort | null; reference: string | null }, lang: Lang) => [say(r.title, lang), r.segment ? cohortName(r.segment, lang) : '', r.reference].filter(Boolean).join(' · ')

/** The address of a run, and of what of it is for the public. */
export const runPath = (lang: Lang, number: string) => `/${lang}/ratings/${encodeURIComponent(number)}`
export const releasePath = (lang: Lang, number: string, unit?: string) => `${runPath(lang, number)}/release${unit ? `/${encodeURIComponent(unit)}` : ''}`

/** The look of a state: what is in force stands out, and what is not for readers. */
export const chipOf = (status: string) => (['published', 'corrected'].includes(status) ? 'chip ok' : ['withdrawn', 'expired'].includes(status) ? 'chip bad' : 'chip dashed')
