import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { answerOf, headers, send } from '../api/client'
import type { Filter } from '../api/generated'
import { useAt } from '../api/use'
import { count } from '../format'
import { useLang, useTexts } from '../i18n/i18n'

export interface Option { value: string; label: string }

/** How many counts one question holds: the service answers at most 30 fields. */
const perQuestion = 25

/**
 * Asks how many enterprises each of several filters chooses, by an alias for each, for the service counts, not the browser.
 * The document depends on how many there are, so it is the one that is not generated.
 */
async function counts(filters: Filter[], at: string | undefined, lang: string, signal: AbortSignal): Promise<number[]> {
  const query = `query Counts($at: At, ${filters.map((_, i) => `$f${i}: Filter!`).join(', ')}) { ${filters.map((_, i) => `c${i}: enterprises(filter: $f${i}, first: 1, at: $at) { totalCount }`).join(' ')} }`
  const response = await send('/graphql', {
    method: 'POST', signal, headers: { 'Content-Type': 'application/json', ...headers(lang) },
    body: JSON.stringify({ query, variables: { at, ...Object.fromEntries(filters.map((f, i) => [`f${i}`, f])) } }),
  })
  const answer = await answerOf<Record<string, { totalCount: number } | null>>(response)
  return filters.map((_, i) => answer.data?.[`c${i}`]?.totalCount ?? 0)
}

function useCounts(filters: Filter[], enabled: boolean) {
  const lang = useLang()
  const at = useAt()
  return useQuery({
    queryKey: ['counts', filters, at],
    enabled,
    queryFn: async ({ signal }) => {
      const parts = Array.from({ length: Math.ceil(filters.length / perQuestion) }, (_, i) => filters.slice(i * perQuestion, (i + 1) * perQuestion))
      return (await Promise.all(parts.map((p) => counts(p, at, lang, signal)))).flat()
    },
  })
}

/** A filter as one button with its value in it; it opens the choices with how many each would leave. */
export function FilterButton({ label, options, chosen, change, filterFor }: {
  label: string
  options: Option[]
  chosen: string[]
  change: (values: string[]) => void
  /** The whole condition if only this value were chosen beside the other filters. */
  filterFor: (value: string) => Filter
}) {
  const t = useTexts()
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const asked = useCounts(options.map((o) => filterFor(o.value)), open && options.length > 0)
  useEffect(() => {
    if (!open) return
    const away = (e: PointerEvent) => { if (!box.current?.contains(e.target as Node)) setOpen(false) }
    addEventListener('pointerdown', away)
    return () => { removeEventListener('pointerdown', away) }
  }, [open])
  const names = chosen.map((c) => options.find((o) => o.value === c)?.label ?? c)
  const toggle = (value: string) => { change(chosen.includes(value) ? chosen.filter((c) => c !== value) : [...chosen, value]) }
  const move = (e: React.KeyboardEvent) => {
    if (e.key === 'Escape') { e.stopPropagation(); setOpen(false); box.current?.querySelector('button')?.focus() }
    if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return
    e.preventDefault()
    const inputs = [...(box.current?.querySelectorAll('input') ?? [])]
    const at = inputs.indexOf(document.activeElement as HTMLInputElement)
    inputs[Math.max(0, Math.min(inputs.length - 1, at + (e.key === 'ArrowDown' ? 1 : -1)))]?.focus()
  }
  return (
    <div className="anchor" ref={box} onKeyDown={open ? move : undefined}>
      <button type="button" className="btn filter" aria-expanded={open} aria-haspopup="dialog" aria-pressed={chosen.length > 0} onClick={() => { setOpen(!open) }}>
        <span className="meta">{label}</span>
        <span className="ellipsis" style={{ maxWidth: 130 }}>{names.length ? names.join(', ') : t.filter.all}</span>
        <span aria-hidden>▾</span>
      </button>
      {open && (
        <div className="floating choices" role="dialog" aria-label={label}>
          {chosen.length > 0 && <button type="button" className="btn plain small" onClick={() => { change([]) }}>{t.filter.clear}</button>}
          {asked.isPending && <p className="meta" role="status">{t.filter.loading}</p>}
          <ul>
            {options.map((o, i) => {
              const n = asked.data?.[i]
              if (n === 0 && !chosen.includes(o.value)) return null
              return (
                <li key={o.value}>
                  <label>
                    <input type="checkbox" checked={chosen.includes(o.value)} onChange={() => { toggle(o.value) }} />
                    <span className="ellipsis">{o.label}</span>
                    <span className="meta num">{n === undefined ? '' : count(n)}</span>
                  </label>
                </li>
              )
            })}
          </ul>
        </div>
      )}
    </div>
  )
}
