import { Link } from 'react-router'
import { ComparePageDocument, type ComparePageQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { Empty, Show } from '../shell/states'
import { usePath, useQueryState } from '../state'
import { NotThere } from './NotThere'
import { runName } from './words'
import './ratings.css'

type Change = NonNullable<ComparePageQuery['ratingComparison']>['changes'][number]

const signed = (x: number | null | undefined) => (x === null || x === undefined ? '—' : Math.abs(x) < 0.005 ? '0' : `${x > 0 ? '+' : '−'}${Math.abs(x).toFixed(2)}`)
const plain = (x: number | null | undefined, digits = 1) => (x === null || x === undefined ? '—' : x.toFixed(digits))

/** What changed between two runs, and what it comes from. */
export function ComparePage() {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const [query] = useQueryState()
  const answer = useAsk(ComparePageDocument, { from: query.get('from') ?? '', to: query.get('to') ?? '', at: useAt() })
  const of = (c: Change) => (c.scoreOld !== null && c.scoreNew !== null ? c.scoreNew - c.scoreOld : null)
  // A score or a grade that came or went is a larger change than any between two scores.
  const size = (c: Change) => { const by = of(c); return (by === null ? (c.scoreOld === c.scoreNew ? 0 : 1000) : Math.abs(by)) + (c.gradeOld === c.gradeNew ? 0 : 100) }
  return (
    <Show answer={answer}>
      {({ ratingComparison: c, newer, older }) => c === null || c === undefined ? <NotThere /> : (
        <main id="main" tabIndex={-1}>
          <div className="page-head">
            <h1>{r.compare}</h1>
            <p className="meta">{[c.from, c.to].map((x, i) => <span key={x.number}>{i === 0 ? r.from : ` · ${r.to}`} <Link to={path(`/${lang}/ratings/${encodeURIComponent(x.number)}`)}>{runName(x, lang)}</Link> <span className="code">{x.number}</span></span>)}</p>
            <div className="row">{c.sameScheme && <span className="chip">{r.sameScheme}</span>}{c.sameData && c.changes.length > 0 && <span className="chip">{r.sameData}</span>}{c.entered.length > 0 && <span className="chip">{r.entered} {c.entered.length}</span>}{c.gone.length > 0 && <span className="chip">{r.gone} {c.gone.length}</span>}</div>
          </div>
          {(c.entered.length > 0 || c.gone.length > 0) && (
            <p>{[[r.entered, c.entered, newer] as const, [r.gone, c.gone, older] as const].map(([what, ids, run]) => ids.length > 0 && <span key={what}>{what}{t.colon}{ids.slice(0, 20).map((id) => run?.units.find((u) => u.id === id)?.name ?? id).join(t.semicolon)}{ids.length > 20 && ` +${ids.length - 20}`} </span>)}<span className="meta">{r.ranksMove}</span></p>
          )}
          <Panel title={r.change} note={t.rated.largestFirst} flush>
            {c.changes.length === 0 ? <Empty title={r.nothingShared} why={`${r.nothingSharedWhy(`${r.from} ${runName(c.from, lang)}`, `${r.to} ${runName(c.to, lang)}`)}${c.sameScheme ? '' : ` ${r.otherSchemes}`}`} /> : <TableFrame label={r.change}><table className="grid">
              <thead><tr><th>{r.unit}</th><th className="num">{r.from}</th><th className="num">{r.to}</th><th className="num">{r.change}</th><th className="num">{r.ofData}</th><th className="num">{r.ofScheme}</th><th className="num">{r.ofCohort}</th><th className="num">{r.rank}</th><th>{r.grade}</th></tr></thead>
              <tbody>{c.changes.toSorted((a, b) => size(b) - size(a)).map((x) => (
                <tr key={x.id}>
                  <td><Link to={path(`/${lang}/products/${encodeURIComponent(x.id)}`)}>{x.name}</Link></td>
                  <td className="num">{plain(x.scoreOld)}</td><td className="num">{plain(x.scoreNew)}</td><td className="num">{signed(of(x))}</td>
                  <td className="num">{signed(x.score.data)}</td><td className="num">{signed(x.score.scheme)}</td><td className="num">{signed(x.score.cohort)}</td>
                  <td className="num">{x.rankOld ?? '—'} → {x.rankNew ?? '—'}</td><td>{x.gradeOld === x.gradeNew ? x.gradeNew : `${x.gradeOld || '—'} → ${x.gradeNew || '—'}`}</td>
                </tr>
              ))}</tbody>
            </table></TableFrame>}
          </Panel>
        </main>
      )}
    </Show>
  )
}
