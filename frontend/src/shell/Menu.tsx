import { useState } from 'react'
import { Link } from 'react-router'
import { usePopover } from './usePopover'

/** A menu of links behind one word; from the bar of a phone it opens upwards. */
export function Menu({ label, items, current, up = false }: { up?: boolean; label: string; items: { key: string; label: string; to: string; current: boolean }[]; current: boolean }) {
  const { open, setOpen, box } = usePopover()
  const [left, setLeft] = useState(0)
  if (items.length === 0) return null
  return (
    <div className={`menu${up ? ' up' : ''}`} ref={box}>
      <button type="button" className={current ? 'current' : ''} aria-expanded={open} onClick={(e) => { setLeft(e.currentTarget.getBoundingClientRect().left); setOpen(!open) }}>{label} <span aria-hidden>▾</span></button>
      {open && (
        <ul style={up ? undefined : { left }}>
          {items.map((i) => <li key={i.key}><Link to={i.to} aria-current={i.current ? 'page' : undefined} onClick={() => { setOpen(false) }}>{i.label}</Link></li>)}
        </ul>
      )}
    </div>
  )
}
