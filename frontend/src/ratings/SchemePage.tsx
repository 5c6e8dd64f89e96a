import { useEffect } from 'react'
import { useParams } from 'react-router'
import { SchemePageDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { saveText } from './save'
import { Facts } from '../shell/Shell'
import { Show } from '../shell/states'
import { useQueryState } from '../state'
import { Condition } from './Condition'
import { NotThere } from './NotThere'
import { SchemeTitle } from './SchemeTitle'
import { evidenceName, figure, gradeFrom } from './words'
import './ratings.css'

/** A scheme as a committee reads it: its tree with weights as bars, gates, grades. */
export function SchemePage() {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const { id = '' } = useParams()
  const [query] = useQueryState()
  const answer = useAsk(SchemePageDocument, { id, edition: query.get('edition'), at: useAt() })
  const title = answer.data?.data.ratingScheme?.title
  useEffect(() => { if (title) document.title = `${say(title, lang)} · ${t.name}` }, [title, lang, t])
  return (
    <Show answer={answer}>
      {({ ratingScheme: s }) => s === null || s === undefined ? <NotThere /> : (
        <main id="main" tabIndex={-1}>
          <div className="page-head">
            <h1><SchemeTitle scheme={s} /></h1>
            <p className="meta">{say(s.note, lang)}</p>
            <dl className="facts-line"><div><dt>{r.schemeEdition}</dt><dd>{s.edition}</dd></div><div><dt>{r.hash}</dt><dd className="code">{s.hash.slice(0, 16)}…</dd></div><div><dd>{r.kinds[s.rates] ?? s.rates}</dd></div><div><dd>{r.review(s.reviewDays)}</dd></div></dl>
          </div>
          <Panel title={r.weights} flush>
            <TableFrame label={r.weights}><table className="grid scheme-tree">
              <thead><tr><th>{r.name}</th><th className="num">{r.ofSiblings}</th><th className="num">{r.share}</th><th style={{ minWidth: 140 }}><span className="sr">{r.weights}</span></th><th>{r.measure}</th><th>{r.goalposts}</th><th>{r.evidence}</th><th>{r.standard}</th></tr></thead>
              <tbody>{s.nodes.map((n) => (
                <tr key={n.id}>
                  <td style={{ paddingLeft: 8 + n.depth * 18 }}>{n.indicator ? say(n.label, lang) : <strong>{n.depth === 0 ? say(s.title, lang) : say(n.label, lang)}</strong>} <span className="code meta">{n.id}</span></td>
                  <td className="num">{n.depth === 0 ? '' : n.weight === null ? r.byData : share(n.weight)}</td>
                  <td className="num">{n.share === null ? '' : share(n.share)}</td>
                  <td className="middle">{n.share !== null && <div className={n.indicator ? 'weight-bar leaf' : 'weight-bar'} style={{ width: `${(n.share * 100).toFixed(2)}%`, marginLeft: 0 }} />}</td>
                  <td>{n.indicator ? <>{r.units[n.unit] ?? n.unit} <span className="meta">{n.direction === 'down' ? r.down : r.up}</span></> : <span className="meta">{r.methods[n.method] ?? n.method}{n.coverage ? ` · ${n.coverageOf === 'weight' ? `${r.needs} ${share(n.coverage)}` : n.coverage === 1 ? r.needsAll : `${r.needs} ${share(n.coverage)} ${n.coverageOf === 'indicators' ? r.needsItems : r.needsParts}`}` : ''}</span>}</td>
                  <td className="nowrap">{n.low !== null && n.high !== null && `${figure(n.low)}–${figure(n.high)}`} {n.example && <span className="chip warn" title={r.example}>{r.example}</span>}</td>
                  <td>{n.indicator && <>{evidenceName(n.evidence, t)[0]} <span className="code">{evidenceName(n.evidence, t)[1]}</span> <span className="meta">{r.bases[n.basis] ?? n.basis}</span></>}</td>
                  <td className="meta">{n.sources.join(', ')}</td>
                </tr>
              ))}</tbody>
            </table></TableFrame>
          </Panel>
          <div className="scheme-ends">
            <Panel title={r.grades}><ul>{s.grades.map((g) => <li key={g.id}><strong>{g.id}</strong> {say(g.label, lang)} <span className="meta">{gradeFrom(g, t) || r.least}</span></li>)}</ul></Panel>
            {s.gates.length > 0 && <Panel title={r.gates}><ul>{s.gates.map((g) => <li key={g.id}><Condition gate={g} /></li>)}</ul></Panel>}
          </div>
          <Facts><span>{t.line.download} <button type="button" className="link" onClick={() => { saveText(`${s.id}-${s.edition}.yaml`, s.file, 'application/yaml') }}>YAML</button></span></Facts>
        </main>
      )}
    </Show>
  )
}
