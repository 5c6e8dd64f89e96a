import { describe, expect, test } from 'vitest'
import { classLabels, countClass, figureOf, knownShares, look } from './colour'
import { wrap } from './export'
import { capacity, detail, measure, overview, type Box, type Scene } from './layout'
import type { Card, Model, Tile } from './model'
import { edges, route, trunks } from './route'
import { squares } from './squares'

const limits = { label: { zh: '', en: '' }, moderate: 1000, high: 1800, including: true }
const tile = (i: number): Tile => ({ enterprise: i, id: `e${i}`, name: `e${i}`, label: `e${i}`, evidence: i % 3 ? 'stated' : 'inferred', share: null, year: '', products: 0 })

/** A chain with groups of so many cards in tiers, and enterprises in each card. */
function chain(sizes: [tier: string, cards: number][], enterprises = 3): Model {
  const model: Model = { groups: [], cards: [], links: [], at: new Map() }
  sizes.forEach(([tier, n], g) => {
    const code = String.fromCharCode(65 + g)
    const cards = Array.from({ length: n }, (_, i) => {
      const card: Card = { id: `${code}${i + 1}`, code: `${code}${i + 1}`, name: 'name', other: '', group: g, key: i === 0, count: enterprises, matching: enterprises, products: 0, events: 0, evidence: { stated: 0, announced: 0, inferred: 0 }, came: 0, left: 0, gone: [], fresh: null, tiles: Array.from({ length: enterprises }, (_, k) => tile(k)), passing: null }
      return model.cards.push(card) - 1
    })
    model.groups.push({ id: code, code, name: `group ${code}`, tier, cards })
  })
  model.cards.forEach((c, i) => model.at.set(c.id, i))
  return model
}

const real: [string, number][] = [['upstream', 20], ['midstream', 5], ['midstream', 5], ['midstream', 8], ['midstream', 17], ['midstream', 12], ['midstream', 9], ['services', 10]]

function columns(scene: Scene): number[] {
  return scene.blocks.map((_, b) => Math.max(...scene.cards.filter((c) => c.block === b).map((c) => c.columns)))
}
const overlap = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

describe('overview', () => {
  test.each([[1440, 700], [1920, 900], [2560, 1200], [900, 500], [390, 600]])('at %i × %i no card overlaps another or leaves its group', (w, h) => {
    const scene = overview(chain(real), w, h)
    expect(scene.cards).toHaveLength(86)
    for (const [i, a] of scene.cards.entries()) {
      expect(a.w).toBeGreaterThanOrEqual(measure.narrowest)
      expect(a.h).toBeGreaterThanOrEqual(measure.lowest)
      expect(a.h).toBeLessThanOrEqual(a.w >= measure.widest ? measure.tallest : measure.highest)
      for (const b of scene.cards.slice(i + 1)) expect(overlap(a, b)).toBe(false)
      const group = scene.groups.find((g) => a.x >= g.x && a.x + a.w <= g.x + g.w && a.y >= g.y && a.y + a.h <= g.y + g.h)
      expect(group).toBeDefined()
    }
  })

  test('the tallest column grows first, and what is shown fits a screen', () => {
    const scene = overview(chain(real), 1440, 720)
    expect(columns(scene)).toEqual([2, 8, 1])
    expect(scene.height).toBeLessThanOrEqual(720)
    expect(scene.width).toBe(1440)
  })

  test('order in a tier is the stored one, whoever has most', () => {
    const model = chain([['upstream', 6]])
    const before = overview(model, 1440, 300).cards.map((c) => [c.card, c.x, c.y])
    const last = model.cards[5]
    if (last) last.count = 500
    expect(overview(model, 1440, 300).cards.map((c) => [c.card, c.x, c.y])).toEqual(before)
  })

  test('a small chain shows names at once, in cards that take the width', () => {
    const small = chain([['upstream', 4], ['midstream', 4], ['services', 4]])
    const scene = overview(small, 1440, 700)
    expect(scene.named).toBe(true)
    const right = Math.max(...scene.cards.map((c) => c.x + c.w))
    expect(right).toBeGreaterThan(1300)
    expect(right).toBeLessThanOrEqual(1440)
    expect(Math.max(...overview(small, 2560, 1200).cards.map((c) => c.w))).toBe(measure.roomiest)
  })

  test('an empty chain is no error', () => {
    expect(overview(chain([]), 1440, 700).cards).toEqual([])
  })

  test('ten thousand enterprises take one scale for the whole map', () => {
    const scene = overview(chain(real, 125), 1440, 720)
    expect(scene.scale).toBeGreaterThan(1)
    const over = scene.cards.filter((b) => squares(chain(real, 125).cards[b.card] as Card, b, 2, scene.scale).overflow > 0)
    expect(over.length).toBeLessThanOrEqual(8)
  })
})

