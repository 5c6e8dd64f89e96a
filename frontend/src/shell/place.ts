import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useLocation, useNavigationType } from 'react-router'

/**
 * Where a reader was, by the entry of the history: how far a page was scrolled, which row of a long list was at the top, how
 * much of it was loaded. Going back, or reloading, finds it again; a new visit of the same address begins at the top. It lives
 * in the session of the tab, like the history itself.
 */
type Kept = Record<string, unknown>

// An entry that was not made by a link, but by an address that was loaded, has no key of its own yet.
const entry = history.state as { key?: string } | null
if (!entry?.key) history.replaceState({ ...entry, key: Math.random().toString(36).slice(2, 10) }, '')

const storeKey = 'chainatlas.places'
const most = 200 // entries that are remembered, the latest

const places = read()

function read(): Map<string, Kept> {
  try { return new Map(JSON.parse(sessionStorage.getItem(storeKey) ?? '[]') as [string, Kept][]) } catch { return new Map() }
}

function keep(entry: string, name: string, value: unknown) {
  const was = places.get(entry)
  places.delete(entry)
  places.set(entry, { ...was, [name]: value })
  for (const old of places.keys()) { if (places.size <= most) break; places.delete(old) }
}

addEventListener('pagehide', () => {
  try { sessionStorage.setItem(storeKey, JSON.stringify([...places])) } catch { /* a full store costs the place, nothing else */ }
})

/** What was kept of an entry of the history under a name; undefined for nothing. */
const kept = (entry: string, name: string): unknown => places.get(entry)?.[name]

/** A number that belongs to the entry of the history, such as how many pages of a list are loaded. It begins anew with each entry. */
export function useEntryState(name: string, initial: number): [number, (value: number) => void] {
  const { key } = useLocation()
  const [state, setState] = useState(() => ({ key, value: (kept(key, name) as number | undefined) ?? initial }))
  if (state.key !== key) setState({ key, value: (kept(key, name) as number | undefined) ?? initial })
  const set = useCallback((value: number) => { keep(key, name, value); setState({ key, value }) }, [key, name])
  return [state.value, set]
}

const patience = 10_000 // milliseconds for which a page may grow until it reaches the place

/** Keeps the place of each page in the window, and goes back to it; a page that still loads is followed as it grows, unless the reader moves first. */
export function useWindowPlace() {
  const { key, pathname } = useLocation()
  const how = useNavigationType()
  const before = useRef<string | null>(null)
  useEffect(() => { history.scrollRestoration = 'manual' }, [])
  useLayoutEffect(() => {
    const place = how === 'POP' ? kept(key, 'top') : undefined
    // What one chooses on a page leaves one where one is: its address has the same path.
    const other = before.current !== null && before.current !== pathname
    before.current = pathname
    let stop: (() => void) | null = null
    if (typeof place === 'number') stop = follow(place)
    else if (other) scrollTo(0, 0)
    const save = () => { keep(key, 'top', scrollY) }
    addEventListener('scroll', save, { passive: true })
    return () => { stop?.(); removeEventListener('scroll', save) }
  }, [key, pathname, how])
}

/** Scrolls to a place, again whenever the page has grown, until it is reached and stays so. */
function follow(top: number): () => void {
  const go = () => { if (Math.abs(scrollY - top) > 1) scrollTo(0, top) }
  go()
  const sizes = new ResizeObserver(go)
  const root = document.getElementById('root')
  if (root) sizes.observe(root)
  const moves = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const
  const stop = () => { sizes.disconnect(); clearTimeout(timer); for (const m of moves) removeEventListener(m, stop) }
  const timer = setTimeout(stop, patience)
  for (const m of moves) addEventListener(m, stop, { passive: true })
  return stop
}

/** Keeps how far a scroller of its own was scrolled, by the entry of the history, and goes back there, again whenever what it shows is drawn anew, unless the reader moves first. */
export function useScrollerPlace(scroller: RefObject<HTMLElement | null>, name: string, shown: unknown) {
  const { key } = useLocation()
  const how = useNavigationType()
  const goal = useRef<{ left: number; top: number } | null>(null)
  useLayoutEffect(() => {
    const view = scroller.current
    goal.current = how === 'POP' ? ((kept(key, name) as { left: number; top: number } | undefined) ?? null) : null
    if (!view) return undefined
    const save = () => { if (!goal.current) keep(key, name, { left: view.scrollLeft, top: view.scrollTop }) }
    const moved = () => { goal.current = null }
    const moves = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const
    save() // what follows at the same place, such as another filter, need not be scrolled to be kept
    view.addEventListener('scroll', save, { passive: true })
    for (const m of moves) addEventListener(m, moved, { passive: true })
    return () => { view.removeEventListener('scroll', save); for (const m of moves) removeEventListener(m, moved) }
  }, [scroller, key, how, name])
  useLayoutEffect(() => { if (goal.current) scroller.current?.scrollTo(goal.current.left, goal.current.top) }, [scroller, key, shown])
}

interface Row { index: number; offset: number }
interface Rows { scrollToIndex: (index: number, options: { align: 'start' }) => void; getOffsetForIndex: (index: number, align: 'start') => readonly [number, unknown] | undefined; getVirtualItemForOffset: (offset: number) => { index: number; start: number } | undefined }

/**
 * Keeps which row is at the top of a long list that has a scroller of its own, and goes back to it once so many rows are there;
 * more is asked for until they are. The rows above are not measured yet, so it is the row that counts, not how far down it is.
 */
export function useRowPlace(scroller: HTMLElement | null, rows: Rows, loaded: number, more: (() => void) | null) {
  const { key, search } = useLocation()
  const how = useNavigationType()
  const [goal, setGoal] = useState<{ key: string; row: Row } | null>(() => (how === 'POP' ? goalOf(key) : null))
  const of = useRef({ key, search })
  useLayoutEffect(() => {
    if (of.current.key === key) return
    const other = of.current.search !== search
    of.current = { key, search }
    const back = how === 'POP' ? goalOf(key) : null
    setGoal(back)
    if (!back && other) scroller?.scrollTo(0, 0)
  }, [key, search, how, scroller])
  const waits = goal !== null && goal.key === key && loaded <= goal.row.index && more !== null
  useEffect(() => { if (waits) more() }, [waits, more, loaded])
  useLayoutEffect(() => {
    if (!goal || goal.key !== key || !scroller || loaded === 0 || waits) return undefined
    let tries = 0
    let frame = 0
    // A row is measured when it is drawn: what stands above moves the goal a few times.
    const go = () => {
      rows.scrollToIndex(Math.min(goal.row.index, loaded - 1), { align: 'start' })
      if (++tries < 4) frame = requestAnimationFrame(go)
      else { scroller.scrollTop += goal.row.offset; setGoal(null) }
    }
    go()
    return () => { cancelAnimationFrame(frame) }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the rows draw themselves: they are another object each time
  }, [goal, key, scroller, loaded, waits])
  useEffect(() => {
    if (!scroller || goal) return undefined
    const save = () => {
      const row = rows.getVirtualItemForOffset(scroller.scrollTop)
      if (row) keep(key, 'row', { index: row.index, offset: scroller.scrollTop - row.start })
    }
    scroller.addEventListener('scroll', save, { passive: true })
    return () => { scroller.removeEventListener('scroll', save) }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- as above
  }, [scroller, key, goal])
}

function goalOf(key: string): { key: string; row: Row } | null {
  const row = kept(key, 'row') as Row | undefined
  return row ? { key, row } : null
}
