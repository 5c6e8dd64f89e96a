import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { ReleaseFieldsFragment } from '../api/generated'
import { useAt } from '../api/use'
import { day } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { usePath, useQueryState } from '../state'
import type { ReleaseRun } from './ReleasePage'
import { saveText } from './save'
import { chipOf, releasePath, runPath } from './words'

/** What a public page begins with: what it is, in which state, and what became of it. What was withdrawn says why in place of any figure. */
export function Head({ release: e, title, unit, note }: { release: ReleaseFieldsFragment; title: ReactNode; unit?: ReleaseFieldsFragment['ratings'][number]; note?: ReactNode }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const at = useAt()
  const status = unit?.status ?? e.status
  const isPublic = ['published', 'corrected', 'expired', 'withdrawn'].includes(e.status)
  const gone = e.steps.findLast((s) => s.act === 'withdraw' && (!s.unit || s.unit === unit?.unit))
  const address = `${location.origin}${releasePath(lang, e.number, unit?.unit)}?at=${at ?? (e.editions[0] ? `r${e.editions[0].revision}` : '')}`
  return (
    <div className="page-head">
      <p className="meta"><Link to={path(`/${lang}/ratings`)}>{t.nav.ratings}</Link> / <Link className="code" to={path(runPath(lang, e.number))}>{e.number}</Link> / {unit ? <><Link to={path(releasePath(lang, e.number))}>{t.release.name}</Link> / {t.release.rating}</> : t.release.name}</p>
      <div className="row">
        <h1>{title} <span className={chipOf(status)}>{r.states[status] ?? status}</span>{!isPublic && <> <span className="chip warn">{r.provisional}</span></>}</h1>
        <span className="space" />
        <button type="button" className="btn" onClick={() => { print() }}>{t.gaps.print}</button>
      </div>
      {note && <p>{note}</p>}
      {status === 'withdrawn' && <p className="gone" role="note"><strong>{t.release.withdrawn}{gone && ` · ${day(gone.at)} · ${gone.actor}`}{t.colon}</strong>{sentence(unit?.reason || gone?.reason || '', t.stop)}{t.release.hidden}</p>}
      {status === 'corrected' && <p className="meta">{t.release.correctedOn(e.revised ?? '', e.edition)}</p>}
      {status === 'expired' && <p className="gone" role="note">{t.release.expired(e.validTo ?? '')}</p>}
      <p className="meta print-only">{address}</p>
    </div>
  )
}

/** A reason as a sentence, whether or not its writer has ended it. */
const sentence = (text: string, stop: string) => (text === '' ? '' : `${text.trim().replace(/[.。]$/, '')}${stop}`) // data

/** The record of a release, as a reader needs it to judge the results. What is not stated says so. */
export function Record({ release: e, run, more = [] }: { release: ReleaseFieldsFragment; run: ReleaseRun; more?: [string, ReactNode][] }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const facts: [string, ReactNode][] = [
    ...more,
    [r.scheme, <><Link to={path(`/${lang}/ratings/schemes/${encodeURIComponent(e.scheme)}`, { edition: e.schemeEdition })}>{e.scheme} {e.schemeEdition}</Link> <span className="code hash">{e.schemeHash}</span></>],
    [r.reference, e.reference],
    [r.period, [e.periodFrom, e.periodTo].filter(Boolean).join(' – ')],
    [r.environment, e.environment], [r.sample, e.sample], [r.tester, e.tester], [t.release.scorer, run.entry.actor], [r.funding, e.funding], [r.conflict, e.conflict],
    [t.release.reviewed, e.reviewUntil ? t.release.reviewWindow(e.reviewDays, day(e.reviewUntil)) : ''],
    [r.published, e.published], [r.revised, e.revised], [r.validTo, e.validTo],
    [r.runs, <><Link className="code" to={path(runPath(lang, e.run))}>{e.run}</Link> <span className="meta">{t.release.drawn(`r${e.dataRevision}`, e.seed)}</span></>],
  ]
  return <Panel title={t.release.record} note={e.edition > 0 ? r.edition(e.edition) : r.states[e.status]}><dl className="record">{facts.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v ?? ''}{!v && <span className="unknown">{[r.published, r.revised, r.validTo].includes(k) && (k !== r.revised || e.edition <= 1) ? t.release.still : t.release.notStated}</span>}</dd></div>)}</dl></Panel>
}

