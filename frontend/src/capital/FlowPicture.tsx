import { useRef, useState, type KeyboardEvent } from 'react'
import { useTexts } from '../i18n/i18n'
import { widthOf } from '../map/text'
import { chosen, type Drawing, type Drawn } from './flow'
import { measure, partOf, type Scene } from './layout'

/** How wide a text of a label is. */
const wide = (s: string) => widthOf(s, 13, 'text')
/** A label that does not run into what lies beside it. */
export function fitting(label: string, room: number, width: (s: string) => number = wide): string {
  if (width(label) <= room) return label
  let cut = [...label]
  while (cut.length > 1 && width(`${cut.join('')}…`) > room) cut = cut.slice(0, -1)
  return `${cut.join('').trimEnd()}…`
}

/** The room of labels: left of the investors, between groups and rounds, right of the rounds. */
export const roomOf = (column: 0 | 1 | 2, scene: Scene) => (column === 0 ? measure.left - 16 : column === 1 ? scene.columns[2] - scene.columns[1] - measure.bar - 28 : scene.width - scene.columns[2] - measure.bar - 14)

/** What of a name is written beside a bar. */
const labelOf = (n: Drawn, scene: Scene) => fitting(n.code ? `${n.code} ${n.label}` : n.label, roomOf(n.column, scene) - wide(n.figure) - 6)

interface Props { drawing: Drawing; scene: Scene; selected: string; parts: ReadonlyMap<string, number>; select: (id: string) => void }

/**
 * The flow as bands between bars. Each is a button: arrows go up and down a column, right and left along the bands to what
 * they lead to; Enter chooses, Escape lets go. What is chosen is lit as far as it goes: of an investor its own shares,
 * through the groups to the rounds.
 */
export function FlowPicture({ drawing, scene, selected, parts, select }: Props) {
  const t = useTexts()
  const svg = useRef<SVGSVGElement>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const [hover, setHover] = useState<string>('')
  const { nodes, links } = drawing
  const ids = new Set([...nodes, ...links].map((x) => x.id))
  const roving = focused && ids.has(focused) ? focused : ids.has(selected) ? selected : (nodes[0]?.id ?? null)
  const bars = scene.bars
  const yOf = (node: number) => bars.find((b) => b.node === node)?.y ?? 0

  const to = (id: string | undefined) => {
    if (id === undefined) return
    setFocused(id)
    // IDs have characters that a selector would have to escape; there are few elements.
    svg.current?.querySelectorAll<SVGElement>('[data-id]').forEach((e) => { if (e.dataset.id === id) e.focus() })
  }
  const linksOf = (end: 'from' | 'to', node: number) => links.filter((l) => l[end] === node).sort((a, b) => yOf(a[end === 'from' ? 'to' : 'from']) - yOf(b[end === 'from' ? 'to' : 'from']))
  const step = (list: readonly { id: string }[], id: string, by: number) => list[Math.max(0, Math.min(list.length - 1, list.findIndex((x) => x.id === id) + by))]?.id
  const key = (e: KeyboardEvent, id: string) => {
    const node = nodes.findIndex((n) => n.id === id)
    const link = links.find((l) => l.id === id)
    const column: readonly { id: string }[] = node >= 0 ? nodes.filter((n) => n.column === nodes[node]?.column) : link ? linksOf('from', link.from) : []
    const moves: Record<string, () => string | undefined> = {
      ArrowDown: () => step(column, id, 1), ArrowUp: () => step(column, id, -1), Home: () => column[0]?.id, End: () => column.at(-1)?.id,
      ArrowRight: () => (link ? nodes[link.to]?.id : linksOf('from', node)[0]?.id), ArrowLeft: () => (link ? nodes[link.from]?.id : linksOf('to', node)[0]?.id),
    }
    const move = moves[e.key]
    if (move) { e.preventDefault(); to(move()) }
    if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); select(id === selected ? '' : id) }
    if (e.key === 'Escape' && selected) { e.preventDefault(); e.stopPropagation(); select('') }
  }
  const button = (x: { id: string; spoken: string }) => ({
    'data-id': x.id, role: 'button', tabIndex: x.id === roving ? 0 : -1, 'aria-label': x.spoken, 'aria-pressed': x.id === selected,
    onClick: () => { setFocused(x.id); select(x.id === selected ? '' : x.id) }, onKeyDown: (e: KeyboardEvent) => { key(e, x.id) },
    onFocus: () => { setFocused(x.id); setHover(x.id) }, onBlur: () => { setHover('') }, onMouseEnter: () => { setHover(x.id) }, onMouseLeave: () => { setHover('') },
  })
  const on = (x: { id: string }, link: boolean) => chosen(selected, x, link) || chosen(hover, x, link)
  const heads = [t.capital.investor, t.capital.group, t.capital.round]
  return (
    <svg ref={svg} className={`flow${selected ? ' some' : ''}`} width={scene.width} height={scene.height} viewBox={`0 0 ${scene.width} ${scene.height}`} role="group" aria-label={t.capital.picture}>
      {heads.map((h, i) => <text key={h} className="head" x={(scene.columns[i as 0 | 1 | 2]) + (i === 0 ? measure.bar : 0)} y={16} textAnchor={i === 0 ? 'end' : 'start'}>{h}</text>)}
      {scene.bands.map((b) => {
        const l = links[b.link]
        if (!l) return null
        return (
          <g key={l.id} {...button(l)} className={`band${l.named ? '' : ' grey'}`}>
            <title>{l.spoken}</title>
            <path d={b.path} />
            {l.sure < l.size && <path className="sure" d={b.sure} />}
          </g>
        )
      })}
      {/* What is chosen is drawn again over the rest: a focused element that moves in the document would lose the focus. */}
      <g className="over" aria-hidden>
        {scene.bands.map((b) => {
          const l = links[b.link]
          if (!l) return null
          if (on(l, true)) return <g key={l.id} className="band on"><path d={b.path} />{l.sure < l.size && <path className="sure" d={b.sure} />}</g>
          const part = parts.get(l.id)
          return part === undefined ? null : <g key={l.id} className="band on"><path d={partOf(b, part)} /></g>
        })}
      </g>
      {bars.map((b) => {
        const n = nodes[b.node]
        if (!n) return null
        const [left, w] = [n.column === 0, wide(labelOf(n, scene)) + wide(n.figure)]
        return (
          <g key={n.id} {...button(n)} className={`bar${n.named ? '' : ' grey'}${on(n, false) ? ' on' : ''}`}>
            <title>{n.spoken}</title>
            <rect className="hit" x={left ? Math.max(1, b.x - w - 18) : b.x - 3} y={b.slot} width={measure.bar + w + 18} height={b.room} />
            <rect x={b.x} y={b.y} width={measure.bar} height={b.h} />
          </g>
        )
      })}
      {/* The labels are for the eye: cut where they are long, while each bar is read out whole. */}
      <g className="labels" aria-hidden>
        {bars.map((b) => {
          const n = nodes[b.node]
          if (!n) return null
          const left = n.column === 0
          return <text key={n.id} className={n.id === selected ? 'on' : ''} x={left ? b.x - 8 : b.x + measure.bar + 8} y={b.slot + b.room / 2 + 4.5} textAnchor={left ? 'end' : 'start'}>{labelOf(n, scene)} <tspan className="n">{n.figure}</tspan></text>
        })}
      </g>
    </svg>
  )
}
