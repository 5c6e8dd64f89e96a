import { describe, expect, test } from 'vitest'
import { layout, measure, step, type Dot } from './layout'

/** Numbers by chance that are the same each time. */
function chance(seed: number) {
  let x = seed
  return () => { x = (x * 48271) % 2147483647; return x / 2147483647 }
}

function some(rows: number, n: number, seed: number): Dot[] {
  const next = chance(seed)
  return Array.from({ length: n }, () => {
    const row = Math.floor(next() * rows)
    if (next() < 0.2) return { row, hhi: null, upper: null }
    // Many of one index, as where one supplier has all.
    const hhi = next() < 0.2 ? 10_000 : Math.round(80 + next() * next() * 9900)
    return { row, hhi, upper: Math.min(10_000, hhi + Math.round(next() * 400)) }
  })
}

describe.each([[9, 103, 860], [1, 400, 860], [16, 120, 366], [3, 40, 1600], [40, 500, 700]])('%i rows, %i segments, %i wide', (rows, n, width) => {
  const dots = some(rows, n, rows * n + width)
  const scene = layout(rows, dots, [1000, 1800], width)

  test('every segment has one point', () => {
    expect(scene.dots.map((p) => p.dot).sort((a, b) => a - b)).toEqual(dots.map((_, i) => i))
  })
  test('no two points touch', () => {
    let least = Infinity
    for (const [i, a] of scene.dots.entries()) for (let k = i + 1; k < n; k++) least = Math.min(least, Math.hypot(a.x - (scene.dots[k]?.x ?? 0), a.y - (scene.dots[k]?.y ?? 0)))
    expect(least).toBeGreaterThan(2 * measure.r)
  })
  test('every point is in its row, and in the picture', () => {
    for (const p of scene.dots) {
      const row = scene.rows[dots[p.dot]?.row ?? -1]
      expect(row).toBeDefined()
      expect(p.y - measure.r).toBeGreaterThanOrEqual((row?.top ?? 0) - 0.5)
      expect(p.y + measure.r).toBeLessThanOrEqual((row?.top ?? 0) + (row?.height ?? 0))
      expect(p.x - measure.r).toBeGreaterThanOrEqual(0)
      expect(p.x + measure.r).toBeLessThanOrEqual(width)
    }
    expect(scene.height).toBeGreaterThan((scene.rows.at(-1)?.top ?? 0) + (scene.rows.at(-1)?.height ?? 0))
  })
  test('what is not computed is in its field, everything else on the axis, in order', () => {
    for (const p of scene.dots) {
      if (dots[p.dot]?.hhi === null) expect(p.x + measure.r).toBeLessThanOrEqual(scene.field.right)
      else { expect(p.x).toBeGreaterThanOrEqual(scene.axis.left - 0.001); expect(p.x).toBeLessThanOrEqual(scene.axis.right + 0.001) }
    }
    const along = scene.dots.filter((p) => dots[p.dot]?.hhi !== null).sort((a, b) => (dots[a.dot]?.hhi ?? 0) - (dots[b.dot]?.hhi ?? 0))
    along.forEach((p, i) => { expect(p.x).toBeGreaterThanOrEqual((along[i - 1]?.x ?? 0) - 0.001) })
  })
  test('the limits have ticks, and no two labels of ticks meet', () => {
    expect(scene.ticks.filter((t) => t.limit).map((t) => t.value)).toEqual([1000, 1800])
    scene.ticks.forEach((t, i) => { if (i > 0 && !(t.limit && scene.ticks[i - 1]?.limit)) expect(t.x - (scene.ticks[i - 1]?.x ?? 0)).toBeGreaterThanOrEqual(38) })
  })
  test('arrow keys reach every point', () => {
    const seen = new Set<number>()
    const open = [scene.dots[0]?.dot ?? 0]
    while (open.length > 0) {
      const at = open.pop() ?? 0
      if (seen.has(at)) continue
      seen.add(at)
      for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) open.push(step(scene, dots, at, key) ?? at)
    }
    expect(seen.size).toBe(n)
  })
})

test('without anything uncomputed there is no field', () => {
  const scene = layout(1, [{ row: 0, hhi: 2500, upper: 2500 }], [1000, 1800], 800)
  expect(scene.field.right).toBe(scene.field.left)
})

test('nothing at all is drawn, too', () => {
  expect(layout(0, [], [1500, 2500], 800).dots).toEqual([])
})
