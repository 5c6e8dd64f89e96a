import type { GrowthRowFragment, GrowthState, GrowthVerdict } from '../api/generated'
import { oneFigure, range } from './figures'
import { useLang, useTexts } from '../i18n/i18n'

/** The tab of a page that has a result: whom a list is not for is out, and has a tab of its own. */
export const tabOf = (r: { state: GrowthState; notFor: boolean }) => (r.notFor ? 'notfor' : (r.state.toLowerCase() as Lowercase<GrowthState>))

/** What the segment of a result is called, with its code; the code of the result if there is no such segment any more. */
export const segmentText = (r: { segment: string | null; segmentNode: { label: string; code?: string | null } | null }) => (r.segmentNode ? `${r.segmentNode.code ?? ''} ${r.segmentNode.label}`.trim() : (r.segment ?? ''))

/** What an outcome looks like: a shape for each verdict, so that colour carries nothing alone. */
const shapes: Record<GrowthVerdict, string> = { MET: 'met', UNMET: 'unmet', UNKNOWN: 'open', BY_HAND: 'hand', NOT_APPLICABLE: 'none' }

/** One criterion: its number if it is met (one under a head has none), ✕ if not, ? if unknown, ✎ if a person judges, – if it is not for this one. */
export function RuleChip({ n, verdict, name }: { n: number; verdict: GrowthVerdict; name: string }) {
  const t = useTexts()
  const sign = { MET: n > 0 ? String(n) : '✓', UNMET: '✕', UNKNOWN: '?', BY_HAND: '✎', NOT_APPLICABLE: '–' }[verdict]
  const label = `${n > 0 ? n : ''} ${name}${t.colon}${t.lists.verdicts[verdict]}`.trim()
  return <span className={`rule-chip ${shapes[verdict]}`} title={label} role="img" aria-label={label}>{sign}</span>
}

/** The criteria of a result that are under no head, in the order of the rule. */
export function RuleChips({ outcomes, names }: { outcomes: { criterion: string; under: string | null; verdict: GrowthVerdict }[]; names: Map<string, string> }) {
  return <span className="rule-chips">{outcomes.filter((o) => !o.under).map((o, i) => <RuleChip key={o.criterion} n={i + 1} verdict={o.verdict} name={names.get(o.criterion) ?? o.criterion} />)}</span>
}

const chipOf: Record<GrowthState, string> = { IN: 'ok', BORDERLINE: 'warn', OUT: 'bad', INSUFFICIENT: 'dashed' }

/** In a few words why, as the service says it. */
export function WhyChip({ result }: { result: Pick<GrowthRowFragment, 'state' | 'notFor' | 'because'> }) {
  const lang = useLang()
  return <span className={`chip why ${result.notFor ? 'dashed' : chipOf[result.state]}`} title={result.because[lang]}>{result.because[lang].replace(/([≥≤<>]) /g, '$1\u00A0')}</span>
}

/** An interval of a figure, as people read it beside the line of the rule. */
export function useInterval(ratio: boolean, line: string | null) {
  const lang = useLang()
  const t = useTexts()
  return (v: { low: string | null; high: string | null; currency?: string | null } | null): string => {
    const kind = { currency: v?.currency ?? null, ratio }
    return range(v, (x) => oneFigure(x, kind, lang, line)) || t.states.none
  }
}

/** A point and its interval on a common axis, with the line of the rule dashed. */
export function IntervalMark({ value, from, to, line }: { value: { low: string | null; high: string | null } | null; from: number; to: number; line: number | null }) {
  const w = 116
  const x = (n: number) => 4 + ((Math.min(to, Math.max(from, n)) - from) / (to - from || 1)) * (w - 8)
  const low = value?.low == null ? null : Number(value.low)
  const high = value?.high == null ? null : Number(value.high)
  return (
    <svg width={w} height={18} viewBox={`0 0 ${w} 18`} aria-hidden className="interval">
      <path d={`M4 9.5H${w - 4}`} stroke="var(--line)" />
      {line !== null && <path d={`M${x(line)} 2V16`} stroke="var(--k2)" strokeDasharray="2 2" />}
      {low !== null && high !== null && low !== high && <rect x={x(low)} y={6.5} width={Math.max(3, x(high) - x(low))} height={6} rx={1} fill="var(--acc-line)" />}
      {low !== null && high === null && <path d={`M${x(low)} 9.5H${w - 6}m-4 -3l4 3l-4 3`} stroke="var(--acc-line)" fill="none" strokeWidth={2} />}
      {low !== null && <circle cx={high === null || low === high ? x(low) : (x(low) + x(high)) / 2} cy={9.5} r={3.5} fill="var(--acc)" />}
    </svg>
  )
}

/** Revenue over the years that are known: a line, dashed across years that are missing. */
export function Sparkline({ points }: { points: { year: number; low: number }[] }) {
  const sorted = points.toSorted((a, b) => a.year - b.year)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (!first || !last || sorted.length < 2) return null
  const top = Math.max(...sorted.map((p) => p.low)) || 1
  const x = (year: number) => 3 + ((year - first.year) / (last.year - first.year)) * 82
  const y = (n: number) => 20 - (Math.max(0, n) / top) * 16
  return (
    <svg width={88} height={24} viewBox="0 0 88 24" aria-hidden>
      <path d="M3 21.5H85" stroke="var(--line)" />
      {sorted.slice(1).map((p, i) => { const q = sorted[i]; return q && <path key={p.year} d={`M${x(q.year)} ${y(q.low)}L${x(p.year)} ${y(p.low)}`} stroke="var(--acc)" strokeWidth={1.5} strokeDasharray={p.year - q.year > 1 ? '3 2' : undefined} fill="none" /> })}
      <circle cx={x(first.year)} cy={y(first.low)} r={1.6} fill="var(--acc)" />
      <circle cx={x(last.year)} cy={y(last.low)} r={2.6} fill="var(--acc)" />
    </svg>
  )
}
