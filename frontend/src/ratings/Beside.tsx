import { Fragment } from 'react'
import { RatedUnitDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { share } from '../format'
import { useTexts } from '../i18n/i18n'
import { Show } from '../shell/states'
import type { Run } from './RunPage'
import type { Detail } from './UnitPanel'
import { figure, leads, one, onScale, signed } from './words'

/** Why one unit is ahead of another: by dimension and indicator, as far as each adds to the scores. */
export function Beside({ run, detail: a, other, label }: { run: Run; detail: Detail; other: string; label: (id: string) => string }) {
  const t = useTexts()
  const r = t.ratings
  const answer = useAsk(RatedUnitDocument, { run: run.entry.number, unit: other, at: useAt() }, { keep: false })
  const sign = (by: number) => (Math.abs(by) < 0.05 ? 'num nowrap' : by < 0 ? 'num nowrap less' : 'num nowrap more')
  return (
    <Show answer={answer}>
      {({ ratedUnit: b }) => {
        if (!b) return null
        const of = (d: Detail, id: string) => d.cells.find((c) => c.indicator === id)
        const score = (d: Detail, id: string) => { const c = of(d, id); return one(d.unit.dimensions.find((g) => g.id === id)?.score ?? (c && onScale(c).own)) }
        const raw = (d: Detail, id: string) => { const c = of(d, id); return !c ? '—' : c.state !== 'observed' ? (r.cell[c.state] ?? c.state) : (c.evidence.find((e) => e.counts)?.text || figure(c.raw)) }
        const unitOf = (id: string) => { const u = run.scheme.nodes.find((n) => n.id === id)?.unit ?? ''; return r.units[u] ?? u }
        const total = (a.unit.score ?? 0) - (b.unit.score ?? 0)
        const bases = a.base - b.base
        if (a.unit.score === null || b.unit.score === null) return <p>{r.besideWithheld}</p>
        const { leads: ahead, moved } = leads(a.cells, b.cells, run.scheme.nodes)
        const weightOf = (id: string) => { const w = run.scheme.nodes.find((n) => n.id === id)?.share; return w == null ? '' : share(w) }
        // Base is the score of the cohort's means under the weights that a unit has: without gaps it is one for all.
        const shift = (moved?.by ?? 0) + (moved ? bases : 0)
        return (
          <>
            <p><b>{r.besideHow(a.unit.name, b.unit.name, `${total < 0 ? r.behind : r.ahead} ${Math.abs(total).toFixed(1)}`)}</b></p>
            <table className="grid cells">
              <thead><tr><th>{r.dimension}</th><th className="num">{a.unit.name}</th><th className="num">{b.unit.name}</th><th className="num">{r.lead}</th></tr></thead>
              <tbody>
                {ahead.map((l) => (
                  <Fragment key={l.id}>
                    <tr className="band"><td><strong>{label(l.id)}</strong></td><td className="num">{score(a, l.id)}</td><td className="num">{score(b, l.id)}</td><td className={sign(l.by)}><strong>{signed(l.by)}</strong></td></tr>
                    {l.parts.map((p) => (
                      <tr key={p.id}><td>{label(p.id)}<br /><span className="meta">{raw(a, p.id)} / {raw(b, p.id)} {unitOf(p.id)}</span></td><td className="num nowrap">{score(a, p.id)}</td><td className="num nowrap">{score(b, p.id)}</td><td className={sign(p.by)}>{signed(p.by)}</td></tr>
                    ))}
                  </Fragment>
                ))}
                {moved && (
                  <>
                    <tr className="band"><td><strong>{r.weightMoved}</strong><br /><span className="meta">{r.movedHow(moved.alike.length)}</span></td><td /><td /><td className={sign(shift)}><strong>{signed(shift)}</strong></td></tr>
                    {moved.lacking.map((x) => <tr key={x.id}><td>{label(x.id)}<br /><span className="meta">{r.movedFrom(x.first ? a.unit.name : b.unit.name, weightOf(x.id))}</span></td><td className="num nowrap">{score(a, x.id)}</td><td className="num nowrap">{score(b, x.id)}</td><td /></tr>)}
                    {moved.alike.length > 0 && <tr><td>{r.movedAlike(moved.alike.length)}</td><td /><td /><td className={sign(moved.by)}>{signed(moved.by)}</td></tr>}
                  </>
                )}
                {Math.abs(bases) >= 0.05 && <tr><td>{r.basesDiffer}</td><td className="num">{one(a.base)}</td><td className="num">{one(b.base)}</td><td className={sign(bases)}>{signed(bases)}</td></tr>}
                <tr className="band"><td><strong>{r.score}</strong></td><td className="num">{one(a.unit.score)}</td><td className="num">{one(b.unit.score)}</td><td className={sign(total)}><strong>{signed(total)}</strong></td></tr>
              </tbody>
            </table>
            <p className="meta">{r.besideSum}</p>
          </>
        )
      }}
    </Show>
  )
}
