import type { FundingFieldsFragment } from '../api/generated'
import { money } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { NodeLink } from './NodeLink'

type Event = FundingFieldsFragment

/** An amount as it is known: its figure, as the source printed it, or that nobody says. */
export function Amount({ amount }: { amount: Event['amount'] }) {
  const t = useTexts()
  const lang = useLang()
  const text = amount ? money(amount, lang) : null
  if (!text) return <span className="unknown" title={amount?.text}>{amount ? t.states.undisclosed : t.states.unknown}</span>
  return <span title={amount?.text}>{text}</span>
}

const of = (e: Event) => (e.amount?.low ? Number(e.amount.low) : null)

/** Events along the years on a logarithmic axis: a dot is a figure, a bar a range, an arrow a lower end, an empty ring undisclosed. */
export function FundingTimeline({ events }: { events: Event[] }) {
  const t = useTexts()
  const lang = useLang()
  const dated = events.filter((e) => e.date).sort((a, b) => String(a.date).localeCompare(String(b.date)))
  if (dated.length < 2) return null
  const year = (d: string) => Number(d.slice(0, 4)) + (Number(d.slice(5, 7) || '7') - 1) / 12
  const [first, last] = [Math.floor(year(dated[0]?.date ?? '')), Math.floor(year(dated.at(-1)?.date ?? '')) + 1]
  const logs = dated.flatMap((e) => { const n = of(e); return n && n > 0 ? [Math.log10(n)] : [] })
  const [low, high] = [Math.min(...logs, 6), Math.max(...logs, 8) + 0.3]
  const [w, h] = [800, 150]
  const x = (d: string) => 20 + ((year(d) - first) / Math.max(1, last - first)) * (w - 60)
  const y = (n: number) => 112 - ((Math.log10(n) - low) / (high - low)) * 92
  return (
    <svg viewBox={`0 0 ${w} ${h}`} className="timeline" role="img" aria-label={t.enterprise.timeline}>
      <path d={`M10 125.5H${w - 10}`} stroke="var(--line2)" />
      {Array.from({ length: last - first + 1 }, (_, i) => <g key={i}><path d={`M${x(`${first + i}-01`)} 20V125`} stroke="var(--line)" /><text x={x(`${first + i}-01`) + 3} y={140} fontSize={11} fill="var(--ink3)">{first + i}</text></g>)}
      {dated.map((e, i) => {
        const n = of(e)
        const cx = x(e.date ?? '')
        const label = e.round ? say(e.round.label, lang) : ''
        const cy = n ? y(n) : 112
        const hi = e.amount?.high ? y(Number(e.amount.high)) : null
        return (
          <g key={e.id}>
            <title>{`${e.date ?? ''} ${label} ${e.amount ? (money(e.amount, lang) ?? t.states.undisclosed) : t.states.undisclosed}`}</title>
            {!n ? <circle cx={cx} cy={112} r={4.5} fill="none" stroke="var(--ink3)" strokeDasharray="2 2" />
              : hi !== null ? <rect x={cx - 3} y={hi} width={6} height={Math.max(4, cy - hi)} rx={2} fill="var(--acc)" opacity={0.6} />
                : <circle cx={cx} cy={cy} r={4} fill="var(--acc)" />}
            {e.amount?.bound === 'AT_LEAST' && n && <path d={`M${cx} ${cy - 5}v-10m-3 3l3 -4l3 4`} stroke="var(--acc)" fill="none" />}
            {dated.length <= 14 && <text x={cx} y={(hi ?? cy) - (e.amount?.bound === 'AT_LEAST' ? 18 : 8) - (i % 2) * 2} fontSize={11} textAnchor="middle" fill="var(--ink2)">{label}</text>}
          </g>
        )
      })}
    </svg>
  )
}

/** Events as a table: when, which round, how much, from whom. */
export function FundingTable({ events, raiser }: { events: Event[]; raiser: boolean }) {
  const t = useTexts()
  const lang = useLang()
  const sorted = events.toSorted((a, b) => String(b.date ?? '').localeCompare(String(a.date ?? '')))
  return (
    <div className="scroll-x">
      <table className="grid">
        <thead><tr><th>{t.enterprise.date}</th>{raiser && <th>{t.enterprise.raiser}</th>}<th>{t.enterprise.round}</th><th className="num">{t.enterprise.amount}</th><th>{t.enterprise.investors}</th></tr></thead>
        <tbody>
          {sorted.map((e) => (
            <tr key={e.id}>
              <td className="nowrap"><NodeLink node={{ id: e.id, label: e.date ?? t.states.unknown, nodeKind: 'FUNDING_EVENT' }} /></td>
              {raiser && <td>{e.raisedBy?.nodes.map((n) => <NodeLink key={n.id} node={n} />)}</td>}
              <td className="nowrap">{e.round ? say(e.round.label, lang) : e.kind ? say(e.kind.label, lang) : <span className="unknown">{t.states.unknown}</span>}</td>
              <td className="num nowrap"><Amount amount={e.amount} /></td>
              <td><span className="row names">{e.investors?.nodes.map((n) => <NodeLink key={n.id} node={n} />)}{e.investors?.nodes.length === 0 && <span className="unknown">{t.states.unknown}</span>}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
