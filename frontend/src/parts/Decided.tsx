import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { TakeBackDocument } from '../api/generated'
import { useLang, useTexts } from '../i18n/i18n'
import { Failed } from '../shell/states'
import { usePath } from '../state'

/** What a curator decided just now, with the way back. Give it the revision as its key: another decision begins anew. */
export function Decided({ revision, text }: { revision: number; text: string }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const client = useQueryClient()
  const [state, setState] = useState<'stands' | 'busy' | 'back'>('stands')
  const [error, setError] = useState<unknown>(null)
  const back = async () => {
    setState('busy')
    setError(null)
    try {
      await ask(TakeBackDocument, { input: { batch: revision, reason: t.questions.backReason, clientKey: `back ${revision}` } }, lang)
      setState('back')
      await client.invalidateQueries()
    } catch (e) {
      setError(e)
      setState('stands')
    }
  }
  return (
    <>
      <p className="row decided">
        <span className="chip ok">{state === 'back' ? t.questions.takenBack(`r${revision}`) : `r${revision}`}</span> {text}
        {state !== 'back' && <button type="button" className="btn small" disabled={state === 'busy'} onClick={() => void back()}>{t.questions.back}</button>}
        <Link to={path(`/${lang}/changes`, { from: `r${revision - 1}` })}>{t.questions.changed}</Link>
      </p>
      {error !== null && <Failed error={error} />}
    </>
  )
}
