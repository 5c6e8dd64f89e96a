import { useState } from 'react'
import { useTexts } from '../i18n/i18n'
import { usePopover } from '../shell/usePopover'
import type { Changes } from '../state'
import { dateOf } from './useFlow'

/** From when and until when: a filter that looks like the others, with its value in it, and opens the two dates. */
export function PeriodFilter({ from: asFrom, to: asTo, set }: { from: string; to: string; set: (c: Changes) => void }) {
  const t = useTexts()
  const { open, setOpen, box } = usePopover()
  const [wrong, setWrong] = useState('')
  const keys = (e: React.KeyboardEvent) => { e.stopPropagation() } // what is typed here is of these fields, not a key of the page
  // What is no date in an address filters nothing, and does not look as if it did.
  const [from, to] = [asFrom, asTo].map((x) => dateOf(x) ?? '')
  const no = wrong || [asFrom, asTo].find((x) => x && !dateOf(x))
  const value = from && from === to ? from : from && to ? `${from} – ${to}` : from ? `≥ ${from}` : to ? `≤ ${to}` : t.filter.all
  return (
    <div className="anchor" ref={box} onKeyDown={open ? keys : undefined}>
      <button type="button" className="btn filter" aria-expanded={open} aria-haspopup="dialog" aria-pressed={Boolean(from || to)} onClick={() => { setOpen(!open) }}>
        <span className="meta">{t.capital.periodOf}</span>
        <span>{value}</span>
        <span aria-hidden>▾</span>
      </button>
      {open && (
        <div className="floating choices" role="dialog" aria-label={t.capital.periodOf}>
          <div className="row dates">
            <DateInput name={t.capital.fromDate} value={asFrom} first change={(v) => { set({ from: v }) }} tell={setWrong} />
            <span aria-hidden>–</span>
            <DateInput name={t.capital.toDate} value={asTo} change={(v) => { set({ to: v }) }} tell={setWrong} />
          </div>
          <p className="meta each">{t.capital.dateHow}</p>
          {no && <p className="chip warn" role="alert">{t.capital.dateWrong(no)}</p>}
          <button type="button" className="btn plain small" disabled={!asFrom && !asTo} onClick={() => { set({ from: undefined, to: undefined }) }}>{t.filter.clear}</button>
        </div>
      )}
    </div>
  )
}

/** A year, a month or a day; it counts once it is one. */
function DateInput({ name, value, first = false, change, tell }: { name: string; value: string; first?: boolean; change: (value: string | undefined) => void; tell: (wrong: string) => void }) {
  const [typed, setTyped] = useState<{ of: string; text: string } | null>(null)
  const text = typed?.of === value ? typed.text : value
  const wrong = text !== '' && !dateOf(text)
  const done = () => {
    tell(wrong ? text : '')
    if (!wrong && text !== value) change(text || undefined)
  }
  return <input className="input date" aria-label={name} aria-invalid={wrong} autoFocus={first} maxLength={10} inputMode="numeric" value={text} onChange={(e) => { setTyped({ of: value, text: e.target.value.trim() }) }} onBlur={done} onKeyDown={(e) => { if (e.key === 'Enter') done() }} />
}