describe('squares', () => {
  const box = { x: 0, y: 0, w: 106, h: 54 }
  const card = (n: number, passing: boolean[] | null = null): Card => ({ ...(chain([['upstream', 1]], n).cards[0] as Card), key: false, passing })
  test('as many as there are enterprises, in their looks', () => {
    const s = squares(card(5), box, 1, 1)
    expect((s.stated.match(/M/g) ?? []).length + (s.inferred.match(/M/g) ?? []).length).toBe(5)
    expect([s.grey, s.overflow]).toEqual(['', 0])
  })
  test('what fails the filters turns grey in its place', () => {
    const s = squares(card(4, [true, false, false, true]), box, 1, 1)
    expect((s.grey.match(/M/g) ?? []).length).toBe(2)
    expect(s.grey.startsWith('M7 0')).toBe(true)
  })
  test('what does not fit is told as a number, and nothing is lost', () => {
    const s = squares(card(200), box, 2, 1)
    const drawn = ((s.stated + s.announced + s.inferred).match(/M/g) ?? []).length
    expect(drawn + s.overflow).toBe(200)
    expect(drawn).toBeLessThanOrEqual(capacity(box, 2, false))
  })
  test.each([[1, 22], [2, 22], [1, 90]])('those of a key link stand beside its mark, not under it: %i lines, %i squares', (lines, n) => {
    for (const w of [106, 116, 228]) {
      const s = squares({ ...card(n), key: true }, { ...box, w }, lines, 1)
      const ends = [...(s.stated + s.announced + s.inferred).matchAll(/M([\d.]+) /g)].map((x) => 9 + Number(x[1]) + measure.square)
      expect(Math.max(...ends)).toBeLessThanOrEqual(w - 2 - 4 - 14) // the frame, the gap, the mark
    }
  })
})

describe('arrows', () => {
  const model = chain(real)
  model.links = model.cards.flatMap((_, i) => [{ from: i, to: (i * 7 + 3) % model.cards.length }]).filter((l) => l.from !== l.to)
  const scene = overview(model, 1440, 720)
  test('run at right angles', () => {
    for (const [k, l] of model.links.entries()) {
      const from = scene.cards.find((c) => c.card === l.from)
      const to = scene.cards.find((c) => c.card === l.to)
      if (!from || !to) throw new Error('no card')
      const points = route(scene, from, to, k)
      points.slice(1).forEach((p, i) => {
        const q = points[i] as { x: number; y: number }
        expect(Math.min(Math.abs(p.x - q.x), Math.abs(p.y - q.y))).toBeLessThan(4)
      })
    }
  })
  test('cross the text of no card', () => {
    for (const [k, l] of model.links.entries()) {
      const from = scene.cards.find((c) => c.card === l.from)
      const to = scene.cards.find((c) => c.card === l.to)
      if (!from || !to) throw new Error('no card')
      const points = route(scene, from, to, k)
      points.slice(1).forEach((p, i) => {
        const q = points[i] as { x: number; y: number }
        const segment = { x: Math.min(p.x, q.x), y: Math.min(p.y, q.y), w: Math.abs(p.x - q.x), h: Math.abs(p.y - q.y) }
        for (const c of scene.cards) {
          // An arrow may touch the rim of a card that it passes in a lane, and of those that it joins.
          const inner = { x: c.x + 4, y: c.y + 4, w: c.w - 8, h: c.h - 8 }
          expect(overlap(segment, inner), `${l.from}→${l.to} crosses ${c.card}`).toBe(false)
        }
      })
    }
  })
  test('at rest only between key links, and of the selected both ways', () => {
    expect(edges(model, scene, null, false).every((e) => model.cards[e.link.from]?.key && model.cards[e.link.to]?.key)).toBe(true)
    expect(edges(model, scene, null, true)).toHaveLength(model.links.length)
    const kinds = edges(model, scene, 10, false).map((e) => e.kind)
    expect(kinds.toSorted()).toEqual(['into', 'out'])
  })
  test('trunks count what runs from a column to the next', () => {
    const small = chain([['upstream', 2], ['midstream', 2]])
    small.links = [{ from: 0, to: 2 }, { from: 1, to: 2 }, { from: 2, to: 3 }]
    expect(trunks(small, overview(small, 1440, 700))).toEqual([{ from: 0, to: 1, n: 2 }])
  })
})

