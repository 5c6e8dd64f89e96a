import { expect, test } from 'vitest'
import { layout, measure, partOf, type FlowLink, type FlowNode } from './layout'

/** A flow by chance, whose links add up to its nodes: the same for one seed. */
function random(seed: number, investors: number, groups: number, rounds: number): [FlowNode[], FlowLink[]] {
  let state = seed
  const next = () => { state = (state * 1103515245 + 12345) % 2147483648; return state / 2147483648 }
  const nodes: FlowNode[] = []
  const add = (column: 0 | 1 | 2, n: number) => Array.from({ length: n }, () => nodes.push({ id: String(nodes.length), column, size: 0, sure: 0 }) - 1)
  const [a, b, c] = [add(0, investors), add(1, groups), add(2, rounds)]
  const links: FlowLink[] = []
  const link = (from: number, to: number, size: number, sure: number) => {
    const known = links.find((l) => l.from === from && l.to === to)
    if (known) { known.size += size; known.sure += sure } else links.push({ from, to, size, sure })
  }
  for (let i = 0; i < 4 * (investors + groups + rounds); i++) {
    const pick = (of: number[], skew: number) => of[Math.floor(next() ** skew * of.length)] ?? 0
    const [x, y, z, size] = [pick(a, 3), pick(b, 1), pick(c, 1), next() * 3]
    const sure = size * next()
    link(x, y, size, sure)
    link(y, z, size, sure)
    for (const n of [x, y, z]) { const node = nodes[n]; if (node) { node.size += size; node.sure += sure } }
  }
  const used = nodes.map((n) => n.size > 0)
  const index = new Map(nodes.flatMap((_, i) => (used[i] ? [i] : [])).map((i, j) => [i, j]))
  return [nodes.filter((_, i) => used[i]), links.map((l) => ({ ...l, from: index.get(l.from) ?? 0, to: index.get(l.to) ?? 0 }))]
}

const cases = Array.from({ length: 60 }, (_, i) => [i + 1, 1 + (i * 7) % 42, 1 + (i * 3) % 14, 1 + (i * 5) % 22] as const)

test.each(cases)('labels have room to themselves, bars and bands stay inside and keep to one scale (%i: %i investors, %i groups, %i rounds)', (seed, investors, groups, rounds) => {
  const [nodes, links] = random(seed, investors, groups, rounds)
  const scene = layout(nodes, links, 900, 560)
  expect(scene.bars).toHaveLength(nodes.length)
  expect(scene.bands).toHaveLength(links.length)
  for (const x of scene.columns) {
    const column = scene.bars.filter((b) => b.x === x)
    column.forEach((b, i) => {
      expect(b.room).toBeGreaterThanOrEqual(measure.slot)
      expect(b.y).toBeGreaterThanOrEqual(b.slot - 1e-6)
      expect(b.y + b.h).toBeLessThanOrEqual(b.slot + b.room + 1e-6)
      expect(b.slot).toBeGreaterThanOrEqual(measure.top - 1e-6)
      expect(b.slot + b.room).toBeLessThanOrEqual(scene.height + 1e-6)
      const before = column[i - 1]
      if (before) expect(b.slot).toBeGreaterThanOrEqual(before.slot + before.room + measure.gap - 1e-6)
    })
  }
  const scales = scene.bars.filter((b) => b.h > 1.5).map((b) => b.h / (nodes[b.node]?.size ?? 1))
  for (const k of scales) expect(k).toBeCloseTo(scales[0] ?? 0, 6)
})

test.each(cases)('bands of one bar do not cross, and fill it (%i)', (seed, investors, groups, rounds) => {
  const [nodes, links] = random(seed, investors, groups, rounds)
  const scene = layout(nodes, links, 900, 560)
  const at = new Map(scene.bars.map((b) => [b.node, b]))
  for (const [i] of nodes.entries()) for (const [end, other] of [['from', 'to'], ['to', 'from']] as const) {
    const bands = scene.bands.filter((b) => links[b.link]?.[end] === i).sort((a, b) => a[end].y - b[end].y)
    const far = bands.map((b) => at.get(links[b.link]?.[other] ?? -1)?.y ?? 0)
    expect(far).toEqual(far.toSorted((a, b) => a - b))
    const bar = at.get(i)
    const last = bands.at(-1)
    if (bar && last && bar.h > 2) {
      expect(bands[0]?.[end].y).toBeCloseTo(bar.y, 4)
      expect(last[end].y + last[end].h).toBeGreaterThan(bar.y + bar.h - 1)
      expect(last[end].y + last[end].h).toBeLessThan(bar.y + bar.h + 1)
    }
  }
})

test('one investor is one bar as high as the rest together, and nothing is a picture of nothing', () => {
  const scene = layout([{ id: 'i', column: 0, size: 5, sure: 5 }, { id: 'g', column: 1, size: 5, sure: 5 }, { id: 'r', column: 2, size: 5, sure: 5 }], [{ from: 0, to: 1, size: 5, sure: 5 }, { from: 1, to: 2, size: 5, sure: 5 }], 900, 560)
  expect(new Set(scene.bars.map((b) => b.h.toFixed(3))).size).toBe(1)
  expect(scene.height).toBe(560)
  expect(layout([], [], 900, 560)).toMatchObject({ bars: [], bands: [], height: 560 })
})

test('of a range the sure part is drawn within the whole, and where nothing is sure not at all', () => {
  const scene = layout([{ id: 'i', column: 0, size: 4, sure: 1 }, { id: 'g', column: 1, size: 4, sure: 0 }], [{ from: 0, to: 1, size: 4, sure: 0 }], 900, 560)
  const [x0, y0] = /^M(\S+) (\S+)C/.exec(scene.bands[0]?.sure ?? '')?.slice(1) ?? []
  expect(scene.bands[0]?.sure.endsWith(`${x0 ?? ''} ${y0 ?? ''}Z`)).toBe(true)
})

test('many nodes make the picture grow instead of shrinking labels', () => {
  const nodes = Array.from({ length: 42 }, (_, i): FlowNode => ({ id: String(i), column: 0, size: 1, sure: 1 }))
  expect(layout(nodes, [], 900, 300).height).toBeGreaterThan(42 * (measure.slot + measure.gap))
})

test('a part of a band lies along its upper edge, and is never thinner than can be seen', () => {
  const [band] = layout([{ id: 'i', column: 0, size: 4, sure: 4 }, { id: 'g', column: 1, size: 4, sure: 4 }], [{ from: 0, to: 1, size: 4, sure: 4 }], 900, 560).bands
  if (!band) throw new Error('there is no band')
  const low = (path: string) => Number(/ (\S+)Z$/.exec(path)?.[1])
  expect(partOf(band, 1)).toBe(band.path)
  expect(low(partOf(band, 0.5)) - band.from.y).toBeCloseTo(band.from.h / 2, 1)
  expect(low(partOf(band, 0)) - band.from.y).toBeCloseTo(0.75, 1)
})
