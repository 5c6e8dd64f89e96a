import { useState } from 'react'
import { useCounts } from '../api/counts'
import type { Filter } from '../api/generated'
import { count } from '../format'
import { useTexts } from '../i18n/i18n'
import { usePopover } from '../shell/usePopover'

/** A choice; how many it would leave, where that is known already. */
export interface Option { value: string; label: string; n?: number }

/** From how many choices on they can be narrowed by typing. */
const many = 12

/** A filter as one button with its value in it; it opens the choices with how many each would leave. */
export function FilterButton({ label, options, chosen, change, filterFor }: {
  label: string
  options: Option[]
  chosen: string[]
  change: (values: string[]) => void
  /** The whole condition if only this value were chosen beside the other filters; without it nothing is asked for. */
  filterFor?: (value: string) => Filter
}) {
  const t = useTexts()
  const { open, setOpen, box } = usePopover()
  const [typed, setTyped] = useState('')
  const asked = useCounts('enterprises', filterFor ? options.map((o) => filterFor(o.value)) : [], open && options.length > 0)
  const listed = options.map((o, i) => ({ o, i })).filter(({ o }) => o.label.toLowerCase().includes(typed.trim().toLowerCase()))
  const names = chosen.map((c) => options.find((o) => o.value === c)?.label ?? c)
  const toggle = (value: string) => { change(chosen.includes(value) ? chosen.filter((c) => c !== value) : [...chosen, value]) }
  const move = (e: React.KeyboardEvent) => {
    e.stopPropagation() // what is typed here is of this list, not a key of the page
    if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return
    e.preventDefault()
    const inputs = [...(box.current?.querySelectorAll<HTMLInputElement>('.choices input') ?? [])]
    const at = inputs.indexOf(document.activeElement as HTMLInputElement)
    inputs[Math.max(0, Math.min(inputs.length - 1, at + (e.key === 'ArrowDown' ? 1 : -1)))]?.focus()
  }
  return (
    <div className="anchor" ref={box} onKeyDown={open ? move : undefined}>
      <button type="button" className="btn filter" aria-expanded={open} aria-haspopup="dialog" aria-pressed={chosen.length > 0} onClick={() => { setOpen(!open); setTyped('') }}>
        <span className="meta">{label}</span>
        <span className="ellipsis" style={{ maxWidth: 130 }}>{names.length ? names.join(', ') : t.filter.all}</span>
        <span aria-hidden>▾</span>
      </button>
      {open && (
        <div className="floating choices" role="dialog" aria-label={label}>
          {options.length > many && <input className="input" type="search" autoFocus aria-label={t.filter.narrow} placeholder={t.filter.narrow} value={typed} onChange={(e) => { setTyped(e.target.value) }} />}
          {filterFor && asked.isPending && <p className="meta" role="status">{t.filter.loading}</p>}
          {asked.data && <p className="meta each">{t.filter.each}</p>}
          <ul>
            {listed.map(({ o, i }) => {
              const n = o.n ?? asked.data?.[i]
              return (
                <li key={o.value} className={n === 0 ? 'none' : ''}>
                  <label>
                    <input type="checkbox" checked={chosen.includes(o.value)} onChange={() => { toggle(o.value) }} />
                    <span className="ellipsis">{o.label}</span>
                    <span className="meta num">{n === undefined ? '' : count(n)}</span>
                  </label>
                </li>
              )
            })}
          </ul>
          {listed.length === 0 && <p className="meta each">{t.filter.noneSo}</p>}
          {/* Below the choices, so that they do not move under the pointer once something is chosen. */}
          <button type="button" className="btn plain small" disabled={chosen.length === 0} onClick={() => { change([]) }}>{t.filter.clear}</button>
        </div>
      )}
    </div>
  )
}
