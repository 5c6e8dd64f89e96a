import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { ask, RequestError } from '../api/client'
import { RatingProspectsDocument, RatingsPageDocument, RunSchemeDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { day } from '../format'
import { say, useLang, useTexts, writtenIn } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { SegmentPicker } from '../parts/SegmentPicker'
import { TableFrame } from '../parts/TableFrame'
import { useFrame } from '../shell/Shell'
import { Empty, Failed, Show } from '../shell/states'
import { useViewer } from '../shell/viewer'
import { usePath } from '../state'
import { Newest } from './Newest'
import { Nobody, type Prospect } from './Nobody'
import { SchemeTitle } from './SchemeTitle'
import { chipOf, releasePath, runName, runPath } from './words'
import './ratings.css'

/** The runs that are kept, two of them to compare, and the schemes. */
export function RatingsPage() {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const navigate = useNavigate()
  const answer = useAsk(RatingsPageDocument, { at: useAt() })
  const prospects = useAsk(RatingProspectsDocument, { at: useAt() }).data?.data.ratingProspects ?? []
  const [pair, setPair] = useState<string[]>([])
  const runs = answer.data?.data.ratingRuns ?? []
  const pick = (number: string) => { setPair((p) => (p.includes(number) ? p.filter((x) => x !== number) : [...p.slice(-1), number])) }
  const chosen = runs.find((x) => pair.includes(x.number))
  const apart = (x: { scheme: string }) => chosen !== undefined && x.scheme !== chosen.scheme
  const compare = () => {
    const [from, to] = [...pair].sort((a, b) => runs.findIndex((x) => x.number === b) - runs.findIndex((x) => x.number === a))
    if (from && to) void navigate(path(`/${lang}/ratings/compare`, { from, to }))
  }
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head"><h1>{answer.data ? r.title(runs.length) : t.nav.ratings}</h1><p className="meta">{r.how}</p></div>
      <div className="rating">
        <div className="side">
        <Panel title={t.release.public} note={t.release.publicHow} flush>
          <Show answer={answer} rows={2}>
            {(d) => {
              const sent = d.ratingRuns.filter((x) => x.release === x.number)
              return sent.length === 0 ? <p className="state meta">{t.release.publicNone}</p> : (
                <ul className="list">{sent.map((x) => <li key={x.number} className="row"><Link to={path(releasePath(lang, x.number))}>{runName(x, lang)}</Link><span className="space" /><span className={chipOf(x.status)}>{r.states[x.status] ?? x.status}</span></li>)}</ul>
              )
            }}
          </Show>
        </Panel>
        <Panel title={r.runs} flush actions={<button type="button" className="btn small" disabled={pair.length !== 2} onClick={compare}>{r.compareNow}</button>}>
          {/* It says something before a choice, too: the table does not move under the pointer that chooses. */}
          {runs.length > 1 && <p className="meta body" role="status">{chosen ? t.rated.sameOnly : t.rated.chooseTwo}</p>}
          <Show answer={answer}>
            {(d) => d.ratingRuns.length === 0 ? <Empty title={r.none} why={r.noneWhy} /> : (
              <TableFrame cards><table className="grid">
                <thead><tr><th>{r.name}</th><th>{r.status}</th><th>{r.reference}</th><th>{r.made}</th><th>{r.revision}</th><th>{r.compareNow}</th></tr></thead>
                <tbody>{d.ratingRuns.map((x) => (
                  <tr key={x.number}>
                    <td><Link to={path(runPath(lang, x.number))} title={x.number}>{runName(x, lang)}</Link>{x.reason && <p className="meta" lang={writtenIn(x.reason)}>{x.reason}</p>}<Newest run={x} short /></td>
                    <td><span className={chipOf(x.status)}>{r.states[x.status] ?? x.status}</span>{x.release && <><br /><Link to={path(releasePath(lang, x.release))}>{t.release.name}</Link></>}</td>
                    <td className="nowrap">{x.reference}</td><td>{x.actor}</td><td className="nowrap"><span className="code">r{x.revision}</span> {x.recorded ? day(x.recorded) : ''}</td>
                    <td><input type="checkbox" aria-label={`${r.compare}${t.colon}${runName(x, lang)} r${x.revision}`} checked={pair.includes(x.number)} disabled={apart(x)} title={apart(x) ? t.rated.otherScheme : undefined} onChange={() => { pick(x.number) }} /></td>
                  </tr>
                ))}</tbody>
              </table></TableFrame>
            )}
          </Show>
        </Panel>
        </div>
        <div className="side">
          <Panel title={r.schemes} note={t.reruns.foundHow}><Show answer={answer}>
            {(d) => <ul className="schemes">{d.ratingSchemes.map((s) => (
              <li key={s.hash}><Link to={path(`/${lang}/ratings/schemes/${encodeURIComponent(s.id)}`, { edition: s.edition })}><SchemeTitle scheme={s} /></Link><Found of={prospects.find((p) => p.scheme.hash === s.hash)} /></li>
            ))}</ul>}
          </Show></Panel>
          <RunForm schemes={answer.data?.data.ratingSchemes.map((s) => ({ id: s.id, title: say(s.title, lang) })) ?? []} prospects={prospects} />
        </div>
      </div>
    </main>
  )
}

