import { useState } from 'react'
import { Link } from 'react-router'
import { RatedUnitDocument, type RatedUnitQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { Show } from '../shell/states'
import { backToRow } from '../parts/useReveal'
import { usePath, useQueryState } from '../state'
import { Beside } from './Beside'
import type { Run } from './RunPage'
import { covered, ladder, missingOf, named, notForOf, one, releasePath, signed } from './words'

export type Detail = NonNullable<RatedUnitQuery['ratedUnit']>
export type Cell = Detail['cells'][number]

/** One unit from its score down to the cells of the documents. */
export function UnitPanel({ run, unit }: { run: Run; unit: string }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const [query, set] = useQueryState()
  const answer = useAsk(RatedUnitDocument, { run: run.entry.number, unit, at: useAt() })
  const node = (id: string) => run.scheme.nodes.find((x) => x.id === id)
  const label = (id: string) => { const n = node(id); return n ? say(n.label, lang) : id }
  const folder = run.scheme.rates === 'enterprise' ? 'enterprises' : run.scheme.rates === 'project' ? 'projects' : 'products'
  return (
    <Show answer={answer}>
      {({ ratedUnit: d }) => {
        if (!d) return null
        const others = run.units.filter((u) => u.score !== null && u.id !== unit)
        const beside = others.find((u) => u.id === query.get('vs'))
        return (
          <Panel title={d.unit.name} note={d.unit.grade ? r.graded(d.unit.grade) : r.ungraded} actions={<><button type="button" className="btn small narrow-only" onClick={() => { backToRow(unit) }}>{r.backToRow}</button><Link className="btn small" to={path(releasePath(lang, run.entry.release ?? run.entry.number, unit))} title={t.rated.explainHow}>{r.choose2}</Link></>}>
            {d.unit.percentile !== null && <p className="meta">{r.percentile(share(d.unit.percentile, 0))}</p>}
            {d.unit.withheld && <p className="hatched">{named(say(d.unit.withheld, lang), run.scheme.nodes, lang)}</p>}
            {d.unit.ungraded && <p className="meta">{named(say(d.unit.ungraded, lang), run.scheme.nodes, lang)}</p>}
            <p className="meta">{r.completeOf(covered(d.unit.coverage))}{[[missingOf(d.unit.gaps), r.lacks] as const, [notForOf(d.unit.gaps), t.rated.notFor] as const].map(([gaps, say_]) => gaps.length > 0 && <span key={say_(1)}> · {say_(gaps.length)}{t.colon}{gaps.map((g) => (g.state === 'notApplicable' ? label(g.indicator) : t.rated.gap(label(g.indicator), r.cell[g.state] ?? g.state))).join(t.semicolon)}</span>)}</p>
            <p><Link to={path(`/${lang}/${folder}/${encodeURIComponent(unit)}`)}>{t.rated.toNode(t.kindNames[run.scheme.rates === 'enterprise' ? 'ENTERPRISE' : run.scheme.rates === 'project' ? 'PROJECT' : 'PRODUCT'])}</Link></p>
            <h3 style={{ marginTop: 10 }}>{r.against}</h3>
            {d.unit.dimensions.map((g) => (
              <div key={g.id} className="against">
                <span>{label(g.id)}</span>
                <svg width="100%" height={14} viewBox="0 0 100 14" preserveAspectRatio="none" role="img" aria-label={`${one(g.score)}, ${r.median} ${one(g.median)}`}>
                  <line x1={0} x2={100} y1={7} y2={7} stroke="var(--line)" vectorEffect="non-scaling-stroke" />
                  {g.median !== null && <line x1={g.median} x2={g.median} y1={1} y2={13} stroke="var(--ink3)" vectorEffect="non-scaling-stroke" />}
                  {g.score !== null && g.median !== null && <line x1={g.median} x2={g.score} y1={7} y2={7} stroke={g.score < g.median ? 'var(--k2)' : 'var(--k1)'} strokeWidth={2} vectorEffect="non-scaling-stroke" />}
                  {g.score !== null && <rect x={g.score - 1} width={2} y={2} height={10} fill={g.median !== null && g.score < g.median ? 'var(--k2)' : 'var(--k1)'} />}
                </svg>
                <span className="num nowrap"><strong>{one(g.score)}</strong> <span className="meta">{r.median} {one(g.median)}</span></span>
              </div>
            ))}
            {d.unit.score !== null && <><h3 style={{ marginTop: 10 }}>{r.ladder}</h3><Ladder run={run} detail={d} label={label} title={r.base} /><p className="meta">{r.baseHow}</p></>}
            {d.unit.score !== null && others.length > 0 && (
              <>
                <h3 style={{ marginTop: 10 }}>{r.beside}</h3>
                <select className="input" aria-label={r.beside} value={beside?.id ?? ''} onChange={(e) => { set({ vs: e.target.value || undefined }, 'replace') }}><option value="">{r.besideNone}</option>{others.map((u) => <option key={u.id} value={u.id}>{u.name} · {one(u.score)}</option>)}</select>
                {beside && <Beside run={run} detail={d} other={beside.id} label={label} />}
              </>
            )}
          </Panel>
        )
      }}
    </Show>
  )
}

/** From the base to the score: one step for each dimension, which unfolds to the items that it is made of. */
function Ladder({ run, detail, label, title }: { run: Run; detail: Detail; label: (id: string) => string; title: string }) {
  const t = useTexts()
  const r = t.ratings
  const [open, setOpen] = useState<readonly string[]>([])
  const steps = ladder(detail.cells, run.scheme.nodes)
  const folding = steps.filter((s) => s.parts.length > 1)
  const all = folding.every((s) => open.includes(s.id))
  // Where each step begins; what it is made of begins there, too.
  const begins = steps.reduce<number[]>((at, s) => [...at, (at.at(-1) ?? 0) + s.by], [detail.base])
  const rows = steps.flatMap((s, i) => {
    let at = begins[i] ?? 0
    const whole = { ...s, from: at, part: false, parts: s.parts.length }
    return [whole, ...(open.includes(s.id) && s.parts.length > 1 ? s.parts.map((p) => { const from = at; at += p.by; return { ...p, from, part: true, parts: 0 } }) : [])]
  })
  const ends = [detail.base, ...rows.flatMap((m) => [m.from, m.from + m.by])]
  const low = Math.min(...ends) - 1
  const high = Math.max(...ends) + 1
  const x = (v: number) => ((v - low) / (high - low)) * 100
  const toggle = (id: string) => { setOpen(open.includes(id) ? open.filter((o) => o !== id) : [...open, id]) }
  return (
    <>
      <ol className="ladder">
        <li><span className="steps"><i className="at" style={{ left: `${x(detail.base)}%` }} /></span><b className="num">{one(detail.base)}</b><span>{title}</span></li>
        {rows.map((m) => {
          const [a, b] = [x(m.from), x(m.from + m.by)]
          const bar = <span className="steps"><i className={m.by < 0 ? 'less' : 'more'} style={{ left: `${Math.min(a, b)}%`, width: `max(1px, ${Math.abs(b - a)}%)` }} /></span>
          return (
            <li key={`${m.part} ${m.id}`} className={m.part ? 'part' : undefined}>
              {bar}<span className="num nowrap">{m.part ? signed(m.by) : <b>{signed(m.by)}</b>}</span>
              <span>{m.parts > 1 ? <button type="button" className="link" aria-expanded={open.includes(m.id)} onClick={() => { toggle(m.id) }}>{open.includes(m.id) ? '▾' : '▸'} {label(m.id)} <span className="meta">{t.reruns.parts(m.parts)}</span></button> : label(m.id)}</span>
            </li>
          )
        })}
        <li><span className="steps"><i className="at" style={{ left: `${x(begins.at(-1) ?? 0)}%` }} /></span><b className="num">{one(detail.unit.score)}</b><span>{r.chartEnd}</span></li>
      </ol>
      {folding.length > 0 && <p><button type="button" className="btn small" aria-pressed={all} onClick={() => { setOpen(all ? [] : folding.map((s) => s.id)) }}>{all ? t.reruns.fold : t.reruns.unfold(steps.reduce((n, s) => n + s.parts.length, 0))}</button></p>}
    </>
  )
}
