import { useEffect, useMemo, type MouseEvent } from 'react'
import { Link, useParams } from 'react-router'
import { RunPageDocument, WhatIfDocument, type RatedFragment, type ReleaseFieldsFragment, type RunPageQuery, type WhatIfQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { day, share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { byArrows, useReveal } from '../parts/useReveal'
import { Facts } from '../shell/Shell'
import { Show } from '../shell/states'
import { usePath, useQueryState } from '../state'
import { Newest } from './Newest'
import { NotThere } from './NotThere'
import { SegmentName } from './SegmentName'
import { ReleasePanel } from './ReleasePanel'
import { UnitIndicators } from './UnitIndicators'
import { UnitPanel } from './UnitPanel'
import { useWeights } from './useWeights'
import { covered, factorName, gradeFrom, gradeUnder, missingOf, named, notForOf, one, rankRange, releasePath, scoreText, unsureGrade } from './words'
import './ratings.css'

export type Run = NonNullable<RunPageQuery['ratingRun']>
type Tried = NonNullable<WhatIfQuery['ratingWhatIf']>[number]

const hues = ['var(--k1)', 'var(--k3)', 'var(--k2)', 'var(--k4)']

/** A run: the cohort by grade, each score with its interval, and where it comes from. */
export function RunPage() {
  const { number = '' } = useParams()
  const answer = useAsk(RunPageDocument, { number, at: useAt() })
  return <Show answer={answer}>{(d) => (d.ratingRun && d.ratingRelease ? <RunView run={d.ratingRun} release={d.ratingRelease} /> : <NotThere />)}</Show>
}

function RunView({ run, release }: { run: Run; release: ReleaseFieldsFragment }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const [query, set] = useQueryState()
  useEffect(() => { document.title = `${say(run.scheme.title, lang)} ${run.entry.reference} · ${t.name}` }, [run, lang, t])
  const dimensions = useMemo(() => run.scheme.nodes.filter((n) => n.depth === 1), [run])
  const label = (id: string) => { const n = run.scheme.nodes.find((x) => x.id === id); return n ? say(n.label, lang) : id }
  const official = dimensions.map((n) => Math.round((n.share ?? 1 / dimensions.length) * 100))
  const { mine, asked, change, reset } = useWeights(official)
  const moved = mine.some((x, i) => x !== official[i])
  const total = mine.reduce((a, b) => a + b, 0)
  const askedOf = asked.reduce((a, b) => a + b, 0)
  const tried = useAsk(WhatIfDocument, { run: run.entry.number, weights: dimensions.map((n, i) => ({ node: n.id, weight: (asked[i] ?? 0) / askedOf })), at: useAt() }, { enabled: moved })
  const what = new Map<string, Tried>((moved ? tried.data?.data.ratingWhatIf ?? [] : []).map((x) => [x.id, x]))
  const gone = new Map(release.ratings.filter((x) => x.status === 'withdrawn').map((x) => [x.unit, x.reason]))
  const hidden = release.status === 'withdrawn'
  const units = run.units.filter((u) => u.score !== null && !gone.has(u.id))
  const rest = run.units.filter((u) => u.score === null || gone.has(u.id))
  const lows = units.map((u) => u.scoreLow ?? u.score ?? 0)
  const from = Math.max(0, Math.floor((Math.min(100, ...lows) - 2) / 10) * 10)
  const chosen = query.get('v')
  const choose = (id: string) => { set({ v: chosen === id ? undefined : id, vs: chosen === id ? undefined : query.get('vs') ?? undefined }) }
  const opened = useReveal(chosen)
  const onRow = (id: string) => (e: MouseEvent) => { if (!(e.target as Element).closest('a,button') && !getSelection()?.toString()) choose(id) }
  // A run that corrects another has no release of its own: it is told under the other's number.
  const elsewhere = run.entry.release !== null && run.entry.release !== run.entry.number ? run.entry.release : null
  const isPublic = elsewhere !== null || ['published', 'corrected', 'expired'].includes(release.status)
  const versionOf = (id: string) => release.ratings.find((x) => x.unit === id)?.version ?? ''
  const bands = [...run.scheme.grades.map((g) => ({ id: g.id, title: `${g.id} ${say(g.label, lang)}`, from: gradeFrom(g, t) })), { id: '', title: r.ungraded, from: '' }]
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <p className="meta"><Link to={path(`/${lang}/ratings`)}>{t.nav.ratings}</Link> / <span className="code">{run.entry.number}</span></p>
        <h1>{say(run.scheme.title, lang)} · {run.segment && <><SegmentName id={run.segment} /> · </>}<span className="nowrap">{run.entry.reference}</span> <span className={isPublic ? 'chip ok' : hidden ? 'chip bad' : 'chip dashed'}>{elsewhere === null ? (r.states[release.status] ?? release.status) : r.correctsOther}</span> {!isPublic && !hidden && <span className="chip warn">{r.provisional}</span>}</h1>
        <dl className="facts-line">
          <div><dt>{r.scheme}</dt><dd><Link to={path(`/${lang}/ratings/schemes/${encodeURIComponent(run.scheme.id)}`, { edition: run.scheme.edition })}>{run.scheme.id} {run.scheme.edition}</Link> <span className="code">{run.scheme.hash.slice(0, 8)}</span></dd></div>
          <div><dt>{r.reference}</dt><dd>{run.entry.reference}</dd></div>
          <div><dt>{r.made}</dt><dd>{run.entry.actor}</dd></div>
          {release.published && <div><dt>{r.published}</dt><dd>{release.published}</dd></div>}
          {release.revised && <div><dt>{r.revised}</dt><dd>{release.revised} · {r.edition(release.edition)}</dd></div>}
          {release.validTo && <div><dt>{r.validTo}</dt><dd>{release.validTo}</dd></div>}
          {release.tester && <div><dt>{r.tester}</dt><dd>{release.tester}</dd></div>}
          {release.conflict && <div><dt>{r.conflict}</dt><dd>{release.conflict}</dd></div>}
          {release.run !== run.entry.number && <div><dt>{r.otherRun}</dt><dd><Link className="code" to={path(`/${lang}/ratings/${encodeURIComponent(release.run)}`)}>{release.run}</Link></dd></div>}
        </dl>
        <Newest run={run.entry} />
        {release.steps.length > 0 && <ol className="steps-line" aria-label={r.steps}>{release.steps.map((s, i) => <li key={i} title={`${s.actor}: ${s.reason}`}>{r.acts[s.act] ?? s.act} {s.unit && <>{run.units.find((u) => u.id === s.unit)?.name} </>}<span className="meta">{day(s.at)}</span></li>)}</ol>}
      </div>
      <div className="rating">
        <div className="side main">
        <section className="panel results-of" aria-label={r.official}>
          <header>
            <h2>{r.official}</h2>
            <span className="meta">{r.rated(run.units.length, run.rated)}{run.simulated > 0 && ` · ${r.simulated(run.simulated, run.seed)}`}</span>
            <span className="space" />
            {dimensions.map((n, i) => <span key={n.id} className="meta"><span aria-hidden style={{ color: hues[i % 4] }}>■</span> {say(n.label, lang)}</span>)}
          </header>
          {hidden ? <p className="body">{r.withdrawnAll}</p> : (
            <TableFrame cards>
              <table className="grid units">
                <thead><tr><th>{r.unit}</th><th>{r.ranks}</th><th className="wide" style={{ minWidth: 190 }}>{r.interval} <span className="meta">{from} – 100</span></th><th className="num">{r.score}</th><th>{r.dimensions}</th><th className="num">{r.complete}</th>{moved && <th className="num yours">{r.yours}</th>}</tr></thead>
                {bands.map((b) => {
                  const inBand = units.filter((u) => u.grade === b.id)
                  if (inBand.length === 0) return null
                  return (
                    <tbody key={b.id}>
                      <tr className="band"><td colSpan={moved ? 7 : 6}><strong>{r.band(b.title, inBand.length)}</strong> <span className="meta">{b.from && `${b.from} · `}{r.noOrder}</span></td></tr>
                      {inBand.map((u) => <Row key={u.id} unit={u} version={versionOf(u.id)} from={from} grades={run.scheme.grades.flatMap((g) => (g.from === null ? [] : [g.from]))} rated={run.rated} chosen={chosen === u.id} choose={choose} onRow={onRow} grading={run.scheme.grades} tried={moved ? what.get(u.id) ?? null : undefined} label={label} />)}
                    </tbody>
                  )
                })}
                {rest.length > 0 && (
                  <tbody>
                    <tr className="band"><td colSpan={moved ? 7 : 6}><strong>{r.band(r.withheld, rest.length)}</strong></td></tr>
                    {rest.map((u) => (
                      <tr key={u.id} className={chosen === u.id ? 'chosen' : undefined} onClick={onRow(u.id)}>
                        <td><button type="button" className="link" data-row={u.id} aria-pressed={chosen === u.id} onKeyDown={byArrows} onClick={() => { choose(u.id) }}>{u.name}</button></td>
                        <td colSpan={4}><span className="hatched">{gone.get(u.id) ?? (u.withheld ? named(say(u.withheld, lang), run.scheme.nodes, lang) : '')}</span></td>
                        <td className="num">{gone.has(u.id) ? '—' : share(u.coverage)}</td>{moved && <td className="num yours">—</td>}
                      </tr>
                    ))}
                  </tbody>
                )}
              </table>
            </TableFrame>
          )}
          {run.simulated > 0 && !hidden && <p className="meta" style={{ padding: '8px 14px 0' }}>{r.noOrderHow}</p>}
          {run.silent > 0 && <p className="meta" style={{ padding: '8px 14px' }}>{r.silent(run.silent)}</p>}
        </section>
        {chosen && !hidden && !gone.has(chosen) && <div className="indicators-of"><UnitIndicators run={run} unit={chosen} /></div>}
        <div className="checks-of">
          {run.leftOut.some((x) => x.shift > 0) && !hidden && <Panel title={r.left} note={r.leftHow}><ul>{run.leftOut.filter((x) => x.shift > 0).slice(0, 6).map((x) => <li key={x.indicator + x.unit} className="row"><span>{x.indicator ? label(x.indicator) : run.units.find((u) => u.id === x.unit)?.name}</span><span className="space" /><span className="num">{x.shift.toFixed(2)}</span></li>)}</ul></Panel>}
          {run.sensitivity.length > 0 && <Panel title={r.sensitivity} flush><table className="grid"><thead><tr><th>{r.factor}</th><th className="num">{r.first}</th><th className="num">{r.total}</th></tr></thead><tbody>{run.sensitivity.map((x) => <tr key={x.factor}><td>{factorName(x.factor, t, label)}</td><td className="num">{x.first?.toFixed(2).replace('-', '−')}</td><td className="num">{x.total?.toFixed(2).replace('-', '−')}</td></tr>)}</tbody></table><p className="meta" style={{ padding: '6px 14px' }}>{r.factorHow}</p></Panel>}
          {run.notices.length > 0 && <Panel title={r.notices}><ul>{run.notices.map((n, i) => <li key={i} className="meta">{named(say(n, lang), run.scheme.nodes, lang)}</li>)}</ul></Panel>}
        </div>
        </div>
        <div className="side">
          {!hidden && dimensions.length > 1 && (
            <Panel title={r.adjust} note={<span className="chip info">{r.adjustNote}</span>} actions={<button type="button" className="btn small" disabled={!moved} onClick={reset}>{r.reset}</button>}>
              {dimensions.map((n, i) => (
                <label key={n.id} className="slider">
                  <span>{say(n.label, lang)}</span>
                  <span className="track">
                    <input type="range" min={0} max={100} value={mine[i]} onChange={(e) => { change(i, Number(e.target.value)) }} />
                    <span className="tick" aria-hidden style={{ left: `calc(8px + (100% - 16px) * ${(official[i] ?? 0) / 100} - 1px)` }} />
                  </span>
                  <span className="num nowrap">{total !== 100 && <span className="meta">{mine[i]} = </span>}{share((mine[i] ?? 0) / total)}</span>
                </label>
              ))}
              <p className="meta">{r.adjustHow}</p>
            </Panel>
          )}
          {chosen && !hidden && !gone.has(chosen) ? <div className="opened" ref={opened} tabIndex={-1}><UnitPanel run={run} unit={chosen} /></div> : !hidden && <Panel title={r.ladder}><p className="meta">{r.choose}</p></Panel>}
          {elsewhere === null ? <ReleasePanel release={release} scorer={run.entry.actor} /> : <Panel title={t.release.name}><p>{r.correctsHow}</p><p><Link className="btn small" to={path(releasePath(lang, elsewhere))}>{t.release.open}</Link></p></Panel>}
        </div>
      </div>
      <Facts><span className="wide-only">{r.scheme} <span className="code">{run.scheme.id} {run.scheme.hash.slice(0, 8)}</span></span><span className="wide-only">{t.rated.scoredFrom} <span className="code">r{run.dataRevision}</span></span><span className="wide-only">{t.line.download} {t.rated.ofRun} {['xlsx', 'csv', 'jsonl'].map((f, i) => <span key={f}>{i > 0 && ' / '}<a title={t.rated.ofRun} href={`/download/rating.${f}?number=${encodeURIComponent(run.entry.number)}&lang=${lang}`} download>{f.toUpperCase()}</a></span>)}</span></Facts>
    </main>
  )
}

/** A unit of the cohort: its interval as a band with the score as a dot. */
function Row({ unit: u, version, from, grades, rated, chosen, choose, onRow, grading, tried, label }: { unit: RatedFragment; version: string; from: number; grades: number[]; rated: number; chosen: boolean; choose: (id: string) => void; onRow: (id: string) => (e: MouseEvent) => void; grading: { id: string }[]; tried: Tried | null | undefined; label: (id: string) => string }) {
  const t = useTexts()
  const r = t.ratings
  const width = 180
  const x = (v: number) => Math.max(0, Math.min(width, ((v - from) / (100 - from)) * width))
  const capped = u.gates.find((g) => g.cap !== '')
  const would = tried ? gradeUnder(tried.grade, u.gates, grading) : ''
  const step = tried?.rank && tried.was ? tried.was - tried.rank : 0
  return (
    <tr className={chosen ? 'chosen' : undefined} onClick={onRow(u.id)}>
      <td><button type="button" className="link" data-row={u.id} aria-pressed={chosen} onKeyDown={byArrows} onClick={() => { choose(u.id) }}>{u.name}</button> <span className="meta">{version}</span>{capped && <> <span className="chip warn">{r.capped(capped.cap)}</span></>}{unsureGrade(u) !== '' && <> <span className="chip warn" title={r.unsureHow}>{unsureGrade(u)}</span></>}</td>
      <td className="nowrap">{u.rankLow !== null && u.rankHigh !== null ? rankRange(u.rankLow, u.rankHigh) : u.rank} <span className="meta">/ {rated}</span></td>
      <td className="wide">
        <svg width={width} height={16} role="img" aria-label={`${one(u.score)} (${one(u.scoreLow)}–${one(u.scoreHigh)})`}>
          <line x1={0} x2={width} y1={8} y2={8} stroke="var(--line)" />
          {grades.map((g) => g > from && <line key={g} x1={x(g)} x2={x(g)} y1={0} y2={16} stroke="var(--line2)" strokeDasharray="2 2" />)}
          {u.scoreLow !== null && u.scoreHigh !== null && <rect x={x(u.scoreLow)} width={Math.max(2, x(u.scoreHigh) - x(u.scoreLow))} y={5} height={6} fill="var(--acc-line)" />}
          {u.score !== null && <circle cx={x(u.score)} cy={8} r={4} fill="var(--acc)" />}
        </svg>
      </td>
      <td className="num nowrap"><strong>{scoreText(u.score, grades)}</strong> <span className="meta">{u.scoreLow !== null && u.scoreHigh !== null && `${one(u.scoreLow)}–${one(u.scoreHigh)}`}</span></td>
      <td><span className="bars">{u.dimensions.map((d, i) => <i key={d.id} title={`${label(d.id)} ${one(d.score)}`} style={{ height: `${Math.max(1, ((d.score ?? 0) / 100) * 18)}px`, background: hues[i % 4] }} />)}<span className="sr">{u.dimensions.map((d) => `${label(d.id)} ${one(d.score)}`).join(', ')}</span></span></td>
      <td className="num nowrap" title={u.gaps.map((g) => `${label(g.indicator)}: ${r.cell[g.state] ?? g.state}`).join('\n')}>{covered(u.coverage)}{missingOf(u.gaps).length > 0 && <span className="meta"> {r.lacks(missingOf(u.gaps).length)}</span>}{notForOf(u.gaps).length > 0 && <span className="meta"> {t.rated.notFor(notForOf(u.gaps).length)}</span>}</td>
      {tried !== undefined && <td className="num yours nowrap">{tried ? <>{one(tried.score)} <b title={r.gradedHow}>{would}</b> <span className="meta" title={step === 0 ? undefined : step > 0 ? r.up2(step) : r.down2(-step)}>{step === 0 ? r.same : step > 0 ? `▲${step}` : `▼${-step}`}</span>{would !== u.grade && <><br /><span className="meta">{r.ofRun} {u.grade || '—'} → {would || '—'}</span></>}</> : <span className="meta">{r.wait}</span>}</td>}
    </tr>
  )
}
