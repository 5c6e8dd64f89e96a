import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { ask, token } from '../api/client'
import { RatingsPageDocument, StepReleaseDocument, type ReleaseAct, type ReleaseFieldsFragment, type Right } from '../api/generated'
import { useAsk } from '../api/use'
import { day } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { Panel } from '../parts/Panel'
import { saveText } from './save'
import { Failed } from '../shell/states'
import { useViewer } from '../shell/viewer'
import { usePath } from '../state'
import { releasePath, runName } from './words'

/** What there is to do in each state. */
const acts: Record<string, ReleaseAct[]> = {
  draft: ['SUBMIT'], vendorReview: ['REPLY', 'REVIEW', 'PUBLISH'], published: ['CORRECT', 'WITHDRAW', 'EXPIRE'], corrected: ['CORRECT', 'WITHDRAW', 'EXPIRE'], expired: ['WITHDRAW'], withdrawn: [],
}

/** What a role needs for it. */
const needs: Record<ReleaseAct, Right> = { SUBMIT: 'SCORE', REPLY: 'REPLY', REVIEW: 'REVIEW', PUBLISH: 'PUBLISH', CORRECT: 'PUBLISH', WITHDRAW: 'PUBLISH', EXPIRE: 'PUBLISH' }

/** What keeps an act from being done now, whoever does it; '' for nothing. The service judges by the same. */
function obstacle(act: ReleaseAct, release: ReleaseFieldsFragment, own: boolean, now: string, t: Texts): string {
  if (own && ['REVIEW', 'PUBLISH', 'CORRECT'].includes(act)) return t.ratings.ownScore
  if (act === 'PUBLISH' && !release.steps.some((s) => s.act === 'review')) return t.ratings.notReviewed
  if (act === 'PUBLISH' && release.reviewUntil && Date.parse(release.reviewUntil) > Date.parse(now)) return t.ratings.stillReview(day(release.reviewUntil))
  if (act === 'EXPIRE' && release.validTo && release.validTo >= day(now)) return t.ratings.stillValid(release.validTo)
  return ''
}

