import { measure, type Box, type CardBox, type Scene } from './layout'
import type { Link, Model } from './model'

export interface Point { x: number; y: number }

/** Spreads lines that share a way, so that they can be told apart. */
export const offset = (k: number) => (((k * 5) % 7) - 3) * 1.6

/**
 * The way of an arrow between two cards of the overview: right angles only, in gutters, in the lanes between rows and the gaps
 * between columns, never over a card or over the name of a tier. It leaves a card of the last column at its right edge, or
 * drops into the lane below it; it enters one of the first column at its left edge, or from the lane above. Where the name of
 * a tier stands in the way, it goes around by the gap between two tiers.
 */
export function route(scene: Scene, from: CardBox, to: CardBox, k: number): Point[] {
  const o = offset(k)
  const half = measure.lane / 2
  const gutterBefore = (block: number) => (scene.blocks[block]?.x ?? 0) - (block === 0 ? measure.margin : measure.gutter) / 2 + (block === 0 ? o / 2 : o * 2.4)
  const groupOf = (box: CardBox) => scene.groups.find((g) => g.group === box.group)
  /** Whether a line at this height would cross the name in the strip at the left of a tier. */
  const named = (box: CardBox, y: number) => { const g = groupOf(box); return g !== undefined && g.labelEnd > g.y + measure.strip && y > g.y + 4 && y < g.labelEnd + 2 }
  const gap = (measure.between + measure.pad * 2) / 2
  /** Above and below a card lies a lane of its tier, or the gap to the tier before or after it. */
  const first = (box: CardBox) => { const g = groupOf(box); return !g || box.y - g.y <= measure.pad }
  const last = (box: CardBox) => { const g = groupOf(box); return !g || g.y + g.h - box.y - box.h <= measure.pad }
  const above = (box: CardBox) => box.y - (first(box) ? Math.min(gap, box.y - measure.header - 1) : half)
  const below = (box: CardBox) => box.y + box.h + (last(box) ? gap : half)
  /** Where one may go up and down beside a card, inside its tier. */
  const aside = (box: CardBox) => box.x - (box.column === 0 ? measure.pad : measure.gap) / 2 + o / 4
  const top = (box: CardBox) => { const y = groupOf(box)?.y ?? box.y; return y - Math.min(measure.between / 2, y - measure.header - 1) }
  const bottom = (box: CardBox) => { const g = groupOf(box); return g ? g.y + g.h + measure.between / 2 : box.y + box.h + half }
  const out: Point[] = []

  /** From a gutter into the card. */
  const enter = (gutter: number, fromRight: boolean) => {
    const edge = fromRight ? to.column === to.columns - 1 : to.column === 0
    let y = to.y + to.h / 2 + o
    if (edge && !fromRight && named(to, y)) y = (groupOf(to)?.labelEnd ?? 0) + 4
    if (edge && y < to.y + to.h - 4) { out.push({ x: gutter, y }, { x: fromRight ? to.x + to.w : to.x, y }); return }
    const x = to.x + to.w / 2 + o
    if (!fromRight && !first(to) && named(to, above(to))) out.push({ x: gutter, y: top(to) }, { x: aside(to), y: top(to) }, { x: aside(to), y: above(to) })
    else out.push({ x: gutter, y: above(to) })
    out.push({ x, y: above(to) }, { x, y: to.y })
  }
  /** From the card to a gutter. */
  const leave = (gutter: number, toLeft: boolean) => {
    const edge = toLeft ? from.column === 0 : from.column === from.columns - 1
    let y = from.y + from.h / 2 + (toLeft ? -o : o)
    if (edge && toLeft && named(from, y)) y = (groupOf(from)?.labelEnd ?? 0) + 4
    if (edge && y < from.y + from.h - 4) { out.push({ x: toLeft ? from.x : from.x + from.w, y }, { x: gutter, y }); return }
    const x = from.x + from.w / 2 + o
    out.push({ x, y: from.y + from.h }, { x, y: below(from) })
    if (toLeft && !last(from) && named(from, below(from))) out.push({ x: aside(from), y: below(from) }, { x: aside(from), y: bottom(from) }, { x: gutter, y: bottom(from) })
    else out.push({ x: gutter, y: below(from) })
  }

  if (from.block === to.block) {
    if (from.y === to.y && to.column === from.column + 1) return [{ x: from.x + from.w, y: from.y + from.h / 2 + o }, { x: to.x, y: to.y + to.h / 2 + o }]
    if (to.column === from.column && to.y > from.y && to.y - from.y - from.h <= measure.between + 2 * measure.pad) return [{ x: from.x + from.w / 2 + o, y: from.y + from.h }, { x: to.x + to.w / 2 + o, y: to.y }]
    const gutter = gutterBefore(from.block)
    leave(gutter, true)
    enter(gutter, false)
    return out
  }
  const forward = from.block < to.block
  const leaving = forward ? gutterBefore(from.block + 1) : gutterBefore(from.block)
  const arriving = forward ? gutterBefore(to.block) : gutterBefore(to.block + 1)
  leave(leaving, !forward)
  if (Math.abs(arriving - leaving) > measure.gutter / 2) {
    const y = measure.header - 4 + o / 2
    out.push({ x: leaving, y }, { x: arriving, y })
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

/** The arrows of a scene: between key links at rest, all on request and where a level shows a part, and those of what is selected. */
export function edges(model: Model, scene: Scene, selected: number | null, all: boolean): Edge[] {
  const box = new Map(scene.cards.map((b) => [b.card, b]))
  const row = new Map(scene.rows.map((r) => [r.card, r]))
  const out: Edge[] = []
  model.links.forEach((link, k) => {
    const kind: Edge['kind'] | null = link.to === selected ? 'into' : link.from === selected ? 'out'
      : selected === null && scene.level === 'overview' && model.cards[link.from]?.key && model.cards[link.to]?.key ? 'key'
        : all || scene.level !== 'overview' ? 'rest' : null
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
