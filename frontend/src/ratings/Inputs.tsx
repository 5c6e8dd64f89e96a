import { Link } from 'react-router'
import type { ComparePageQuery, StatedFragment } from '../api/generated'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { usePath } from '../state'
import { figure, figureText, signed } from './words'

/** Which inputs are not the same in two runs: of whom, what was stated, what is, and where. */
export function Inputs({ compared: c }: { compared: NonNullable<ComparePageQuery['ratingComparison']> }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  if (c.inputTotal === 0) return c.changes.length === 0 ? null : <Panel title={t.reruns.inputs}><p>{t.reruns.inputsNone}</p></Panel>
  return (
    <Panel title={t.reruns.inputs} note={t.reruns.inputsHow(c.inputs.length, c.inputTotal)} flush>
      <TableFrame cards label={t.reruns.inputs}><table className="grid">
        <thead><tr><th>{r.unit}</th><th>{r.name}</th><th>{t.reruns.was}</th><th>{t.reruns.is}</th><th className="num">{r.contribution}</th></tr></thead>
        <tbody>{c.inputs.flatMap((x, i) => {
          const unit = r.units[x.unit] ?? x.unit
          const moved = x.contributionOld !== null && x.contributionNew !== null ? signed(x.contributionNew - x.contributionOld) : '—'
          const states = [x.stateOld, x.stateNew].map((s) => (s ? (r.cell[s] ?? s) : '—'))
          const rows = x.evidence.length > 0 ? x.evidence : [null]
          return rows.map((e, k) => (
            <tr key={`${i} ${k}`}>
              <td>{x.name}</td><td>{say(x.label, lang)}{e && <> <span className="code meta">{e.item}</span></>}</td>
              <td>{e ? <Stated of={e.was} unit={unit} /> : states[0]}</td><td>{e ? <Stated of={e.is} unit={unit} /> : states[1]}</td>
              <td className="num nowrap">{k === 0 ? moved : ''}</td>
            </tr>
          ))
        })}</tbody>
      </table></TableFrame>
    </Panel>
  )
}

/** What was stated, by whom and in which cell. */
function Stated({ of: e, unit }: { of: StatedFragment | null; unit: string }) {
  const r = useTexts().ratings
  const lang = useLang()
  const path = usePath()
  if (!e) return <span className="unknown">{r.cell.missing}</span>
  return (
    <>
      <strong>{e.none ? (r.cell[e.none] ?? e.none) : e.text ? figureText(e.text) : e.value !== null ? figure(e.value) : `${figure(e.low)}–${figure(e.high)}`}</strong> {!e.none && !e.text && <span className="meta">{unit}</span>} <span className="meta">{e.date} · {r.bases[e.basis] ?? e.basis}{e.counts && ` · ${r.adopted}`}</span>
      {e.places.slice(0, 2).map((p, i) => <p key={i} className="meta">{p.source} · {p.document} · {p.sheet} <Link className="code" to={path(`/${lang}/findings/${encodeURIComponent(p.node)}`)}>{p.cell}</Link> r{p.revision}</p>)}
    </>
  )
}
