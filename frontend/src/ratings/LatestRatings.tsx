import { Link } from 'react-router'
import { LatestRatingsDocument } from '../api/generated'
import { useAsk } from '../api/use'
import { useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { usePath } from '../state'

/** The latest ratings of a product, of an enterprise's products or of those in a segment; nothing where nobody is rated. */
export function LatestRatings({ node }: { node: string }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const answer = useAsk(LatestRatingsDocument, { node })
  const all = answer.data?.data.latestRatings ?? []
  if (all.length === 0) return null
  return (
    <Panel title={r.latest} flush>
      <div className="scroll-x"><table className="grid">
        <thead><tr><th>{r.unit}</th><th>{r.grade}</th><th className="num">{r.score}</th><th>{r.status}</th><th>{r.reference}</th></tr></thead>
        <tbody>{all.map((x) => (
          <tr key={x.unit}>
            <td><Link to={path(`/${lang}/ratings/${encodeURIComponent(x.run.number)}`, { v: x.unit })}>{x.name}</Link></td>
            <td>{x.grade || '—'}</td>
            <td className="num nowrap">{x.score === null ? <span className="unknown" title={x.reason}>{r.withheld}</span> : <>{x.score.toFixed(1)} {x.scoreLow !== null && x.scoreHigh !== null && <span className="meta">{x.scoreLow.toFixed(1)}–{x.scoreHigh.toFixed(1)}</span>}</>}</td>
            <td><span className="chip">{r.states[x.status] ?? x.status}</span></td><td className="nowrap">{x.run.reference}</td>
          </tr>
        ))}</tbody>
      </table></div>
    </Panel>
  )
}
