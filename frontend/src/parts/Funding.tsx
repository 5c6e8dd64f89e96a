import { useState } from 'react'
import type { CellFragment, FundingFieldsFragment } from '../api/generated'
import { money } from '../format'
import { say, texts, useLang, useTexts } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { useSize } from '../map/useSize'
import { Figure, SourcePanel } from './Figure'
import { NodeLink } from './NodeLink'
import { TableFrame } from './TableFrame'

type Event = FundingFieldsFragment
type Sum = Pick<Event, 'id' | 'amount' | 'ofAmount'>

/** The amount of an event as its property, so that it leads to who said so; what else is known of it is asked for then. */
const amountOf = (e: Sum): CellFragment => ({
  name: 'amount', label: { zh: texts.zh.enterprise.amount, en: texts.en.enterprise.amount }, period: null, conflicting: e.ofAmount?.conflicting ?? false, pinnedOnNone: e.ofAmount?.pinnedOnNone ?? false, withheld: null,
  value: e.amount ? { text: e.amount.text, number: null, boolean: null, code: null, money: e.amount } : null,
})

/** An amount as it is known: its figure, as the source printed it, or that nobody says; press it to see who said so. */
export function Amount({ event: e }: { event: Sum }) {
  const t = useTexts()
  const lang = useLang()
  if (!e.amount && !e.ofAmount?.pinnedOnNone) return <span className="unknown">{t.states.unknown}</span>
  const text = e.amount && money(e.amount, lang)
  return <Figure property={amountOf(e)} node={e.id} {...(text ? {} : { className: 'unknown' })}>{text ?? t.states.undisclosed}</Figure>
}

const of = (e: Event) => (e.amount?.low ? Number(e.amount.low) : null)

/** What the marks of a timeline mean: of those that it has. "" where it draws nothing. */
export function timelineMarks(events: Event[], t: Texts): string {
  const dated = events.filter((e) => e.date)
  if (dated.length < 2) return ''
  const m = t.page.marks
  const known = dated.filter((e) => Number(of(e) ?? 0) > 0)
  return [
    known.some((e) => !e.amount?.high) ? m.dot : '', known.some((e) => e.amount?.high) ? m.bar : '', known.some((e) => e.amount?.bound === 'AT_LEAST') ? m.arrow : '', known.length < dated.length ? m.ring : '',
  ].filter(Boolean).join(t.comma) + (known.length > 0 ? m.axis : '')
}

