import { Link } from 'react-router'
import { LatestRatingsDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { say, useLang, useTexts } from '../i18n/i18n'
import { chipOf, one, releasePath, runName, runPath } from '../ratings/words'
import { usePath } from '../state'
import type { Card } from './model'
import type { RatingMap } from './ratings'

/** How many of those who were rated the panel names; the page of the segment has all. */
const most = 12

/** What the colour of a segment stands for: the median and its grade, by which scheme, of whom, and in which run that was found. */
export function SegmentRating({ card, ratings }: { card: Card; ratings: RatingMap }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const scheme = ratings.scheme
  const answer = useAsk(LatestRatingsDocument, { node: card.id, at: useAt() }, { enabled: card.rated != null })
  const all = (answer.data?.data.latestRatings ?? []).filter((x) => x.run.scheme === scheme.id && x.run.edition === scheme.edition)
  const runs = [...new Map(all.map((x) => [x.run.number, x.run])).values()]
  const x = card.rated
  const place = (grade: string) => { const i = scheme.grades.findIndex((g) => g.id === grade); return i < 0 ? scheme.grades.length : i }
  return (
    <section className="segment-rating">
      <h3>{t.by.rating} <Link className="meta" to={path(`/${lang}/ratings/schemes/${encodeURIComponent(scheme.id)}`, { edition: scheme.edition })}>{say(scheme.title, lang)}</Link></h3>
      <p>{t.mapRatings.of(x)}</p>
      {x && x.draft > 0 && <p><span className="chip dashed">{t.mapRatings.inDrafts(x.draft === x.rated)}</span></p>}
      {all.length > 0 && (
        <ul>{[...all].sort((a, b) => Number(a.score === null) - Number(b.score === null) || place(a.grade) - place(b.grade) || a.name.localeCompare(b.name, 'zh')).slice(0, most).map((u) => (
          <li key={u.unit} className="row">
            <Link className="ellipsis" to={u.run.release ? path(releasePath(lang, u.run.release, u.unit)) : path(runPath(lang, u.run.number), { v: u.unit })}>{u.name}</Link>
            <span className="space" />
            <span className="nowrap">{u.score === null ? <span className="unknown" title={u.reason}>{r.withheld}</span> : <>{one(u.score)} <b>{u.grade || '—'}</b></>}</span>
          </li>
        ))}</ul>
      )}
      {runs.map((run) => <p key={run.number} className="meta">{t.mapRatings.toRun}{t.colon}<Link to={path(runPath(lang, run.number))}>{runName(run, lang)}</Link> <span className={chipOf(run.status)}>{r.states[run.status] ?? run.status}</span></p>)}
    </section>
  )
}
