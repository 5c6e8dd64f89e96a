import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { ReleasePageDocument, type ReleaseFieldsFragment, type ReleasePageQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { byName, day } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { Facts } from '../shell/Shell'
import { Show } from '../shell/states'
import { usePath } from '../state'
import { NotThere } from './NotThere'
import { SegmentName } from './SegmentName'
import { Head, Record, Steps, Verify } from './Record'
import { chipOf, covered, gradeFrom, named, one, rankRange, releasePath, scoreText, unsureGrade } from './words'
import './ratings.css'

export type ReleaseRun = NonNullable<ReleasePageQuery['ratingRun']>
type Rating = ReleaseFieldsFragment['ratings'][number]

/** A release, with the run whose results it holds: after a correction that is another than the one that it began with. */
export function useRelease(number: string) {
  const at = useAt()
  const answer = useAsk(ReleasePageDocument, { number, at })
  const held = answer.data?.data.ratingRelease?.run
  const other = useAsk(ReleasePageDocument, { number: held ?? '', at }, { enabled: held !== undefined && held !== number })
  return { answer, run: other.data?.data.ratingRun ?? answer.data?.data.ratingRun ?? null }
}

/** A release as the public reads and prints it: what was rated by whom and how, the results, what vendors reply, what became of it, and how to check it. */
export function ReleasePage() {
  const t = useTexts()
  const lang = useLang()
  const { number = '' } = useParams()
  const { answer, run } = useRelease(number)
  const title = answer.data?.data.ratingRelease?.title
  useEffect(() => { if (title) document.title = `${say(title, lang)} · ${t.release.name} · ${t.name}` }, [title, lang, t])
  return <Show answer={answer}>{(d) => (d.ratingRelease && run ? <Release release={d.ratingRelease} run={run} /> : <NotThere />)}</Show>
}

function Release({ release: e, run }: { release: ReleaseFieldsFragment; run: ReleaseRun }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const hidden = e.status === 'withdrawn'
  const ratings = e.ratings.toSorted(byName(lang))
  const scored = ratings.filter((x) => x.score !== null)
  const rest = ratings.filter((x) => x.score === null)
  const grades = [...run.scheme.grades.map((g) => ({ id: g.id, title: `${g.id} ${say(g.label, lang)}`, from: gradeFrom(g, t) })), { id: '', title: r.ungraded, from: '' }]
  const changes = e.changes.filter((c) => c.scoreOld !== c.scoreNew || c.gradeOld !== c.gradeNew)
  const name = (x: Rating) => <><Link to={path(releasePath(lang, e.number, x.unit))}>{x.name}</Link> <span className="meta">{x.version}</span></>
  return (
    <main id="main" tabIndex={-1} className="sheet">
      <Head release={e} title={<>{say(e.title, lang)} · {run.segment && <><SegmentName id={run.segment} /> · </>}<span className="nowrap">{e.reference}</span></>} />
      <Record release={e} run={run} />
      <Panel title={t.release.results} note={hidden ? undefined : r.rated(e.ratings.length, scored.length)} flush>
        {hidden ? <p className="body">{t.release.hidden}</p> : (
          <TableFrame cards>
            <table className="grid results">
              <thead><tr><th>{t.release.unit}</th><th>{t.release.maker}</th><th className="num">{r.score}</th><th className="num">{t.release.interval}</th><th className="num">{r.ranks}</th><th className="num">{r.complete}</th><th>{r.status}</th></tr></thead>
              {grades.map((g) => {
                const of = scored.filter((x) => x.grade === g.id)
                return of.length === 0 ? null : (
                  <tbody key={g.id}>
                    <tr className="band"><td colSpan={7}><strong>{r.band(g.title, of.length)}</strong> <span className="meta">{g.from && `${g.from} · `}{t.release.byName}</span></td></tr>
                    {of.map((x) => (
                      <tr key={x.unit}>
                        <td>{name(x)}</td><td>{x.vendor ? <Link to={path(`/${lang}/enterprises/${encodeURIComponent(x.vendor)}`)}>{x.maker}</Link> : x.maker}</td>
                        <td className="num"><strong>{scoreText(x.score, run.scheme.grades.flatMap((y) => (y.from === null ? [] : [y.from])))}</strong>{unsureGrade(x) !== '' && <><br /><span className="chip warn" title={r.unsureHow}>{unsureGrade(x)}</span></>}</td><td className="num nowrap">{x.low === null ? '—' : `${one(x.low)}–${one(x.high)}`}</td>
                        <td className="num nowrap">{x.rankLow === null || x.rankHigh === null ? '—' : rankRange(x.rankLow, x.rankHigh)}</td><td className="num">{covered(x.coverage)}</td>
                        <td><span className={chipOf(x.status)}>{r.states[x.status] ?? x.status}</span></td>
                      </tr>
                    ))}
                  </tbody>
                )
              })}
              {rest.length > 0 && (
                <tbody>
                  <tr className="band"><td colSpan={7}><strong>{r.band(t.release.noScore, rest.length)}</strong></td></tr>
                  {rest.map((x) => <tr key={x.unit}><td>{name(x)}</td><td>{x.maker}</td><td colSpan={4}>{x.status === 'withdrawn' ? `${t.release.withdrawn}${t.colon}${x.reason}` : x.withheld ? named(say(x.withheld, lang), run.scheme.nodes, lang) : ''}</td><td><span className={x.status === 'withdrawn' ? 'chip bad' : 'chip'}>{x.status === 'withdrawn' ? r.states.withdrawn : r.withheld}</span></td></tr>)}
                </tbody>
              )}
            </table>
          </TableFrame>
        )}
        {!hidden && <p className="meta body">{run.simulated > 0 ? t.release.intervalHow(run.simulated, e.seed) : ''} {t.release.orderHow}</p>}
      </Panel>
      {e.replies.length > 0 && <Panel title={r.replies}><ul className="replies">{e.replies.map((x, i) => <li key={i}><strong>{e.ratings.find((y) => y.unit === x.unit)?.name}</strong> <span className="meta">{x.actor} · {day(x.at)}</span><p>{x.text}</p></li>)}</ul></Panel>}
      {changes.length > 0 && !hidden && (
        <Panel title={t.release.corrected} flush>
          <TableFrame cards><table className="grid"><thead><tr><th>{t.release.unit}</th><th className="num">{t.release.before}</th><th className="num">{t.release.after}</th><th>{r.grade}</th></tr></thead>
            <tbody>{changes.map((c) => <tr key={c.id}><td>{c.name}</td><td className="num">{one(c.scoreOld)}</td><td className="num">{one(c.scoreNew)}</td><td>{c.gradeOld === c.gradeNew ? c.gradeNew || '—' : `${c.gradeOld || '—'} → ${c.gradeNew || '—'}`}</td></tr>)}</tbody></table></TableFrame>
        </Panel>
      )}
      <Steps release={e} />
      <Verify release={e} />
      <Facts><span className="wide-only">{t.release.name} <span className="code">{e.number}</span></span></Facts>
    </main>
  )
}
