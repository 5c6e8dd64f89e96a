import { useLayoutEffect, useRef, useState } from 'react'
import type { EdgeType, Kind } from '../api/generated'
import { count } from '../format'
import { say, useLang, useTexts, writtenIn, type Label } from '../i18n/i18n'
import { inOrder } from './inOrder'
import { NeighbourName } from './NeighbourName'

interface Node { id: string; label: string; nodeKind: Kind }

/** Nodes at the other ends of edges of one type and direction. */
export interface Beside { type: EdgeType; label: Label; out: boolean; nodes: Node[] }

/** How many of a group, and in all, are drawn. */
const [mostOfGroup, mostOfSide] = [6, 24]

/**
 * What stands one edge away, in order: what leads here at the left, what it leads to at the right, each group by its type of
 * edge. Nothing is laid out by force, so that the same data give the same picture.
 */
export function Neighbours({ id, name, groups }: { id: string; name: string; groups: Beside[] }) {
  const t = useTexts()
  const lang = useLang()
  const box = useRef<HTMLDivElement>(null)
  const [lines, setLines] = useState<{ key: string; d: string; out: boolean }[]>([])
  const side = (out: boolean) => {
    let left = mostOfSide
    return groups.filter((g) => g.out === out).flatMap((g) => {
      const shown = inOrder(g.nodes).slice(0, Math.max(0, Math.min(mostOfGroup, left)))
      left -= shown.length
      return shown.length > 0 ? [{ ...g, shown }] : []
    })
  }
  const [into, outOf] = [side(false), side(true)]
  const all = groups.reduce((n, g) => n + g.nodes.length, 0)
  const drawn = [...into, ...outOf].reduce((n, g) => n + g.shown.length, 0)
  useLayoutEffect(() => {
    const draw = () => {
      const frame = box.current?.getBoundingClientRect()
      const centre = box.current?.querySelector('.hood-centre')?.getBoundingClientRect()
      if (!frame || !centre || frame.width < 620) { setLines([]); return }
      const y0 = centre.top + centre.height / 2 - frame.top
      setLines([...(box.current?.querySelectorAll<HTMLElement>('.hood-group') ?? [])].map((e) => {
        const r = e.getBoundingClientRect()
        const out = e.dataset.out === 'true'
        const y = r.top + 12 - frame.top
        const [a, b] = out ? [centre.right - frame.left, r.left - frame.left] : [r.right - frame.left + 5, centre.left - frame.left]
        const mid = (a + b) / 2
        return { key: e.dataset.key ?? '', out, d: out ? `M${a} ${y0}H${mid}V${y}H${b - 10}` : `M${a} ${y}H${mid}V${y0}H${b - 10}` }
      }))
    }
    draw()
    const observer = new ResizeObserver(draw)
    if (box.current) observer.observe(box.current)
    return () => { observer.disconnect() }
  }, [groups])
  if (drawn === 0) return null
  const column = (of: typeof into) => (
    <div className="hood-side">
      {of.map((g) => (
        <div key={`${g.type} ${g.out}`} className="hood-group" data-key={`${g.type} ${g.out}`} data-out={g.out}>
          <p className="meta">{g.out ? `${say(g.label, lang)} \u2192` : `\u2192 ${say(g.label, lang)}`} {count(g.nodes.length)}</p>
          <ul>{g.shown.map((n) => <li key={n.id}><NeighbourName of={id} node={n} type={g.type} label={g.label} out={g.out} className="chip" /></li>)}{g.nodes.length > g.shown.length && <li className="meta">{t.hood.more(g.nodes.length - g.shown.length)}</li>}</ul>
        </div>
      ))}
    </div>
  )
  return (
    <div className="hood" ref={box} role="group" aria-label={t.hood.title}>
      <svg aria-hidden>
        <defs><marker id="hood-head" viewBox="0 0 7 7" refX="1" refY="3.5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0l7 3.5l-7 3.5z" fill="var(--ink2)" /></marker></defs>
        {lines.map((l) => <path key={l.key} d={l.d} fill="none" stroke={l.out ? 'var(--k2)' : 'var(--acc)'} markerEnd="url(#hood-head)" />)}
      </svg>
      {column(into)}
      <div className="hood-middle"><b className="hood-centre" lang={writtenIn(name)}>{name}</b>{drawn < all && <span className="meta">{t.hood.bound(drawn, all)}</span>}</div>
      {column(outOf)}
    </div>
  )
}
