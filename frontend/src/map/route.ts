import { measure, type Box, type CardBox, type Scene } from './layout'
import type { Link, Model } from './model'

export interface Point { x: number; y: number }

/** Spreads lines that share a way, so that they can be told apart. */
export const offset = (k: number) => (((k * 5) % 7) - 3) * 1.6

/**
 * The way of an arrow between two cards of the overview: right angles only, in gutters and in the lanes between rows, never
 * over a card. It leaves a card of the last column at its right edge, or drops into the lane below it; it enters one of
 * the first column at its left edge, or from the lane above.
 */
export function route(scene: Scene, from: CardBox, to: CardBox, k: number): Point[] {
  const o = offset(k)
  const half = measure.lane / 2
  const gutterBefore = (block: number) => (scene.blocks[block]?.x ?? 0) - (block === 0 ? measure.margin : measure.gutter) / 2 + (block === 0 ? o / 2 : o)
  const below = from.y + from.h + half
  const above = to.y - half
  const out: Point[] = []
  const enter = (gutter: number, fromRight: boolean) => {
    if (!fromRight && to.column === 0) out.push({ x: gutter, y: to.y + to.h / 2 + o }, { x: to.x, y: to.y + to.h / 2 + o })
    else if (fromRight && to.column === to.columns - 1) out.push({ x: gutter, y: to.y + to.h / 2 + o }, { x: to.x + to.w, y: to.y + to.h / 2 + o })
    else out.push({ x: gutter, y: above }, { x: to.x + to.w / 2 + o, y: above }, { x: to.x + to.w / 2 + o, y: to.y })
  }
  if (from.block === to.block) {
    if (from.y === to.y && to.column === from.column + 1) return [{ x: from.x + from.w, y: from.y + from.h / 2 + o }, { x: to.x, y: to.y + to.h / 2 + o }]
    if (to.column === from.column && to.y > from.y && to.y - from.y - from.h <= measure.between + 2 * measure.pad) return [{ x: from.x + from.w / 2 + o, y: from.y + from.h }, { x: to.x + to.w / 2 + o, y: to.y }]
    const gutter = gutterBefore(from.block)
    if (from.column === 0) out.push({ x: from.x, y: from.y + from.h / 2 - o }, { x: gutter, y: from.y + from.h / 2 - o })
    else out.push({ x: from.x + from.w / 2 + o, y: from.y + from.h }, { x: from.x + from.w / 2 + o, y: below }, { x: gutter, y: below })
    enter(gutter, false)
    return out
  }
  const forward = from.block < to.block
  const leaving = forward ? gutterBefore(from.block + 1) : gutterBefore(from.block)
  const edgeColumn = forward ? from.columns - 1 : 0
  if (from.column === edgeColumn) out.push({ x: forward ? from.x + from.w : from.x, y: from.y + from.h / 2 + o }, { x: leaving, y: from.y + from.h / 2 + o })
  else out.push({ x: from.x + from.w / 2 + o, y: from.y + from.h }, { x: from.x + from.w / 2 + o, y: below }, { x: leaving, y: below })
  const arriving = forward ? gutterBefore(to.block) : gutterBefore(to.block + 1)
  if (Math.abs(arriving - leaving) > measure.gutter / 2) {
    const top = measure.header - 4 + o / 2
    out.push({ x: leaving, y: top }, { x: arriving, y: top })
  }
  enter(arriving, !forward)
  return out
}

/** The way from a list at the left into a card with names: across the gutter, and above the cards before it. */
export function wayIn(from: Box, to: CardBox, k: number): Point[] {
  const o = offset(k)
  const start = { x: from.x + from.w, y: from.y + from.h / 2 }
  const gutter = start.x + measure.listGutter / 2 + o * 3
  if (to.column === 0) {
    const y = to.y + Math.min(to.h / 2, 26) + o
    return [start, { x: gutter, y: start.y }, { x: gutter, y }, { x: to.x, y }]
  }
  const x = to.x + to.w / 2 + o * 3
  return [start, { x: gutter, y: start.y }, { x: gutter, y: to.y - 6 + o / 2 }, { x, y: to.y - 6 + o / 2 }, { x, y: to.y }]
}

/** The way from a card with names to a list at the right. */
export function wayOut(from: CardBox, to: Box, k: number): Point[] {
  const o = offset(k)
  const end = { x: to.x, y: to.y + to.h / 2 }
  const gutter = end.x - measure.listGutter / 2 + o * 3
  if (from.column === from.columns - 1) {
    const y = from.y + Math.min(from.h / 2, 26) + o
    return [{ x: from.x + from.w, y }, { x: gutter, y }, { x: gutter, y: end.y }, end]
  }
  const x = from.x + from.w / 2 + o * 3
  const lane = from.y + from.h + 6 + o / 2
  return [{ x, y: from.y + from.h }, { x, y: lane }, { x: gutter, y: lane }, { x: gutter, y: end.y }, end]
}

