import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ask } from '../api/client'
import { EditPropertyDocument, PropertyHistoryDocument, ReadValueDocument, TakeBackDocument, type Kind, type ReadValueQuery, type SaidFragment } from '../api/generated'
import { newKey } from '../api/newKey'
import { useAsk } from '../api/use'
import { useLang, useTexts } from '../i18n/i18n'
import { Failed } from '../shell/states'

/**
 * Lets a curator pin a property on a value, whatever sources say: on one that a source gives, on another, or on none. What
 * was pinned last stands there with the way back, and so does a pin that holds.
 */
export function PinValue({ node, kind, name, period, winner, others, print }: { node: string; kind: Kind; name: string; period?: string | null | undefined; winner: SaidFragment | null | undefined; others: readonly SaidFragment[]; print: (value: NonNullable<ReadValueQuery['readValue']>) => string }) {
  const t = useTexts()
  const lang = useLang()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [value, setValue] = useState('')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [done, setDone] = useState('')
  const act = useRef({ of: '', key: '' })
  const read = useAsk(ReadValueDocument, { kind, property: name, text: value.trim() }, { enabled: open && value.trim() !== '', keep: false })
  const as = read.data?.data.readValue
  // The page is asked anew once the panel is left: a list that is sorted by the value would take the panel away.
  const changed = useRef(false)
  useEffect(() => () => { if (changed.current) void client.invalidateQueries() }, [client])
  const work = async (does: () => Promise<string>) => {
    setBusy(true)
    setError(null)
    try {
      setDone(await does())
      setOpen(false)
      changed.current = true
      await client.invalidateQueries({ queryKey: [PropertyHistoryDocument.toString()] })
    } catch (e) { setError(e) }
    setBusy(false)
  }
  const pin = () => work(async () => {
    // A retry after a lost answer is the same act.
    if (act.current.of !== `${value} ${reason}`) act.current = { of: `${value} ${reason}`, key: newKey() }
    const { data } = await ask(EditPropertyDocument, { input: { node, property: name, period: period ?? null, value: value.trim() || null, seen: winner?.value?.text ?? '', reason, clientKey: act.current.key } }, lang)
    return t.pin.done(`r${data.editProperty?.revision ?? ''}`)
  })
  const release = (batch: number) => work(async () => {
    await ask(TakeBackDocument, { input: { batch, reason: t.pin.released, clientKey: `release ${batch}` } }, lang)
    return t.pin.backDone(`r${batch}`)
  })
  const texts = [...new Set([...(winner ? [winner] : []), ...others].flatMap((s) => s.value?.text ?? []))]
  return (
    <div className="pin">
      <p role="status" className={done ? 'good' : 'sr'}>{done}</p>
      {error !== null && <Failed error={error} />}
      {!open ? (
        <p className="row">
          <button type="button" className="btn small" onClick={() => { setValue(winner?.value?.text ?? ''); setOpen(true); setDone('') }}>{t.pin.open}</button>
          {winner?.pin && <button type="button" className="btn small" disabled={busy} onClick={() => void release(winner.made)}>{t.pin.release}</button>}
        </p>
      ) : (
        <form onSubmit={(e) => { e.preventDefault(); void pin() }}>
          <label><span className="meta">{t.pin.value}</span><input className="input" value={value} autoFocus onChange={(e) => { setValue(e.target.value) }} placeholder={t.pin.none} /></label>
          <p className={read.error ? 'warned' : 'meta'} aria-live="polite">{value.trim() === '' ? t.pin.empties : read.error ? read.error.message : as ? t.pin.reads(print(as)) : ''}</p>
          {texts.length > 0 && <p className="row"><span className="meta">{t.pin.said}</span>{texts.slice(0, 6).map((x) => <button key={x} type="button" className="btn small" aria-pressed={x === value} onClick={() => { setValue(x) }}>{x}</button>)}</p>}
          <label><span className="meta">{t.pin.reason}</span><input className="input" value={reason} required maxLength={500} onChange={(e) => { setReason(e.target.value) }} /></label>
          <p className="row"><button type="submit" className="btn small primary" disabled={busy || !reason.trim() || value.trim() !== '' && !as}>{value.trim() ? t.pin.pin : t.pin.pinNone}</button><button type="button" className="btn small plain" onClick={() => { setOpen(false) }}>{t.pin.cancel}</button></p>
          <p className="meta">{t.pin.how}</p>
        </form>
      )}
    </div>
  )
}
