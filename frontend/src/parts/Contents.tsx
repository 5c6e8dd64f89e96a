import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'react-router'
import { useTexts } from '../i18n/i18n'

const patience = 5000 // milliseconds for which a page may grow above the section that is asked for

interface Section { id: string; title: string }

// Whether the application was opened by an address, and has not gone anywhere since: going back finds the place where one was.
let opening = performance.getEntriesByType('navigation').every((n) => (n as PerformanceNavigationTiming).type === 'navigate')

/** The sections of a page as links: those that have an anchor, once they are there. An address that names one opens at it. */
export function Contents() {
  const t = useTexts()
  const { hash, search } = useLocation()
  const nav = useRef<HTMLElement>(null)
  const [sections, setSections] = useState<Section[]>([])
  useEffect(() => {
    const main = nav.current?.closest('main')
    if (!main) return undefined
    const look = () => {
      const found = [...main.querySelectorAll<HTMLElement>('section.panel[id]')].map((s) => ({ id: s.id, title: s.querySelector('h2')?.textContent ?? '' }))
      setSections((was) => (was.length === found.length && found.every((s, i) => s.id === was[i]?.id && s.title === was[i].title) ? was : found))
    }
    look()
    const changes = new MutationObserver(look)
    changes.observe(main, { childList: true, subtree: true })
    return () => { changes.disconnect() }
  }, [])
  const [asked] = useState(opening ? hash.slice(1) : '')
  useEffect(() => {
    opening = false
    const main = nav.current?.closest('main')
    if (!asked || !main) return undefined
    // What stands above may come later: the section is followed until the reader moves.
    const sizes = new ResizeObserver(() => { document.getElementById(asked)?.scrollIntoView() })
    sizes.observe(main)
    const moves = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const
    const stop = () => { sizes.disconnect(); clearTimeout(timer); for (const m of moves) removeEventListener(m, stop) }
    const timer = setTimeout(stop, patience)
    for (const m of moves) addEventListener(m, stop, { passive: true })
    return stop
  }, [asked])
  return (
    <nav ref={nav} className="contents no-print" aria-label={t.page.contents} hidden={sections.length < 2}>
      {sections.map((s) => <Link key={s.id} to={{ search, hash: s.id }} replace preventScrollReset>{s.title}</Link>)}
    </nav>
  )
}