/** What became of a release, step by step; each left an edition that can still be read, and downloaded. */
export function Steps({ release: e, unit }: { release: ReleaseFieldsFragment; unit?: string }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const [, set] = useQueryState()
  const steps = e.steps.map((s, i) => ({ ...s, edition: i + 1 })).filter((s) => !unit || !s.unit || s.unit === unit)
  if (steps.length === 0) return null
  return (
    <Panel title={t.release.history} note={t.release.historyHow} flush>
      <TableFrame cards><table className="grid">
        <thead><tr><th>{t.release.edition}</th><th>{t.release.when}</th><th>{t.release.step}</th><th>{t.release.by}</th><th>{r.reason}</th><th className="no-print">{r.download}</th></tr></thead>
        <tbody>{steps.map((s) => {
          const of = e.editions.find((x) => x.edition === s.edition)
          return (
            <tr key={s.edition}>
              <td className="nowrap">{of && of.edition !== e.edition ? <button type="button" className="link" onClick={() => { set({ at: `r${of.revision}` }) }}>{r.edition(s.edition)}</button> : r.edition(s.edition)}</td>
              <td className="nowrap">{day(s.at)}</td><td className="nowrap">{r.acts[s.act] ?? s.act}</td><td>{s.actor}</td>
              <td>{s.unit && !unit && <><strong>{e.ratings.find((x) => x.unit === s.unit)?.name}</strong>{t.colon}</>}{s.reason}</td>
              <td className="nowrap no-print">{['json', 'xlsx'].map((f, i) => <span key={f}>{i > 0 && ' / '}<a href={`/download/release.${f}?number=${encodeURIComponent(e.number)}&edition=${s.edition}&lang=${lang}`} download>{f.toUpperCase()}</a></span>)}</td>
            </tr>
          )
        })}</tbody>
      </table></TableFrame>
    </Panel>
  )
}

/** Where the file of an edition of a release is downloaded. */
export const releaseFile = (e: { number: string; edition: number }, format: 'json' | 'xlsx', lang: string) => `/download/release.${format}?number=${encodeURIComponent(e.number)}&edition=${e.edition}&lang=${lang}`

/** How anybody can tell whether what they hold is what was published. */
export function Verify({ release: e }: { release: ReleaseFieldsFragment }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  return (
    <Panel title={t.release.verify}>
      <p>{t.rated.verifyHow} {e.editions.length > 1 && t.rated.earlier}{e.edition === 0 && t.reruns.draft}</p>
      <p>{t.reruns.program}</p>
      <p className="row no-print"><span>{t.reruns.file}</span> {e.edition > 0 ? <><a className="btn small" href={releaseFile(e, 'json', lang)} download>{r.download} JSON</a> <a className="btn small" href={releaseFile(e, 'xlsx', lang)} download>{r.download} XLSX</a></> : <button type="button" className="btn small" onClick={() => { saveText(`${e.number}-release-0.json`, e.file, 'application/json') }}>{r.download} JSON</button>}</p>
      <p>{t.reruns.command} <span className="code">bin/chainatlas verify --release {e.number}-release-{e.edition}.json</span></p>
      <p>{t.reruns.exits}</p>
      <dl className="record hashes">
        <div><dt>{t.release.ownHash}</dt><dd className="code hash">{e.hash}</dd></div>
        {e.previous && <div><dt>{t.release.previous}</dt><dd className="code hash">{e.previous}</dd></div>}
        <div><dt>{t.release.runHash}</dt><dd className="code hash">{e.runHash}</dd></div>
      </dl>
    </Panel>
  )
}
