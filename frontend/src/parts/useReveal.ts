import { useEffect, useRef, type RefObject } from 'react'

/**
 * Brings what was just chosen into view, and the focus with it, where it opens out of sight: below the list on a phone, or
 * above what one has scrolled to. What an address opens with stays where it is.
 */
export function useReveal(key: string | null): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null)
  const was = useRef(key)
  useEffect(() => {
    const changed = key !== was.current
    was.current = key
    const panel = ref.current
    if (!changed || !panel) return
    const { top } = panel.getBoundingClientRect()
    if (top >= 0 && top < innerHeight * 0.6) return
    panel.scrollIntoView({ block: 'start' })
    panel.focus({ preventScroll: true })
  }, [key])
  return ref
}

/** Goes back to the row that opened a panel: its button has the ID of the row as data-row. */
export function backToRow(id: string) {
  const button = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)
  button?.scrollIntoView({ block: 'center' })
  button?.focus({ preventScroll: true })
}

/** Arrow keys on the button of a row go to that of the next or the one before. */
export function byArrows(e: { key: string; currentTarget: HTMLElement; preventDefault: () => void }) {
  const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const all = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const next = all[all.indexOf(e.currentTarget) + step]
  if (!next) return
  e.preventDefault()
  next.focus()
}
