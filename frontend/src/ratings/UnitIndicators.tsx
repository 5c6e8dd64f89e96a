import { useState } from 'react'
import { Link } from 'react-router'
import { RatedUnitDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { Show } from '../shell/states'
import { usePath } from '../state'
import type { Run } from './RunPage'
import type { Cell } from './UnitPanel'
import { figure, figureText, one, onScale, signed } from './words'

/** The indicators of one unit with what each adds to its score, and the evidence down to the cells of the documents. */
export function UnitIndicators({ run, unit }: { run: Run; unit: string }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const [all, setAll] = useState(false)
  const answer = useAsk(RatedUnitDocument, { run: run.entry.number, unit, at: useAt() })
  const node = (id: string) => run.scheme.nodes.find((x) => x.id === id)
  const label = (id: string) => { const n = node(id); return n ? say(n.label, lang) : id }
  return (
    <Show answer={answer}>
      {({ ratedUnit: d }) => {
        if (!d) return null
        const most = [...d.cells].sort((a, b) => Math.abs(b.contribution ?? 0) - Math.abs(a.contribution ?? 0))
        const shown = all ? d.cells : most.slice(0, 10)
        return (
          <Panel title={all ? t.release.indicators : r.largest} note={d.unit.name} actions={<button type="button" className="btn small" onClick={() => { setAll(!all) }}>{all ? r.largest : r.all}</button>} flush>
            <div className="scroll-x"><table className="grid cells">
              <thead><tr><th>{t.ratings.name}</th><th className="num">{r.raw}</th><th className="num">{r.normalised}</th><th className="num">{r.contribution}</th></tr></thead>
              <tbody>{shown.map((c) => <CellRows key={c.indicator} cell={c} label={label(c.indicator)} unit={node(c.indicator)?.unit ?? ''} />)}</tbody>
            </table></div>
            <p className="meta body">{r.scaleHow}{d.cells.some((c) => c.achievement) && <> {t.rated.achievedHow}</>}</p>
          </Panel>
        )
      }}
    </Show>
  )
}

function CellRows({ cell: c, label, unit }: { cell: Cell; label: string; unit: string }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const [open, setOpen] = useState(false)
  const used = c.evidence.find((e) => e.counts)
  const value = c.state !== 'observed' ? null : used?.text ? figureText(used.text) : figure(c.raw)
  return (
    <>
      <tr>
        <td><button type="button" className="link" aria-expanded={open} onClick={() => { setOpen(!open) }}>{label}</button>{used?.basis === 'selfReported' && <span className="meta"> {r.self}</span>}{used?.places.some((p) => p.differs) && <span className="chip warn">{r.differs}</span>}</td>
        <td className="num nowrap">{value ?? <span className="unknown">{r.cell[c.state] ?? c.state}</span>} {value !== null && <span className="meta">{r.units[unit] ?? unit}{c.achievement && <> <abbr title={t.rated.achieved[c.achievement]}>{c.achievement.replace('-', '−')}</abbr></>}</span>}</td>
        <td className="num nowrap">{one(onScale(c).own)}</td>
        <td className="num nowrap">{c.contribution === null ? '—' : signed(c.contribution)}</td>
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