/** The record of a release: what a reader has to know, replies, steps, and the next step for who may take it. */
export function ReleasePanel({ release, scorer }: { release: ReleaseFieldsFragment; scorer: string }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const path = usePath()
  const name = (id: string | null | undefined) => release.ratings.find((x) => x.unit === id)?.name ?? ''
  const changes = release.changes.filter((c) => c.scoreOld !== c.scoreNew || c.gradeOld !== c.gradeNew)
  const facts: [string, string | null | undefined][] = [[r.period, [release.periodFrom, release.periodTo].filter(Boolean).join(' – ')], [r.environment, release.environment], [r.sample, release.sample], [r.tester, release.tester], [r.funding, release.funding], [r.conflict, release.conflict]]
  return (
    <Panel title={r.facts} note={release.edition > 0 ? r.edition(release.edition) : r.states[release.status]}>
      <dl className="facts-line">{facts.map(([k, v]) => v && <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>
      {release.status === 'vendorReview' && release.reviewUntil && <p className="chip warn">{r.reviewUntil} {day(release.reviewUntil)}</p>}
      {release.replies.length > 0 && <><h3>{r.replies}</h3><ul>{release.replies.map((x, i) => <li key={i}><strong>{name(x.unit)}</strong> <span className="meta">{x.actor} · {day(x.at)}</span><br />{x.text}</li>)}</ul></>}
      {changes.length > 0 && <><h3>{r.changes}</h3><ul>{changes.map((c) => <li key={c.id}>{c.name} {c.scoreOld?.toFixed(1) ?? '—'} → {c.scoreNew?.toFixed(1) ?? '—'}</li>)}</ul></>}
      {release.steps.length > 0 && <><h3>{r.steps}</h3><ol>{release.steps.map((s, i) => <li key={i} className="meta">{day(s.at)} {r.acts[s.act] ?? s.act} {s.unit && name(s.unit)} · {s.actor}: {s.reason}</li>)}</ol></>}
      <p className="meta">{r.hash} <span className="code">{release.hash.slice(0, 16)}…</span></p>
      <p className="row"><Link className="btn small" to={path(releasePath(lang, release.number))}>{t.release.open}</Link> <button type="button" className="btn small" onClick={() => { saveText(`${release.number}-release-${release.edition}.json`, release.file, 'application/json') }}>{r.download}</button> {release.edition > 0 && <a className="btn small" href={`/download/release.xlsx?number=${encodeURIComponent(release.number)}&edition=${release.edition}&lang=${lang}`} download>{t.rated.ofRelease} XLSX</a>} <span className="meta">{r.verify}</span></p>
      <Act release={release} scorer={scorer} />
    </Panel>
  )
}

/** The next step of a release, for whoever may take it: nothing is offered that would be refused. */
function Act({ release, scorer }: { release: ReleaseFieldsFragment; scorer: string }) {
  const t = useTexts()
  const r = t.ratings
  const lang = useLang()
  const client = useQueryClient()
  const { who, asking, may } = useViewer()
  const today = who?.now ?? ''
  const open = acts[release.status] ?? []
  const allowed = open.filter((a) => may(needs[a]) && (a !== 'REPLY' || !who?.enterprise || release.ratings.some((x) => x.vendor === who.enterprise)))
  const possible = allowed.filter((a) => obstacle(a, release, who?.name === scorer, today, t) === '')
  const [act, setAct] = useState<ReleaseAct | ''>('')
  const [failed, setFailed] = useState<unknown>(null)
  const [done, setDone] = useState('')
  const [busy, setBusy] = useState(false)
  if (open.length === 0) return done ? <p className="act"><span className="chip ok" role="status">{done}</span></p> : null
  if (asking) return null
  if (!token()) return <p className="meta">{r.needToken}</p>
  // What was done is said even where there is nothing more to do.
  const told = done && <span className="chip ok" role="status">{done}</span>
  if (possible.length === 0) return <div className="act"><h3>{r.act}</h3>{told}<p className="meta">{allowed.length === 0 ? r.notYours(who?.role ?? '') : [...new Set(allowed.map((a) => obstacle(a, release, who?.name === scorer, today, t)))].join(t.semicolon)}</p></div>
  // What is open to the role but waits for something is told too, so that nobody looks for it.
  const waiting = allowed.filter((a) => !possible.includes(a)).map((a) => `${r.acts[a.toLowerCase()] ?? a}${t.colon}${obstacle(a, release, who?.name === scorer, today, t)}`)
  const step = (form: HTMLFormElement) => {
    const data = new FormData(form)
    const text = (k: string) => { const v = data.get(k); return typeof v === 'string' ? v.trim() : '' }
    const what = act || possible[0]
    if (!what) return
    setFailed(null)
    setDone('')
    const about = what === 'SUBMIT' ? { environment: text('environment'), sample: text('sample'), tester: text('tester'), funding: text('funding'), conflict: text('conflict'), periodFrom: text('periodFrom') || null, periodTo: text('periodTo') || null } : null
    setBusy(true)
    ask(StepReleaseDocument, { input: { number: release.number, act: what, reason: text('reason'), unit: text('unit') || null, run: text('run') || null, about } }, lang)
      .then((a) => { setDone(r.done(String(a.data.stepRelease.revision))); setAct(''); form.reset(); return client.invalidateQueries() })
      .catch((e: unknown) => { setFailed(e) })
      .finally(() => { setBusy(false) })
  }
  const now = act || possible[0]
  const field = (k: string, label: string, type = 'text') => <label key={k}><span className="meta">{label}</span><br /><input className="input" name={k} type={type} required={type === 'text'} /></label>
  return (
    <form className="act stack form" onSubmit={(e) => { e.preventDefault(); step(e.currentTarget) }}>
      <h3>{r.act}</h3>
      <p className="meta">{r.actAs(who?.name ?? '', who?.role ?? '')}</p>
      <select className="input" aria-label={r.act} value={now} onChange={(e) => { setAct(e.target.value as ReleaseAct); setDone(''); setFailed(null) }}>{possible.map((a) => <option key={a} value={a}>{r.acts[a.toLowerCase()]}</option>)}</select>
      {(now === 'REPLY' || now === 'WITHDRAW') && <label><span className="meta">{r.about}</span><br /><select className="input" name="unit">{now === 'WITHDRAW' && <option value="">{r.everybody}</option>}{release.ratings.filter((x) => x.status !== 'withdrawn' && (now !== 'REPLY' || !who?.enterprise || x.vendor === who.enterprise)).map((x) => <option key={x.unit} value={x.unit}>{x.name}</option>)}</select></label>}
      {now === 'CORRECT' && <OtherRuns release={release} />}
      {now === 'SUBMIT' && <><div className="pair">{field('periodFrom', r.periodFrom, 'date')}{field('periodTo', r.periodTo, 'date')}</div>{field('environment', r.environment)}{field('sample', r.sample)}{field('tester', r.tester)}{field('funding', r.funding)}{field('conflict', r.conflict)}</>}
      <label><span className="meta">{r.why}</span><br /><textarea className="input" name="reason" required rows={2} /></label>
      <p className="row"><button type="submit" className="btn primary" disabled={busy}>{r.do}</button> {told}</p>
      {waiting.map((w) => <p key={w} className="meta">{w}</p>)}
      {failed !== null && <Failed error={failed} act />}
    </form>
  )
}

/** The runs that a correction may take over: of the same scheme, another than the one that holds. The service checks the cohort. */
function OtherRuns({ release }: { release: ReleaseFieldsFragment }) {
  const lang = useLang()
  const r = useTexts().ratings
  const runs = useAsk(RatingsPageDocument, { at: undefined }).data?.data.ratingRuns ?? []
  const others = runs.filter((x) => x.number !== release.run && x.scheme === release.scheme && x.edition === release.schemeEdition)
  return (
    <label><span className="meta">{r.otherRun}</span><br />
      <select className="input" name="run" required>{others.length === 0 && <option value="">{r.noOtherRun}</option>}{others.map((x) => <option key={x.number} value={x.number}>{runName(x, lang)} · r{x.revision}</option>)}</select>
    </label>
  )
}
