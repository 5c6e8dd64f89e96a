import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'

/**
 * The frame of a table that may be wider than its screen. On a phone a table of few columns becomes cards: a card a row, a
 * line a column, each with the head of its column before it. One of many columns scrolls, its first column stays, and a
 * shadow at the edge tells that there is more.
 *
 * The heads are read from the table itself, so that no page says them twice.
 */
export function TableFrame({ cards = false, sticks = false, label, children }: { cards?: boolean; /** Whether its head stays in sight while the page scrolls. */ sticks?: boolean; label?: string; children: ReactNode }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [more, setMore] = useState({ left: false, right: false })
  useEffect(() => {
    const box = scroller.current
    if (!box) return undefined
    const look = () => {
      const left = box.scrollLeft > 1
      const right = box.scrollLeft + box.clientWidth < box.scrollWidth - 1
      setMore((was) => (was.left === left && was.right === right ? was : { left, right }))
    }
    const sizes = new ResizeObserver(look)
    sizes.observe(box)
    for (const child of box.children) sizes.observe(child)
    box.addEventListener('scroll', look, { passive: true })
    return () => { sizes.disconnect(); box.removeEventListener('scroll', look) }
  }, [])
  useLayoutEffect(() => {
    const box = scroller.current
    if (!cards || !box) return undefined
    const narrow = matchMedia(cardsBelow)
    const known: Heads = new WeakMap()
    const name = () => { if (narrow.matches) nameCells(box, known) }
    name()
    const rows = new MutationObserver(name)
    rows.observe(box, { childList: true, subtree: true, characterData: true })
    narrow.addEventListener('change', name)
    return () => { rows.disconnect(); narrow.removeEventListener('change', name) }
  }, [cards])
  const wide = more.left || more.right
  return (
    <div className={`frame${cards ? ' as-cards' : ''}${sticks ? ' sticks' : ''}${more.left ? ' more-left' : ''}${more.right ? ' more-right' : ''}`}>
      <div className="scroll-x" ref={scroller} {...(wide ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}>{children}</div>
    </div>
  )
}

/** Where tables are shown as cards: as app.css has it. */
const cardsBelow = 'screen and (max-width: 760px)'

/** The heads of tables, each with the text that they were read from. */
type Heads = WeakMap<HTMLTableElement, { text: string; heads: string[] }>

/** The heads of a table, one for each column. Their text as it is shown costs a layout, so that it is read again only if it has changed. */
function headsOf(table: HTMLTableElement, known: Heads): string[] {
  const text = table.tHead?.textContent ?? ''
  const before = known.get(table)
  if (before?.text === text) return before.heads
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].flatMap((h) => Array.from({ length: h.colSpan }, () => h.dataset.short ?? h.innerText.replace(/\s*[▲▼]$/, '').trim()))
  known.set(table, { text, heads })
  return heads
}

/** Gives each cell the head of its column, which its card shows before it. */
function nameCells(box: HTMLElement, known: Heads) {
  for (const table of box.querySelectorAll('table')) {
    const heads = headsOf(table, known)
    for (const body of table.tBodies) {
      for (const row of body.rows) {
        let column = 0
        for (const cell of row.cells) {
          const head = column === 0 || cell.colSpan > 1 ? '' : (heads[column] ?? '')
          if (cell.dataset.head !== head) cell.dataset.head = head
          column += cell.colSpan
        }
      }
    }
  }
}
