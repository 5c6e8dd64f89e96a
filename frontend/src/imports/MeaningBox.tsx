import { useId, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { say, useLang, useTexts } from '../i18n/i18n'

/** One of several that can be chosen, below the head of a group. */
export interface Choice { value: string; label: { zh: string; en: string }; group: { zh: string; en: string } }

const plain = (s: string) => s.toLowerCase().replace(/[\s\p{P}]/gu, '')

/** What fits what was typed: by its name in either language, by its group, or by the name that a mapping has for it; what begins so comes first. */
export function fitting(all: Choice[], typed: string): Choice[] {
  const wanted = plain(typed)
  if (wanted === '') return all
  const texts = (c: Choice) => [c.label.zh, c.label.en, c.value].map(plain)
  const first = all.filter((c) => texts(c).some((x) => x.startsWith(wanted)))
  const rest = all.filter((c) => !first.includes(c) && (texts(c).some((x) => x.includes(wanted)) || [c.group.zh, c.group.en].some((x) => plain(x).includes(wanted))))
  return [...first, ...rest]
}

/**
 * Chooses from a long list by typing, in either language, or by arrows. Unlike a select it takes Chinese from an input method,
 * says nothing before Enter, and draws its list only while it is open: a table may have hundreds of columns.
 */
export function MeaningBox({ id, box: name, label, title, all, value, shown, warn = false, busy, choose }: { id?: string; box: string; label: string; title?: string; all: Choice[]; value: string; shown: string; warn?: boolean; busy: boolean; choose: (value: string) => void }) {
  const t = useTexts()
  const lang = useLang()
  const list = useId()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState<string | null>(null) // null while the list is closed
  const [at, setAt] = useState(0)
  const [place, setPlace] = useState<{ left: number; top: number; width: number; height: number } | null>(null)
  const open = typed !== null
  const hits = open ? fitting(all, typed) : []
  const begin = () => { if (!open && !busy) { setTyped(''); setAt(Math.max(all.findIndex((c) => c.value === value), 0)) } }
  const close = () => { setTyped(null); setPlace(null) }
  const take = (c: Choice | undefined) => { close(); if (c && c.value !== value) choose(c.value) }
  useLayoutEffect(() => {
    const box = input.current
    if (!open || !box) return undefined
    const put = () => {
      const r = box.getBoundingClientRect()
      const below = innerHeight - r.bottom - 8
      const height = Math.min(300, Math.max(below, r.top - 8))
      setPlace({ left: Math.max(4, Math.min(r.left, innerWidth - 288)), top: below >= Math.min(height, 200) ? r.bottom + 2 : Math.max(4, r.top - height - 2), width: Math.max(r.width, 280), height })
    }
    put()
    addEventListener('scroll', put, true)
    addEventListener('resize', put)
    return () => { removeEventListener('scroll', put, true); removeEventListener('resize', put) }
  }, [open])
  useLayoutEffect(() => { if (open) document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: 'nearest' }) }, [open, list, at, place])
  return (
    <>
      <input
        ref={input} id={id} className={`input meaning${warn ? ' warn' : ''}`} type="text" autoComplete="off" spellCheck={false} aria-label={label} title={title} aria-disabled={busy}
        role="combobox" aria-expanded={open} aria-controls={open ? list : undefined} aria-autocomplete="list" aria-activedescendant={open && hits.length > 0 ? `${list}-${at}` : undefined}
        data-box={name} data-value={value} value={open && typed !== '' ? typed : shown}
        onChange={(e) => { if (!busy) { setTyped(open && typed !== '' ? e.target.value : e.target.value.replace(shown, '')); setAt(0) } }}
        onClick={begin} onFocus={(e) => { e.target.select() }} onBlur={close}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return // an input method is at work
          if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
            e.preventDefault()
            if (!open) begin()
            else setAt((i) => Math.max(0, Math.min(i + (e.key === 'ArrowDown' ? 1 : -1), hits.length - 1)))
          } else if (e.key === 'Enter') { e.preventDefault(); if (open) take(hits[at]); else begin() }
          else if (e.key === 'Escape' && open) { e.stopPropagation(); close() }
        }}
      />
      {open && place && createPortal(
        <ul id={list} role="listbox" aria-label={label} className="found meanings-found" style={{ left: place.left, top: place.top, width: place.width, maxHeight: place.height }}>
          {hits.map((c, i) => {
            const group = say(c.group, lang)
            return (
              <li key={c.value} id={`${list}-${i}`} role="option" aria-selected={i === at} onPointerDown={(e) => { e.preventDefault(); take(c) }}>
                <span>{say(c.label, lang)}</span>{group && <span className="meta">{group}</span>}
              </li>
            )
          })}
          {hits.length === 0 && <li role="option" aria-selected={false} aria-disabled className="meta">{t.importPages.noMeaning}</li>}
        </ul>, document.body)}
    </>
  )
}
