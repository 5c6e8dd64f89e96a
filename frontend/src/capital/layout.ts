/** What a layout needs to know of a node: its column, what it is wide by, and how much of that is sure. */
export interface FlowNode { id: string; column: 0 | 1 | 2; size: number; sure: number }

/** A link between two nodes, by their indexes. */
export interface FlowLink { from: number; to: number; size: number; sure: number }

/** A bar, with the room that its label has to itself. */
export interface Bar { node: number; x: number; y: number; h: number; slot: number; room: number }

/** A band from one bar to another: the whole of it, and the part that is sure, as paths. */
export interface Band { link: number; path: string; sure: string; from: { x: number; y: number; h: number }; to: { x: number; y: number; h: number } }

export interface Scene { width: number; height: number; bars: Bar[]; bands: Band[]; columns: [number, number, number] }

/** Lengths in pixels: the bars' width, the least room of a label, the least and the greatest gap between two nodes, the margins for labels, and what figures of money need more. */
export const measure = { bar: 10, slot: 17, gap: 3, most: 26, left: 196, right: 132, figures: 52, top: 30, bottom: 8 }

const ribbon = (x0: number, y0: number, x1: number, y1: number, h: number) => {
  const m = (x0 + x1) / 2
  const n = (v: number) => Number(v.toFixed(2))
  return `M${n(x0)} ${n(y0)}C${n(m)} ${n(y0)} ${n(m)} ${n(y1)} ${n(x1)} ${n(y1)}V${n(y1 + h)}C${n(m)} ${n(y1 + h)} ${n(m)} ${n(y0 + h)} ${n(x0)} ${n(y0 + h)}Z`
}

/**
 * Places the nodes of a flow in three columns and draws the bands between them, all by one scale. Each node has a slot no
 * lower than its label, so labels never overlap; where they do not fit, the picture grows. At a bar the bands lie in the
 * order of their other ends, so that two bands of one bar never cross. Nodes keep the order that they come in.
 */
export function layout(nodes: readonly FlowNode[], links: readonly FlowLink[], width: number, height: number, money = false): Scene {
  const last = width - measure.right - (money ? measure.figures : 0) - measure.bar
  const columns: [number, number, number] = [measure.left, Math.round((measure.left + last) / 2), last]
  const of = [0, 1, 2].map((c) => nodes.flatMap((n, i) => (n.column === c ? [i] : [])))
  const size = (i: number) => nodes[i]?.size ?? 0
  const crowd = Math.max(0, ...of.map((c) => c.length * (measure.slot + measure.gap)))
  const room = Math.max(height - measure.top - measure.bottom, crowd + 160)
  const takes = (c: readonly number[], k: number) => c.reduce((n, i) => n + Math.max(measure.slot, k * size(i)), 0) + measure.gap * Math.max(0, c.length - 1)
  // The greatest scale by which every column fits.
  let [k, most] = [0, room / Math.max(1e-9, ...of.map((c) => c.reduce((n, i) => n + size(i), 0)))]
  for (let i = 0; i < 40; i++) {
    const mid = (k + most) / 2
    if (of.every((c) => takes(c, mid) <= room)) k = mid
    else most = mid
  }

  const bars: Bar[] = []
  const at: (Bar | undefined)[] = []
  of.forEach((c, column) => {
    const spare = room - takes(c, k)
    const gap = measure.gap + Math.min(measure.most - measure.gap, c.length > 1 ? spare / (c.length - 1) : 0)
    let y = measure.top + Math.max(0, (room - takes(c, k) - (gap - measure.gap) * Math.max(0, c.length - 1)) / 2)
    for (const i of c) {
      const h = Math.max(1, k * size(i))
      const slot = Math.max(measure.slot, h)
      const bar: Bar = { node: i, x: columns[column as 0 | 1 | 2], y: y + (slot - h) / 2, h, slot: y, room: slot }
      bars.push(bar)
      at[i] = bar
      y += slot + gap
    }
  })

  const starts = links.map(() => 0)
  const ends = links.map(() => 0)
  const stack = (end: 'from' | 'to', other: 'from' | 'to', into: number[]) => {
    const by = new Map<number, number[]>()
    links.forEach((l, i) => { by.set(l[end], [...(by.get(l[end]) ?? []), i]) })
    for (const [node, list] of by) {
      list.sort((a, b) => (at[links[a]?.[other] ?? -1]?.y ?? 0) - (at[links[b]?.[other] ?? -1]?.y ?? 0) || a - b)
      let y = at[node]?.y ?? 0
      for (const i of list) { into[i] = y; y += k * (links[i]?.size ?? 0) }
    }
  }
  stack('from', 'to', starts)
  stack('to', 'from', ends)
  const bands = links.flatMap((l, link): Band[] => {
    const [a, b] = [at[l.from], at[l.to]]
    if (!a || !b) return []
    const [x0, x1, y0, y1, h] = [a.x + measure.bar, b.x, starts[link] ?? 0, ends[link] ?? 0, Math.max(0.75, k * l.size)]
    return [{ link, path: ribbon(x0, y0, x1, y1, h), sure: ribbon(x0, y0, x1, y1, Math.max(l.sure > 0 ? 0.5 : 0, k * l.sure)), from: { x: x0, y: y0, h }, to: { x: x1, y: y1, h } }]
  })
  return { width, height: room + measure.top + measure.bottom, bars, bands, columns }
}

/** The part of a band that something takes of it, as a path along its upper edge. */
export function partOf(b: Band, share: number): string {
  const h = Math.max(0.75, b.from.h * Math.min(1, share))
  return ribbon(b.from.x, b.from.y, b.to.x, b.to.y, h)
}
