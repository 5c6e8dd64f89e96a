import { Link } from 'react-router'
import { LatestRatingsDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { byName, share } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { usePath } from '../state'
import { chipOf, one, releasePath, runName, runPath } from './words'

/** The latest ratings of a product, of an enterprise's products or of those in a segment; nothing where nobody is rated. */
export function LatestRatings({ node }: { node: string }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const answer = useAsk(LatestRatingsDocument, { node, at: useAt() })
  // By run, and within a grade by name, which is no order of merit.
  const all = [...(answer.data?.data.latestRatings ?? [])].sort((a, b) => b.run.revision - a.run.revision || (a.grade || '~').localeCompare(b.grade || '~') || byName(lang)(a, b))
  if (all.length === 0) return null
  return (
    <Panel title={r.latest} note={t.release.latestHow} anchor="ratings" flush>
      <TableFrame cards><table className="grid">
        <thead><tr><th>{r.unit}</th><th>{r.grade}</th><th className="num">{r.score}</th><th className="num">{t.release.percentile}</th><th>{r.status}</th><th>{r.runs}</th></tr></thead>
        <tbody>{all.map((x) => {
          return (
            <tr key={x.unit}>
              <td><Link to={x.run.release ? path(releasePath(lang, x.run.release, x.unit)) : path(runPath(lang, x.run.number), { v: x.unit })}>{x.name}</Link></td>
              <td>{x.grade || '—'}</td>
              <td className="num nowrap">{x.score === null ? <span className="unknown" title={x.reason}>{r.withheld}</span> : <>{one(x.score)} {x.scoreLow !== null && x.scoreHigh !== null && <span className="meta">{one(x.scoreLow)}–{one(x.scoreHigh)}</span>}</>}</td>
              <td className="num nowrap">{x.percentile === null ? '—' : <>{share(x.percentile, 0)} <span className="meta">/ {x.among}</span></>}</td>
              <td><span className={chipOf(x.status)}>{r.states[x.status] ?? x.status}</span></td>
              <td><Link to={path(runPath(lang, x.run.number))}>{runName(x.run, lang)}</Link></td>
            </tr>
          )
        })}</tbody>
      </table></TableFrame>
    </Panel>
  )
}
