import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { ask, RequestError, setToken } from '../api/client'
import { PublishListDocument, WithdrawListDocument, type GrowthHeadFragment } from '../api/generated'
import { newKey } from '../api/newKey'
import { useAt } from '../api/use'
import { useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { Failed } from '../shell/states'
import { useViewer } from '../shell/viewer'
import { usePath } from '../state'
import type { Subject } from './EditionPage'

/** Publishes the run that is shown, or withdraws the edition, for who has a token. What is published stays readable for good. */
export function PublishPanel({ edition: e, subject }: { edition: GrowthHeadFragment; subject: Subject }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [number, setNumber] = useState('')
  const [reason, setReason] = useState('')
  const [corrects, setCorrects] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [done, setDone] = useState(false)
  const key = useRef(newKey())
  const { may } = useViewer()
  if (!may('PUBLISH') || at) return null
  const p = e.publication
  if (p ? p.status === 'WITHDRAWN' && !done : e.tried.length > 0) return null
  const act = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(null)
    try { await work(); key.current = newKey(); setReason('') } catch (x) {
      if (x instanceof RequestError && x.code === 'UNAUTHENTICATED') setToken('')
      setError(x)
    }
    setBusy(false)
  }
  const publish = () => act(async () => {
    if (!subject.run) return
    const of = number.trim() || e.referenceDate
    await ask(PublishListDocument, { input: { run: { ...subject.run, renewal: false }, revision: e.revision, seen: e.results, number: of, corrects: corrects || null, reason, clientKey: key.current } }, lang)
    await client.invalidateQueries()
    await navigate(path(`/${lang}/lists/${encodeURIComponent(e.list.code)}/${encodeURIComponent(of)}`))
  })
  const withdraw = () => act(async () => {
    await ask(WithdrawListDocument, { input: { edition: { list: subject.list, number: e.number }, reason, clientKey: key.current } }, lang)
    await client.invalidateQueries()
    setDone(true)
  })
  const correctable = e.list.editions.filter((x) => x.status === 'PUBLISHED' || x.status === 'SUPERSEDED')
  return (
    <Panel title={p ? t.lists.withdraw : t.lists.publish}>
      <form className="publish form stack" onSubmit={(x) => { x.preventDefault(); void (p ? withdraw() : publish()) }}>
        <p className="meta">{p ? t.lists.withdrawHow : t.lists.publishHow}</p>
        {!p && <label><span className="meta">{t.lists.number}</span><br /><input className="input" value={number} maxLength={64} placeholder={e.referenceDate} onChange={(x) => { setNumber(x.target.value) }} /></label>}
        {!p && correctable.length > 0 && <label><span className="meta">{t.lists.corrects}</span><br /><select className="input" value={corrects} onChange={(x) => { setCorrects(x.target.value) }}><option value="">{t.lists.newEdition}</option>{correctable.map((x) => <option key={x.id} value={x.hash}>{x.number}</option>)}</select></label>}
        <label><span className="meta">{t.lists.reason}</span><br /><input className="input" value={reason} required maxLength={1000} onChange={(x) => { setReason(x.target.value) }} /></label>
        <div className="row"><button type="submit" className={`btn ${p ? 'danger' : 'primary'}`} disabled={busy || !reason.trim()}>{p ? t.lists.withdraw : t.lists.publish}</button>{done && <span className="chip ok" role="status">{t.lists.done}</span>}</div>
      </form>
      {error !== null && <Failed error={error} />}
    </Panel>
  )
}
