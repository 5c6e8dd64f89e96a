import { useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'

const controls = (box: HTMLElement | null) => [...(box?.querySelectorAll<HTMLElement>('button, a[href], select') ?? [])].filter((e) => !e.closest('.floating') && !(e as HTMLButtonElement).disabled)

/**
 * Controls that take one stop of the Tab key together: the arrows, Home and End move among them, as the practice for toolbars
 * has it. What opens below one of them is its own. The stop is where one was last, else what is pressed, else the first.
 */
export function Toolbar({ label, className, children }: { label: string; className: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const last = useRef<HTMLElement | null>(null)
  // After each drawing: what is in the bar may have changed, and it does not know.
  useLayoutEffect(() => {
    const all = controls(box.current)
    const stop = all.find((e) => e === last.current) ?? all.find((e) => e.getAttribute('aria-pressed') === 'true') ?? all[0]
    for (const e of all) e.tabIndex = e === stop ? 0 : -1
  })
  const move = (e: KeyboardEvent) => {
    const all = controls(box.current)
    const at = all.indexOf(document.activeElement as HTMLElement)
    if (at < 0 || e.ctrlKey || e.metaKey || e.altKey || (e.target as HTMLElement).tagName === 'SELECT') return
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[e.key]
    if (to === undefined) return
    e.preventDefault()
    all[(to + all.length) % all.length]?.focus()
  }
  const enter = (e: { target: EventTarget }) => {
    const all = controls(box.current)
    if (!all.includes(e.target as HTMLElement)) return
    last.current = e.target as HTMLElement
    for (const c of all) c.tabIndex = c === e.target ? 0 : -1
  }
  return <div ref={box} className={className} role="toolbar" aria-label={label} onKeyDown={move} onFocus={enter}>{children}</div>
}