/** How many a scheme would find in the store; nothing before that is known. */
function Found({ of: p }: { of: Prospect | undefined }) {
  const t = useTexts()
  return p ? <p className="meta">{t.reruns.found(p.scored, p.found)}</p> : null
}

/** Runs a scheme, as an evaluator. */
function RunForm({ schemes, prospects }: { schemes: { id: string; title: string }[]; prospects: readonly Prospect[] }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [failed, setFailed] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const { may } = useViewer()
  const { dataDate } = useFrame()
  const [wanted, setWanted] = useState('')
  if (!may('SCORE')) return null
  // Until one is chosen it is one that there is evidence for.
  const scheme = schemes.find((s) => s.id === wanted) ?? schemes.find((s) => (prospects.findLast((p) => p.scheme.id === s.id)?.scored ?? 0) > 0) ?? schemes[0]
  const of = prospects.findLast((p) => p.scheme.id === scheme?.id)
  const nobody = failed instanceof RequestError && failed.code === 'NOT_FOUND' && of ? failed.message : of?.found === 0 ? t.reruns.nobody : ''
  const run = (data: FormData) => {
    const text = (name: string) => { const v = data.get(name); return typeof v === 'string' ? v.trim() : '' }
    setBusy(true)
    setFailed(null)
    ask(RunSchemeDocument, { input: { scheme: text('scheme'), segment: text('segment') || null, reference: text('reference'), seed: Number(text('seed') || 1), sobol: 0, reason: text('reason') } }, lang)
      .then(async (a) => { await client.invalidateQueries(); await navigate(path(`/${lang}/ratings/${encodeURIComponent(a.data.runScheme.number)}`)) })
      .catch((e: unknown) => { setFailed(e) })
      .finally(() => { setBusy(false) })
  }
  return (
    <Panel title={r.run}>
      <form className="stack form" onSubmit={(e) => { e.preventDefault(); run(new FormData(e.currentTarget)) }}>
        {failed !== null && !nobody && <Failed error={failed} act />}
        <label><span className="meta">{r.scheme}</span><br /><select className="input" name="scheme" value={scheme?.id} onChange={(e) => { setWanted(e.target.value); setFailed(null) }}>{schemes.map((s) => <option key={s.id} value={s.id}>{s.title}</option>)}</select></label>
        {of && <p className="meta" role="status">{t.reruns.found(of.scored, of.found)}</p>}
        {of && nobody && <Nobody of={of} title={nobody} />}
        <SegmentPicker name="segment" label={r.segment} />
        <label><span className="meta">{r.reference}</span><br /><input className="input" name="reference" type="date" required key={dataDate} defaultValue={dataDate && /^\d{4}-\d\d-\d\d$/.test(dataDate) ? dataDate : undefined} /></label>
        <label><span className="meta">{r.seed}</span><br /><input className="input" name="seed" type="number" min={0} defaultValue={1} /></label>
        <label><span className="meta">{r.reason}</span><br /><input className="input" name="reason" required /></label>
        <p><button type="submit" className="btn primary" disabled={busy || of?.found === 0}>{r.runNow}</button></p>
      </form>
    </Panel>
  )
}
