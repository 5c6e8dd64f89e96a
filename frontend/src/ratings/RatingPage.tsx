import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { RatedUnitDocument, type ReleaseFieldsFragment } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { day, share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { Facts } from '../shell/Shell'
import { Show } from '../shell/states'
import { usePath } from '../state'
import { Condition } from './Condition'
import { NotThere } from './NotThere'
import { Head, Record, Steps, Verify } from './Record'
import { useRelease, type ReleaseRun } from './ReleasePage'
import type { Detail } from './UnitPanel'
import { covered, figure, figureText, missingOf, named, notForOf, one, onScale, rankRange, runPath, scoreText, unsureGrade } from './words'
import './ratings.css'

type Rating = ReleaseFieldsFragment['ratings'][number]

/** The rating of one product, service or enterprise in a release, as the public reads and prints it. */
export function RatingPage() {
  const t = useTexts()
  const { number = '', unit = '' } = useParams()
  const { answer, run } = useRelease(number)
  const rating = answer.data?.data.ratingRelease?.ratings.find((x) => x.unit === unit)
  useEffect(() => { if (rating) document.title = `${rating.name} · ${t.release.rating} · ${t.name}` }, [rating, t])
  return <Show answer={answer}>{(d) => (d.ratingRelease && run && rating ? <OneRating release={d.ratingRelease} run={run} rating={rating} /> : <NotThere />)}</Show>
}

function OneRating({ release: e, run, rating: x }: { release: ReleaseFieldsFragment; run: ReleaseRun; rating: Rating }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const hidden = x.status === 'withdrawn' || e.status === 'withdrawn'
  const detail = useAsk(RatedUnitDocument, { run: e.run, unit: x.unit, at: useAt() }, { enabled: !hidden, keep: false })
  const folder = run.scheme.rates === 'enterprise' ? 'enterprises' : run.scheme.rates === 'project' ? 'projects' : 'products'
  const grade = run.scheme.grades.find((g) => g.id === x.grade)
  const replies = e.replies.filter((y) => y.unit === x.unit)
  const change = hidden ? undefined : e.changes.find((c) => c.id === x.unit && (c.scoreOld !== c.scoreNew || c.gradeOld !== c.gradeNew))
  return (
    <main id="main" tabIndex={-1} className="sheet">
      <Head release={e} unit={x} title={`${x.name} ${x.version}`.trim()} note={<>{say(e.title, lang)} · {e.reference}</>} />
      <Record release={e} run={run} more={[
        [t.release.unit, <Link to={path(`/${lang}/${folder}/${encodeURIComponent(x.unit)}`)}>{x.name}</Link>],
        [r.version, x.version],
        [t.release.maker, x.vendor ? <Link to={path(`/${lang}/enterprises/${encodeURIComponent(x.vendor)}`)}>{x.maker}</Link> : x.maker],
      ]} />
      {!hidden && (
        <>
          <section className="panel figures" aria-label={t.release.results}>
            <div><p className="meta">{r.score}</p><p className="value">{x.score === null ? r.withheld : scoreText(x.score, run.scheme.grades.flatMap((y) => (y.from === null ? [] : [y.from])))}</p><p className="meta">{x.low !== null && x.high !== null ? `${t.release.interval} ${one(x.low)}–${one(x.high)}` : ''}</p></div>
            <div><p className="meta">{r.grade}</p><p className="value">{x.grade || r.ungraded}</p><p className="meta">{grade ? say(grade.label, lang) : x.ungraded ? named(say(x.ungraded, lang), run.scheme.nodes, lang) : ''} {unsureGrade(x) !== '' && <span className="chip warn" title={r.unsureHow}>{unsureGrade(x)}</span>}</p></div>
            <div><p className="meta">{r.ranks}</p><p className="value">{x.rankLow === null || x.rankHigh === null ? '—' : rankRange(x.rankLow, x.rankHigh)}</p><p className="meta">{t.release.of(e.ratings.filter((y) => y.rankLow !== null || y.status === 'withdrawn').length)}</p></div>
            <div><p className="meta">{r.complete}</p><p className="value">{covered(x.coverage)}</p><p className="meta">{t.release.completeHow}</p></div>
          </section>
          {x.withheld && <p className="gone" role="note">{r.withheld}{t.colon}{named(say(x.withheld, lang), run.scheme.nodes, lang)}</p>}
          {change && <p className="gone" role="note">{t.release.corrected}{t.colon}{one(change.scoreOld)} {change.gradeOld} → {one(change.scoreNew)} {change.gradeNew}</p>}
          <Show answer={detail} rows={6}>{({ ratedUnit: d }) => (d ? <Inside detail={d} run={run} /> : null)}</Show>
        </>
      )}
      {replies.length > 0 && <Panel title={r.replies}><ul className="replies">{replies.map((y, i) => <li key={i}><span className="meta">{y.actor} · {day(y.at)}</span><p>{y.text}</p></li>)}</ul></Panel>}
      <Steps release={e} unit={x.unit} />
      <Verify release={e} />
      <Facts><span className="wide-only"><Link to={path(runPath(lang, e.run), { v: x.unit })}>{t.release.toRun}</Link></span></Facts>
    </main>
  )
}

/** What the score is made of: dimensions, gates, what is missing, and every indicator with its value and basis. */
function Inside({ detail: d, run }: { detail: Detail; run: ReleaseRun }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const node = (id: string) => run.scheme.nodes.find((n) => n.id === id)
  const label = (id: string) => { const n = node(id); return n ? say(n.label, lang) : id }
  return (
    <>
      <Panel title={r.dimensions} flush>
        <table className="grid">
          <thead><tr><th>{r.dimension}</th><th className="num">{r.score}</th><th className="num">{t.release.median}</th><th className="num">{r.complete}</th></tr></thead>
          <tbody>{d.unit.dimensions.map((g) => <tr key={g.id}><td>{label(g.id)}</td><td className="num">{one(g.score)}</td><td className="num">{one(g.median)}</td><td className="num">{g.coverage === null ? '—' : share(g.coverage)}</td></tr>)}</tbody>
        </table>
      </Panel>
      {run.scheme.gates.length > 0 && (
        <Panel title={r.gates}><ul>{run.scheme.gates.map((g) => {
          const of = d.unit.gates.find((x) => x.id === g.id)
          return <li key={g.id}><span className={of?.unknown ? 'chip warn' : of?.passed ? 'chip ok' : 'chip bad'}>{of?.unknown ? t.release.gateUnknown : of?.passed ? t.release.gatePassed : t.release.gateFailed}</span> <Condition gate={g} /></li>
        })}</ul></Panel>
      )}
      <Panel title={t.release.indicators} note={[missingOf(d.unit.gaps).length > 0 ? r.lacks(missingOf(d.unit.gaps).length) : '', notForOf(d.unit.gaps).length > 0 ? t.rated.notFor(notForOf(d.unit.gaps).length) : ''].filter(Boolean).join(' · ')} flush>
        <TableFrame cards><table className="grid">
          <thead><tr><th>{r.name}</th><th className="num">{r.raw}</th><th className="num">{r.normalised}</th><th className="num">{t.release.median}</th><th>{r.basis}</th></tr></thead>
          <tbody>{d.cells.map((c) => {
            const used = c.evidence.find((x) => x.counts)
            const unit = node(c.indicator)?.unit ?? ''
            const scaled = onScale(c)
            return (
              <tr key={c.indicator}>
                <td>{label(c.indicator)}{used?.places.some((p) => p.differs) && <> <span className="chip warn">{r.differs}</span></>}</td>
                <td className="num">{c.state === 'observed' ? <>{used?.text ? figureText(used.text) : figure(c.raw)} <span className="meta">{used?.text ? '' : (r.units[unit] ?? unit)}{c.achievement && <> <abbr title={t.rated.achieved[c.achievement]}>{c.achievement.replace('-', '−')}</abbr></>}</span></> : <span className="unknown">{r.cell[c.state] ?? c.state}</span>}</td>
                <td className="num">{one(scaled.own)}</td><td className="num">{one(scaled.median)}</td>
                <td className="meta">{used ? `${r.bases[used.basis] ?? used.basis} · ${used.date ?? ''}` : ''}</td>
              </tr>
            )
          })}</tbody>
        </table></TableFrame>
        <p className="meta body">{r.scaleHow}{d.cells.some((c) => c.achievement) && <> {t.rated.achievedHow}</>}</p>
      </Panel>
    </>
  )
}
