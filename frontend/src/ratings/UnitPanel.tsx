import { Fragment, useState } from 'react'
import { Link } from 'react-router'
import { RatedUnitDocument, type RatedUnitQuery } from '../api/generated'
import { useAsk } from '../api/use'
import { share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { Show } from '../shell/states'
import { usePath } from '../state'
import type { Run } from './RunPage'

type Detail = NonNullable<RatedUnitQuery['ratedUnit']>
type Cell = Detail['cells'][number]

const one = (x: number | null | undefined) => (x === null || x === undefined ? '—' : x.toFixed(1))
const signed = (x: number) => `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(1)}`
const figure = (x: number | null | undefined) => (x === null || x === undefined ? '—' : String(Number(x.toPrecision(6))))

/** One unit from its score down to the cells of the documents. */
export function UnitPanel({ run, unit }: { run: Run; unit: string }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const [all, setAll] = useState(false)
  const answer = useAsk(RatedUnitDocument, { run: run.entry.number, unit })
  const node = (id: string) => run.scheme.nodes.find((x) => x.id === id)
  const label = (id: string) => { const n = node(id); return n ? say(n.label, lang) : id }
  const folder = run.scheme.rates === 'enterprise' ? 'enterprises' : 'products'
  return (
    <Show answer={answer}>
      {({ ratedUnit: d }) => {
        if (!d) return null
        const most = [...d.cells].sort((a, b) => Math.abs(b.contribution ?? 0) - Math.abs(a.contribution ?? 0))
        const shown = all ? d.cells : most.slice(0, 6)
        return (
          <Panel title={d.unit.name} note={d.unit.grade || r.ungraded} actions={<Link className="btn small" to={path(`/${lang}/${folder}/${encodeURIComponent(unit)}`)}>{r.choose2}</Link>}>
            {d.unit.percentile !== null && <p className="meta">{r.percentile(share(d.unit.percentile, 0))}</p>}
            {d.unit.withheld && <p className="hatched">{say(d.unit.withheld, lang)}</p>}
            {d.unit.ungraded && <p className="meta">{say(d.unit.ungraded, lang)}</p>}
            <h3>{r.against}</h3>
            {d.unit.dimensions.map((g) => (
              <div key={g.id} className="against">
                <span className="ellipsis">{label(g.id)}</span>
                <svg width="100%" height={14} viewBox="0 0 100 14" preserveAspectRatio="none" role="img" aria-label={`${one(g.score)}, ${r.median} ${one(g.median)}`}>
                  <line x1={0} x2={100} y1={7} y2={7} stroke="var(--line)" vectorEffect="non-scaling-stroke" />
                  {g.median !== null && <line x1={g.median} x2={g.median} y1={1} y2={13} stroke="var(--ink3)" vectorEffect="non-scaling-stroke" />}
                  {g.score !== null && g.median !== null && <line x1={g.median} x2={g.score} y1={7} y2={7} stroke={g.score < g.median ? 'var(--k2)' : 'var(--k1)'} strokeWidth={2} vectorEffect="non-scaling-stroke" />}
                  {g.score !== null && <rect x={g.score - 1} width={2} y={2} height={10} fill={g.median !== null && g.score < g.median ? 'var(--k2)' : 'var(--k1)'} />}
                </svg>
                <span className="num nowrap"><strong>{one(g.score)}</strong> <span className="meta">{r.median} {one(g.median)}</span></span>
              </div>
            ))}
            {d.unit.score !== null && <><h3 style={{ marginTop: 10 }}>{r.ladder}</h3><Ladder detail={d} label={label} title={r.base} /><p className="meta">{r.baseHow}</p></>}
            <h3 style={{ marginTop: 10 }}>{all ? r.all : r.largest}</h3>
            <table className="grid">
              <thead><tr><th>{t.ratings.name}</th><th className="num">{r.raw}</th><th className="num">{r.normalised}</th><th className="num">{r.contribution}</th></tr></thead>
              <tbody>{shown.map((c) => <CellRows key={c.indicator} cell={c} label={label(c.indicator)} unit={node(c.indicator)?.unit ?? ''} />)}</tbody>
            </table>
            <button type="button" className="btn small" onClick={() => { setAll(!all) }}>{all ? r.largest : r.all}</button>
          </Panel>
        )
      }}
    </Show>
  )
}

/** From the base to the score, one step for each part of the index. */
function Ladder({ detail, label, title }: { detail: Detail; label: (id: string) => string; title: string }) {
  const steps = [...detail.cells].filter((c) => c.contribution !== null).sort((a, b) => Math.abs(b.contribution ?? 0) - Math.abs(a.contribution ?? 0))
  const top = steps.slice(0, 5)
  const rest = steps.slice(5).reduce((sum, c) => sum + (c.contribution ?? 0), 0)
  const marks = [...top.map((c) => ({ name: label(c.indicator), by: c.contribution ?? 0 })), { name: `… ${steps.length - top.length}`, by: rest }]
  const ends = marks.reduce<number[]>((all, m) => [...all, (all.at(-1) ?? 0) + m.by], [detail.base])
  const low = Math.min(...ends) - 2
  const high = Math.max(...ends) + 2
  const x = (v: number) => ((v - low) / (high - low)) * 150
  const short = (name: string) => (name.length > 14 ? `${name.slice(0, 13)}…` : name)
  return (
    <svg width="100%" viewBox={`0 0 320 ${(marks.length + 2) * 17}`} role="img" aria-label={title}>
      <text x={0} y={12} fontSize={11} fill="var(--ink3)">{title} {one(detail.base)}</text>
      {marks.map((m, i) => {
        const a = x(ends[i] ?? 0)
        const b = x(ends[i + 1] ?? 0)
        return <Fragment key={i}><rect x={Math.min(a, b)} width={Math.max(1, Math.abs(b - a))} y={(i + 1) * 17 + 2} height={10} fill={m.by < 0 ? 'var(--k2)' : 'var(--k1)'} /><text x={158} y={(i + 1) * 17 + 11} fontSize={11} fill="var(--ink2)">{signed(m.by)} {short(m.name)}<title>{m.name}</title></text></Fragment>
      })}
      <text x={x(ends.at(-1) ?? 0)} y={(marks.length + 1) * 17 + 12} fontSize={11} fontWeight={600} fill="var(--ink)" textAnchor="middle">{one(detail.unit.score)}</text>
    </svg>
  )
}

function CellRows({ cell: c, label, unit }: { cell: Cell; label: string; unit: string }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const [open, setOpen] = useState(false)
  const used = c.evidence.find((e) => e.counts)
  const value = c.state !== 'observed' ? null : used?.text ? used.text : figure(c.raw)
  return (
    <>
      <tr>
        <td><button type="button" className="link" aria-expanded={open} onClick={() => { setOpen(!open) }}>{label}</button>{used?.basis === 'selfReported' && <span className="meta"> {r.self}</span>}{used?.places.some((p) => p.differs) && <span className="chip warn">{r.differs}</span>}</td>
        <td className="num nowrap">{value ?? <span className="unknown">{r.cell[c.state] ?? c.state}</span>} {value !== null && <span className="meta">{unit}{c.achievement && ` ${c.achievement}`}</span>}</td>
        <td className="num">{one(c.normalised)}</td>
        <td className="num">{c.contribution === null ? '—' : signed(c.contribution)}</td>
      </tr>
      {open && (
        <tr><td colSpan={4}>
          {c.evidence.length === 0 && <p className="meta">{r.cell.missing}</p>}
          {c.evidence.map((e, i) => (
            <div key={i} className={e.counts ? 'evidence counts' : 'evidence'}>
              <span>{e.none ? r.cell[e.none] : e.text || (e.value === null ? `${figure(e.low)}–${figure(e.high)}` : figure(e.value))}{e.value !== null && e.low !== null && ` (${figure(e.low)}–${figure(e.high)})`}</span> <span className="meta">{e.date} · {r.bases[e.basis] ?? e.basis}{e.counts && ` · ${r.adopted}`}</span>
              <ul>{e.places.map((p, k) => <li key={k} className="meta"><span className="code">{p.value}</span> {p.differs && <span className="chip warn">{r.differs}</span>} {p.source} · {p.document} · {p.sheet} <Link className="code" to={path(`/${lang}/findings/${encodeURIComponent(p.node)}`)}>{p.cell}</Link> r{p.revision}</li>)}</ul>
            </div>
          ))}
        </td></tr>
      )}
    </>
  )
}
