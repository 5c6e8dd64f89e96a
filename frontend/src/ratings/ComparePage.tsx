import { useState } from 'react'
import { Link } from 'react-router'
import { ComparePageDocument, type ComparePageQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { useLang, useTexts } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { Empty, Show } from '../shell/states'
import { usePath, useQueryState } from '../state'
import { Inputs } from './Inputs'
import { NotThere } from './NotThere'
import { rankShown, runName } from './words'
import './ratings.css'

type Change = NonNullable<ComparePageQuery['ratingComparison']>['changes'][number]

const signed = (x: number | null | undefined) => (x === null || x === undefined ? '—' : Math.abs(x) < 0.005 ? '0' : `${x > 0 ? '+' : '−'}${Math.abs(x).toFixed(2)}`)
const plain = (x: number | null | undefined, digits = 1) => (x === null || x === undefined ? '—' : x.toFixed(digits))

/** The ranks of a change as the two runs show them. */
const ranks = (c: Change) => [rankShown(c.rankLowOld, c.rankHighOld, c.rankOld), rankShown(c.rankLowNew, c.rankHighNew, c.rankNew)] as const
const rankMoved = (c: Change) => { const [was, is] = ranks(c); return was !== is }

/** Whether anything that is shown of a unit differs between the two runs. */
const differs = (c: Change) => c.scoreOld !== c.scoreNew || c.gradeOld !== c.gradeNew || rankMoved(c)

/** How much the score moved; null where either run has none. */
const by = (c: Change) => (c.scoreOld !== null && c.scoreNew !== null ? c.scoreNew - c.scoreOld : null)

/** How large a change is: a score or a grade that came or went is larger than any between two scores. */
const size = (c: Change) => { const moved = by(c); return (moved === null ? (c.scoreOld === c.scoreNew ? 0 : 1000) : Math.abs(moved)) + (c.gradeOld === c.gradeNew ? 0 : 100) }

/** What two runs say of the same units, as a sentence: how many scores, grades and ranks differ, and who came or went. */
export function finding(c: { changes: readonly Change[]; entered: readonly unknown[]; gone: readonly unknown[] }, t: Texts): string {
  const n = (of: (x: Change) => boolean) => c.changes.filter(of).length
  const parts = [
    t.compared.scores(n((x) => x.scoreOld !== x.scoreNew)), t.compared.grades(n((x) => x.gradeOld !== x.gradeNew)), t.compared.ranks(n(rankMoved)),
    t.compared.entered(c.entered.length), t.compared.gone(c.gone.length),
  ].filter(Boolean)
  if (c.changes.length === 0) return t.ratings.nothingShared
  return parts.length === 0 ? t.compared.same(c.changes.length) : `${t.compared.of(c.changes.length)}${parts.join(t.comma)}`
}

/** What changed between two runs, and what it comes from: changes first, what stayed the same folded. */
export function ComparePage() {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const [query] = useQueryState()
  const [unfolded, setUnfolded] = useState(false)
  const answer = useAsk(ComparePageDocument, { from: query.get('from') ?? '', to: query.get('to') ?? '', at: useAt() })
  const row = (x: Change) => (
    <tr key={x.id}>
      <td><Link to={path(`/${lang}/products/${encodeURIComponent(x.id)}`)}>{x.name}</Link></td>
      <td className="num">{plain(x.scoreOld)}</td><td className="num">{plain(x.scoreNew)}</td><td className="num">{signed(by(x))}</td>
      <td className="num">{signed(x.score.data)}</td><td className="num">{signed(x.score.scheme)}</td><td className="num">{signed(x.score.cohort)}</td>
      <td className="num nowrap">{rankMoved(x) ? ranks(x).join(' → ') : ranks(x)[1]}</td>
      <td>{x.gradeOld === x.gradeNew ? x.gradeNew || <span className="meta">{r.withheld}</span> : `${x.gradeOld || r.withheld} → ${x.gradeNew || r.withheld}`}</td>
    </tr>
  )
  return (
    <Show answer={answer}>
      {({ ratingComparison: c, newer, older }) => {
        if (c === null || c === undefined) return <NotThere />
        const changes = c.changes.toSorted((a, b) => size(b) - size(a))
        const [moved, same] = [changes.filter(differs), changes.filter((x) => !differs(x))]
        // Where nothing differs there is nothing to fold.
        const folded = moved.length > 0 && same.length > 0
        return (
          <main id="main" tabIndex={-1}>
            <div className="page-head">
              <p className="meta"><Link to={path(`/${lang}/ratings`)}>{t.nav.ratings}</Link> / {r.compare}</p>
              <h1>{finding(c, t)}</h1>
              <p className="meta">{[c.from, c.to].map((x, i) => <span key={x.number}>{i === 0 ? r.from : ` · ${r.to}`} <Link to={path(`/${lang}/ratings/${encodeURIComponent(x.number)}`)}>{runName(x, lang)}</Link> <span className="code">{x.number}</span></span>)}</p>
              <div className="row">{c.sameScheme && <span className="chip">{r.sameScheme}</span>}{c.sameData && c.changes.length > 0 && <span className="chip">{r.sameData}</span>}</div>
            </div>
            {(c.entered.length > 0 || c.gone.length > 0) && (
              <p>{[[r.entered, c.entered, newer] as const, [r.gone, c.gone, older] as const].map(([what, ids, run]) => ids.length > 0 && <span key={what}>{what}{t.colon}{ids.slice(0, 20).map((id) => run?.units.find((u) => u.id === id)?.name ?? id).join(t.semicolon)}{ids.length > 20 && ` +${ids.length - 20}`} </span>)}<span className="meta">{r.ranksMove}</span></p>
            )}
            <div className="stack">
              <Panel title={r.change} note={t.compared.how} flush>
                {changes.length === 0 ? <Empty title={r.nothingShared} why={`${r.nothingSharedWhy(`${r.from} ${runName(c.from, lang)}`, `${r.to} ${runName(c.to, lang)}`)}${c.sameScheme ? '' : ` ${r.otherSchemes}`}`} /> : (
                  <TableFrame cards label={r.change}><table className="grid compared">
                    <thead><tr><th>{r.unit}</th><th className="num">{r.from}</th><th className="num">{r.to}</th><th className="num">{r.change}</th><th className="num">{r.ofData}</th><th className="num">{r.ofScheme}</th><th className="num">{r.ofCohort}</th><th className="num">{r.ranks}</th><th>{r.grade}</th></tr></thead>
                    <tbody>{(folded ? moved : changes).map(row)}</tbody>
                    {folded && (
                      <tbody className="same">
                        <tr><td colSpan={9}><button type="button" className="link" aria-expanded={unfolded} onClick={() => { setUnfolded(!unfolded) }}>{unfolded ? '▾' : '▸'} {t.compared.others(same.length)}</button></td></tr>
                        {unfolded && same.map(row)}
                      </tbody>
                    )}
                  </table></TableFrame>
                )}
              </Panel>
              <Inputs compared={c} />
            </div>
          </main>
        )
      }}
    </Show>
  )
}