test('a tier stands between lists of those it is linked with', () => {
  const model = chain([['upstream', 3], ['midstream', 4], ['services', 2]])
  model.links = [{ from: 0, to: 3 }, { from: 3, to: 7 }, { from: 4, to: 5 }]
  const scene = detail(model, model.groups[1]?.cards ?? [], 'tier', 1400)
  expect(scene.cards.map((c) => c.card)).toEqual([3, 4, 5, 6])
  expect(scene.rows.map((r) => r.card)).toEqual([0, 7])
  expect(scene.sides.map((s) => [s.side, s.rest])).toEqual([['left', 2], ['right', 1]])
})

test('classes and states', () => {
  expect([1, 2, 3, 4, 7, 8, 15, 16, 900].map(countClass)).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4])
  expect(look('supply', { count: 0, events: 0 }, undefined)).toBe('gap')
  expect(look('hhi', { count: 3, events: 0 }, { year: null, coverage: '0', known: 0, hhi: null, band: null, limits })).toBe('withheld')
  expect(look('hhi', { count: 3, events: 0 }, { year: '2024', coverage: '0.9', known: 3, hhi: 2600, band: 'HIGH', limits })).toEqual({ class: 4, ramp: 'c' })
  expect(look('coverage', { count: 3, events: 0 }, { year: '2024', coverage: '1', known: 3, hhi: 1, band: 'LOW', limits })).toEqual({ class: 4, ramp: 's' })
})

test('a card shows the figure that its colour is of, and a dash where there is none', () => {
  const card = { count: 12, matching: 12, passing: null, events: 0 }
  const some = { year: '2024', coverage: '0.625', known: 3, hhi: 2600, band: 'HIGH', limits }
  const none = { year: null, coverage: '0', known: 0, hhi: null, band: null, limits }
  expect([figureOf('supply', card, none), figureOf('hhi', card, none), figureOf('hhi', card, some), figureOf('coverage', card, some), figureOf('coverage', card, undefined), figureOf('capital', card, none)]).toEqual(['12', '—', '2600', '63%', '—', '—'])
  expect([figureOf('hhi', { ...card, matching: 4 }, some), figureOf('hhi', { ...card, count: 0, matching: 0 }, some)]).toEqual(['4/12', ''])
  const shared = ([['0.1', '2024'], ['0.4', '2024'], ['0.9', '2021'], [null, '']] as const).map(([share, year], i) => ({ ...tile(i), share, year }))
  expect(knownShares(shared, some)).toEqual([0.4, 0.1])
  expect(knownShares(shared, none)).toEqual([])
})

test('names break between words, or between characters of Chinese', () => {
  const width = (s: string) => [...s].length * 10
  expect(wrap('Data security', () => 80, 2, width)).toEqual(['Data', 'security'])
  expect(wrap('数据安全管理与监测', () => 50, 2, width)).toEqual(['数据安全管', '理与监测'])
  expect(wrap('数据安全管理与监测', () => 30, 2, width)).toEqual(['数据安', '全管…'])
})

test('the classes of concentration are those of the edition that the service names', () => {
  expect(classLabels('hhi', limits)).toEqual(['< 1000', '1000–1800', '> 1800'])
  expect(classLabels('hhi', { ...limits, moderate: 1500, high: 2500 })).toEqual(['< 1500', '1500–2500', '> 2500'])
  expect(classLabels('hhi', undefined)).toEqual([])
})