/** The path of a way, with corners of a radius. */
export function pathOf(points: Point[], radius = 5): string {
  const way = points.filter((p, i) => i === 0 || Math.abs(p.x - (points[i - 1]?.x ?? 0)) + Math.abs(p.y - (points[i - 1]?.y ?? 0)) > 0.01)
  const f = (n: number) => String(Math.round(n * 10) / 10)
  let d = ''
  way.forEach((p, i) => {
    const before = way[i - 1]
    const after = way[i + 1]
    if (!before) { d += `M${f(p.x)} ${f(p.y)}`; return }
    if (!after) { d += `L${f(p.x)} ${f(p.y)}`; return }
    const cut = (q: Point) => {
      const length = Math.hypot(q.x - p.x, q.y - p.y)
      const r = Math.min(radius, length / 2)
      return { x: p.x + ((q.x - p.x) / length) * r, y: p.y + ((q.y - p.y) / length) * r }
    }
    const [a, b] = [cut(before), cut(after)]
    d += `L${f(a.x)} ${f(a.y)}Q${f(p.x)} ${f(p.y)} ${f(b.x)} ${f(b.y)}`
  })
  return d
}

/** The head of an arrow, a triangle at the end of its way. */
export function headOf(points: Point[], size = 7): string {
  const end = points.at(-1)
  const before = points.at(-2)
  if (!end || !before) return ''
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1
  const [ux, uy] = [(end.x - before.x) / length, (end.y - before.y) / length]
  const f = (n: number) => String(Math.round(n * 10) / 10)
  const [bx, by] = [end.x - ux * size, end.y - uy * size]
  return `M${f(end.x)} ${f(end.y)}L${f(bx - uy * size * 0.45)} ${f(by + ux * size * 0.45)}L${f(bx + uy * size * 0.45)} ${f(by - ux * size * 0.45)}Z`
}

export interface Edge { link: Link; kind: 'rest' | 'key' | 'into' | 'out'; path: string; head: string }

/** The arrows of a scene: between key links at rest, all on request, and those of what is selected. */
export function edges(model: Model, scene: Scene, selected: number | null, all: boolean): Edge[] {
  const box = new Map(scene.cards.map((b) => [b.card, b]))
  const row = new Map(scene.rows.map((r) => [r.card, r]))
  const out: Edge[] = []
  model.links.forEach((link, k) => {
    const kind: Edge['kind'] | null = link.to === selected ? 'into' : link.from === selected ? 'out'
      : selected === null && scene.level === 'overview' && model.cards[link.from]?.key && model.cards[link.to]?.key ? 'key'
        : all ? 'rest' : null
    if (!kind) return
    let points: Point[] | null = null
    if (scene.level === 'overview') {
      const [from, to] = [box.get(link.from), box.get(link.to)]
      if (from && to) points = route(scene, from, to, k)
    } else {
      const from = box.get(link.from) ?? row.get(link.from)
      const to = box.get(link.to) ?? row.get(link.to)
      const inside = box.has(link.from) && box.has(link.to)
      if (from && to && !(row.has(link.from) && row.has(link.to))) {
        const [fromCard, toCard] = [box.get(link.from), box.get(link.to)]
        if (!inside) points = from.x >= to.x ? backRoute(from, to, k) : toCard ? wayIn(from, toCard, k) : fromCard ? wayOut(fromCard, to, k) : null
        else points = route({ ...scene, blocks: [] }, { ...(from as CardBox), block: 1 }, { ...(to as CardBox), block: 1 }, k).map((p) => (p.x < 40 ? { ...p, x: (scene.groups[0]?.x ?? 0) - 10 + offset(k) } : p))
      }
    }
    if (points && points.length > 1) out.push({ link, kind, path: pathOf(points), head: headOf(points, kind === 'rest' ? 0 : 7) })
  })
  const order = { rest: 0, key: 1, out: 2, into: 3 }
  return out.sort((a, b) => order[a.kind] - order[b.kind])
}

/** A way against the reading direction: from a card to a list on its left that also feeds it. */
function backRoute(from: Box, to: Box, k: number): Point[] {
  const middle = (from.x + to.x + to.w) / 2 + offset(k) * 3
  const y = from.y + from.h - 14
  return [{ x: from.x, y }, { x: middle, y }, { x: middle, y: to.y + to.h / 2 }, { x: to.x + to.w, y: to.y + to.h / 2 }]
}

/** How many links run between two columns of the overview. */
export function trunks(model: Model, scene: Scene): { from: number; to: number; n: number }[] {
  const block = new Map(scene.cards.map((b) => [b.card, b.block]))
  const n = new Map<number, number>()
  for (const l of model.links) {
    const [a, b] = [block.get(l.from), block.get(l.to)]
    if (a === undefined || b === undefined || b <= a) continue
    n.set(b, (n.get(b) ?? 0) + (b === a + 1 ? 1 : 0))
  }
  return scene.blocks.slice(1).map((_, i) => ({ from: i, to: i + 1, n: n.get(i + 1) ?? 0 }))
}
