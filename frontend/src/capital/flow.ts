import type { CapitalFlowQuery, FlowMeasuresFragment } from '../api/generated'
import { count, money } from '../format'
import { say, type Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import type { FlowLink, FlowNode } from './layout'

export type Flow = NonNullable<CapitalFlowQuery['capitalFlow']>
export type Width = 'ROUNDS' | 'AMOUNT'

/** A node as it is drawn and read out. */
export interface Drawn extends FlowNode { named: boolean; code: string; label: string; figure: string; spoken: string }
/** A link as it is drawn and read out. */
export interface DrawnLink extends FlowLink { id: string; named: boolean; spoken: string }
export interface Drawing { nodes: Drawn[]; links: DrawnLink[] }

/** How a link is named in an address: by its two ends. */
export const linkId = (from: string, to: string) => `${from}~${to}`
/** The nodes that a selection of an address names: one, or the two ends of a link. */
export const nodesOf = (selected: string) => selected.split('~').filter(Boolean)

const columns = { INVESTOR: 0, GROUP: 1, ROUND: 2 } as const

/** An amount between two ends; where an upper end is missing only the lower is told. */
export function between(low: string, high: string, open: boolean, currency: string, lang: Lang): string {
  return money({ text: '', bound: open ? 'AT_LEAST' : low === high ? 'EXACT' : 'RANGE', low, high, currency }, lang) ?? ''
}

/** Shares of rounds without digits that say nothing. */
export const shares = (weight: string) => Number(weight).toFixed(2).replace(/\.?0+$/, '')

/** A measure as a figure: rounds that take part, or the amount. */
export function figure(m: FlowMeasuresFragment, currency: string | null, lang: Lang): string {
  return m.low != null && m.high != null && currency ? between(m.low, m.high, m.open > 0, currency, lang) : count(m.rounds)
}

/** A measure in words. */
export function spoken(m: FlowMeasuresFragment, currency: string | null, t: Texts, lang: Lang): string {
  const parts = t.capital.takes(count(m.rounds), shares(m.weight))
  return currency && m.low != null ? `${figure(m, currency, lang)}${t.comma}${parts}` : parts
}

/** What a node is called; how many it stands for is part of the name of the others. */
export const nameOf = (n: Flow['nodes'][number], t: Texts, lang: Lang) => (n.kind === 'OTHERS' ? t.capital.others(count(n.merged)) : say(n.label, lang))

/** Makes of an answer what the layout places and the picture says. */
export function drawing(flow: Flow, t: Texts, lang: Lang): Drawing {
  const currency = flow.currency ?? null
  const size = (m: FlowMeasuresFragment) => (m.high == null ? { size: Number(m.weight), sure: Number(m.weight) } : { size: Number(m.high), sure: Number(m.low) })
  const at = new Map(flow.nodes.map((n, i) => [n.id, i]))
  const nodes = flow.nodes.map((n): Drawn => ({
    id: n.id, column: columns[n.column], named: n.kind === 'NAMED', code: n.code ?? '', label: nameOf(n, t, lang),
    figure: figure(n.measure, currency, lang), spoken: `${n.code ? `${n.code} ` : ''}${nameOf(n, t, lang)}${t.comma}${spoken(n.measure, currency, t, lang)}`, ...size(n.measure),
  }))
  const links = flow.links.map((l): DrawnLink => {
    const [from, to] = [at.get(l.from) ?? 0, at.get(l.to) ?? 0]
    return {
      id: linkId(l.from, l.to), from, to, named: (nodes[from]?.named ?? false) && (nodes[to]?.named ?? false),
      spoken: `${nodes[from]?.label ?? ''} → ${nodes[to]?.label ?? ''}${t.comma}${spoken(l.measure, currency, t, lang)}`, ...size(l.measure),
    }
  })
  return { nodes, links }
}

/** Of each link, by its name, what part of it passes through what is chosen. */
export function partsOf(flow: Flow, through: readonly Flow['links'][number][]): Map<string, number> {
  const size = (m: FlowMeasuresFragment) => Number(m.high ?? m.weight)
  const whole = new Map(flow.links.map((l) => [linkId(l.from, l.to), size(l.measure)]))
  return new Map(through.flatMap((l) => { const of = whole.get(linkId(l.from, l.to)) ?? 0; return of > 0 ? [[linkId(l.from, l.to), size(l.measure) / of] as const] : [] }))
}

/** Whether a node or a link is part of a selection: itself, or what it is an end of. */
export function chosen(selected: string, x: { id: string }, link: boolean): boolean {
  if (!selected) return false
  if (selected === x.id) return true
  const ends = nodesOf(selected)
  return link ? ends.length === 1 && nodesOf(x.id).includes(ends[0] ?? '') : ends.length === 2 && ends.includes(x.id)
}

/** Whether a round that is drawn is in more than one group: then the groups' rounds come to more than there are. */
export const inSeveral = (flow: Flow) => flow.nodes.reduce((n, x) => (x.column === 'GROUP' ? n + x.measure.rounds : n), 0) > flow.drawn

/** How much is in a node: by rounds, or by the upper end of amounts. */
const sizeIn = (flow: Flow, m: FlowMeasuresFragment) => (flow.currency ? Number(m.high ?? m.low ?? 0) : m.rounds)

/** The groups that most flows through: several, where as much flows through each of them. */
export function leaders(flow: Flow): Flow['nodes'] {
  const { leading } = flow
  return leading ? flow.nodes.filter((n) => n.column === 'GROUP' && n.kind === 'NAMED' && sizeIn(flow, n.measure) === sizeIn(flow, leading.measure)) : []
}

/** Whether more is in no group of the chain, or outside it, than in the group that leads. */
export function outsideMore(flow: Flow): boolean {
  const { leading } = flow
  return leading != null && flow.nodes.some((n) => n.column === 'GROUP' && n.kind !== 'NAMED' && sizeIn(flow, n.measure) > sizeIn(flow, leading.measure))
}

/** What was disclosed, currency by currency. */
export function disclosed(flow: Flow, lang: Lang): string[] {
  return flow.sums.flatMap((s) => (s.low == null ? [] : [between(s.low, s.high ?? s.low, s.high == null, s.currency || 'CNY', lang)]))
}

/** A period, or a run of periods without any round on record. */
export type Slot = { period: string; disclosed: number; undisclosed: number } | { gap: [string, string] }

/** The period after another. */
function following(period: string): string {
  const [, year = '', sep = '', n = ''] = /^(\d{4})(-|Q)?(\d+)?$/.exec(period) ?? []
  if (!sep) return String(Number(year) + 1).padStart(4, '0')
  const most = sep === 'Q' ? 4 : 12
  const next = Number(n) % most + 1
  return `${next === 1 ? String(Number(year) + 1).padStart(4, '0') : year}${sep}${sep === 'Q' ? next : String(next).padStart(2, '0')}`
}

/** Puts a gap where there are no rounds on record between two periods: none on record is not none. */
export function withGaps(periods: readonly { period: string; disclosed: number; undisclosed: number }[]): Slot[] {
  const out: Slot[] = []
  periods.forEach((p, i) => {
    const before = periods[i - 1]
    if (before && following(before.period) !== p.period) {
      let last = following(before.period)
      const first = last
      for (let n = following(last); n < p.period; n = following(n)) last = n
      out.push({ gap: [first, last] })
    }
    out.push(p)
  })
  return out
}