/** Events along the years on a logarithmic axis: a dot is a figure, a bar a range, an arrow a lower end, an empty ring undisclosed. Each leads to who said so. */
export function FundingTimeline({ events }: { events: Event[] }) {
  const t = useTexts()
  const lang = useLang()
  const [frame, size] = useSize<HTMLDivElement>()
  const [open, setOpen] = useState<{ event: Event; mark: Element } | null>(null)
  const dated = events.filter((e) => e.date).sort((a, b) => String(a.date).localeCompare(String(b.date)))
  if (dated.length < 2) return null
  const year = (d: string) => Number(d.slice(0, 4)) + (Number(d.slice(5, 7) || '7') - 1) / 12
  const [first, last] = [Math.floor(year(dated[0]?.date ?? '')), Math.floor(year(dated.at(-1)?.date ?? '')) + 1]
  const logs = dated.flatMap((e) => { const n = of(e); return n && n > 0 ? [Math.log10(n)] : [] })
  const [low, high] = [Math.min(...logs, 6), Math.max(...logs, 8) + 0.3]
  const [w, h] = [Math.max(280, size.width), 150]
  const x = (d: string) => 20 + ((year(d) - first) / Math.max(1, last - first)) * (w - 60)
  const y = (n: number) => 112 - ((Math.log10(n) - low) / (high - low)) * 92
  const each = Math.max(1, Math.ceil(((last - first + 1) * 34) / (w - 60))) // years that have room for their number
  return (
    <div className="timeline" ref={frame}>
      <svg width={w} height={h} viewBox={`0 0 ${w} ${h}`} role="group" aria-label={t.enterprise.timeline}>
        <path d={`M10 125.5H${w - 10}`} stroke="var(--line2)" />
        {Array.from({ length: last - first + 1 }, (_, i) => <g key={i}><path d={`M${x(`${first + i}-01`)} 20V125`} stroke="var(--line)" />{i % each === 0 && <text x={x(`${first + i}-01`) + 3} y={140} fontSize={11} fill="var(--ink3)">{first + i}</text>}</g>)}
        {dated.map((e, i) => {
          const n = of(e)
          const cx = x(e.date ?? '')
          const label = e.round ? say(e.round.label, lang) : ''
          const cy = n ? y(n) : 112
          const hi = e.amount?.high ? y(Number(e.amount.high)) : null
          const name = `${e.date ?? ''} ${label} ${e.amount ? (money(e.amount, lang) ?? t.states.undisclosed) : t.states.unknown}`
          const show = (mark: Element) => { if (e.amount) setOpen(open?.event.id === e.id ? null : { event: e, mark }) }
          return (
            <g key={e.id} className="mark" {...(e.amount ? { role: 'button', tabIndex: 0, 'aria-label': name, 'aria-expanded': open?.event.id === e.id } : {})} onClick={(c) => { show(c.currentTarget) }}
              onKeyDown={(k) => { if (k.key === 'Enter' || k.key === ' ') { k.preventDefault(); show(k.currentTarget) } }}>
              <title>{name}</title>
              <rect x={cx - 9} y={Math.min(cy, hi ?? cy) - 9} width={18} height={Math.abs(cy - (hi ?? cy)) + 18} fill="transparent" />
              {!n ? <circle cx={cx} cy={112} r={4.5} fill="none" stroke="var(--ink3)" strokeDasharray="2 2" />
                : hi !== null ? <rect x={cx - 3} y={hi} width={6} height={Math.max(4, cy - hi)} rx={2} fill="var(--acc)" opacity={0.6} />
                  : <circle cx={cx} cy={cy} r={4} fill="var(--acc)" />}
              {e.amount?.bound === 'AT_LEAST' && n && <path d={`M${cx} ${cy - 5}v-10m-3 3l3 -4l3 4`} stroke="var(--acc)" fill="none" />}
              {dated.length <= 14 && <text x={cx} y={(hi ?? cy) - (e.amount?.bound === 'AT_LEAST' ? 18 : 8) - (i % 2) * 2} fontSize={11} textAnchor="middle" fill="var(--ink2)">{label}</text>}
            </g>
          )
        })}
      </svg>
      {open && <SourcePanel property={amountOf(open.event)} node={open.event.id} anchor={open.mark} close={() => { (open.mark as SVGElement).focus(); setOpen(null) }} />}
    </div>
  )
}

/** Events as a table: when, which round, how much, from whom. */
export function FundingTable({ events, raiser }: { events: Event[]; raiser: boolean }) {
  const t = useTexts()
  const lang = useLang()
  const sorted = events.toSorted((a, b) => String(b.date ?? '').localeCompare(String(a.date ?? '')))
  return (
    <TableFrame cards>
      <table className="grid">
        <thead><tr><th>{t.enterprise.date}</th>{raiser && <th>{t.enterprise.raiser}</th>}<th>{t.enterprise.round}</th><th className="num">{t.enterprise.amount}</th><th>{t.enterprise.investors}</th></tr></thead>
        <tbody>
          {sorted.map((e) => (
            <tr key={e.id}>
              <td className="nowrap"><NodeLink node={{ id: e.id, label: e.date ?? t.states.unknown, nodeKind: 'FUNDING_EVENT' }} /></td>
              {raiser && <td>{e.raisedBy?.nodes.map((n) => <NodeLink key={n.id} node={n} />)}</td>}
              <td className="nowrap">{e.round ? say(e.round.label, lang) : e.kind ? say(e.kind.label, lang) : <span className="unknown">{t.states.unknown}</span>}</td>
              <td className="num nowrap"><Amount event={e} /></td>
              <td><span className="row names">{e.investors?.nodes.map((n) => <NodeLink key={n.id} node={n} />)}{e.investors?.nodes.length === 0 && <span className="unknown">{t.states.unknown}</span>}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
