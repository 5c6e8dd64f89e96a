import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/client'
import { RevokeDocument, TakesBackDocument } from '../api/generated'
import { newKey } from '../api/newKey'
import { useAsk } from '../api/use'
import { useLang, useTexts } from '../i18n/i18n'
import { Failed } from '../shell/states'
import { Delta } from './Delta'
import { Sleeping } from './Sleeping'

/** What taking an import back would take back, and the reason that it is taken back for. */
export function Revoke({ revision, done }: { revision: number; done: () => void }) {
  const t = useTexts()
  const lang = useLang()
  const client = useQueryClient()
  const [why, setWhy] = useState('')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [key] = useState(newKey)
  const takes = useAsk(TakesBackDocument, { batch: revision }, { keep: false })
  const back = takes.data?.data.revocation
  const revoke = async () => {
    setBusy(true)
    setError(null)
    try {
      await ask(RevokeDocument, { input: { batch: revision, reason: why, clientKey: key } }, lang)
      done()
      await client.invalidateQueries()
    } catch (e) { setError(e) }
    setBusy(false)
  }
  return (
    <>
      <form className="row revoke" onSubmit={(e) => { e.preventDefault(); void revoke() }}>
        <span>{t.imports.takesBack}</span>
        {takes.isPending && <span className="meta" role="status">{t.sleeping.working}</span>}
        {back?.kinds.map((k) => <Delta key={k.kind} label={t.kindNames[k.kind]} of={k} />)}
        {back?.kinds.length === 0 && <span className="meta">{t.importPages.broughtNothing}</span>}
        <span className="space" />
        <input className="input" required aria-label={t.imports.why} placeholder={t.imports.why} value={why} onChange={(e) => { setWhy(e.target.value) }} />
        <button type="submit" className="btn danger" disabled={busy || !why.trim()}>{t.imports.revokeNow(`r${revision}`)}</button>
      </form>
      {back && <Sleeping of={back} />}
      {takes.error !== null && <Failed error={takes.error} retry={() => void takes.refetch()} />}
      {error !== null && <Failed error={error} />}
    </>
  )
}
