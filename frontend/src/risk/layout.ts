/** What a layout needs to know of a segment: its row, and its index; null where there is none. */
export interface Dot { row: number; hhi: number | null; upper: number | null }

/** A point, or a place in the field of what is not computed. The line to the upper end is drawn where it is long enough to be seen. */
export interface Placed { dot: number; x: number; y: number; upper: number | null }

/** A row: where its line lies, where its label stands, and how high it is. */
export interface Row { y: number; top: number; height: number; label: number }

export interface Tick { value: number; x: number; limit: boolean }

export interface Scene { width: number; height: number; rows: Row[]; dots: Placed[]; ticks: Tick[]; axis: { left: number; right: number }; field: { left: number; right: number; columns: number }; top: number; label: number; narrow: boolean }

/** Lengths in pixels: a point's radius, the distance of two points that do not touch, the least height of a row, the least and the greatest room of labels at the left, of the field, of the ticks above and of the axis' name below. */
export const measure = { r: 5, step: 12, row: 26, label: 150, labelMost: 230, field: 112, gap: 34, top: 30, bottom: 26, right: 16, narrow: 620, above: 18 }

const most = 10_000
const marks = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2500, 5000, most]

/** How many points lie beside each other in a width. */
const fit = (width: number) => Math.max(1, Math.floor(width / measure.step))

/**
 * Places segments in rows along a logarithmic axis of their index. Points that would touch are stacked upwards, in the order of
 * the axis, and a row grows with its stack: no two points overlap, and none leaves its row. What is not computed has a field of
 * its own at the left, for it has no place on the axis. On a narrow screen the labels stand above the lines.
 */
export function layout(rows: number, dots: readonly Dot[], limits: readonly number[], width: number): Scene {
  const narrow = width < measure.narrow
  const label = Math.round(Math.max(measure.label, Math.min(measure.labelMost, width * 0.21)))
  const field = { left: narrow ? 10 : label, right: 0, columns: 0 }
  const none = dots.some((d) => d.hhi === null)
  field.right = field.left + (none ? (narrow ? 64 : measure.field) : 0)
  field.columns = fit(field.right - field.left - 4)
  const axis = { left: field.right + (none ? measure.gap : measure.r + 4), right: width - measure.right - measure.r }
  const values = dots.flatMap((d) => (d.hhi === null ? [] : [d.hhi]))
  const least = Math.min(...values, ...limits, 1000)
  const from = Math.max(1, least / 1.12) // a point on the very edge of the axis could not be told from one beyond it
  const x = (hhi: number) => axis.left + (Math.log(Math.max(hhi, from) / from) / Math.log(most / from)) * (axis.right - axis.left)

  const levels = Array.from({ length: rows }, () => 1)
  const at: { dot: number; x: number; level: number; upper: number | null }[] = []
  for (let row = 0; row < rows; row++) {
    const here = dots.flatMap((d, i) => (d.row === row && d.hhi !== null ? [{ i, x: x(d.hhi) }] : [])).sort((a, b) => a.x - b.x || a.i - b.i)
    const ends: number[] = [] // of each level, where its last point is
    for (const p of here) {
      let level = ends.findIndex((end) => p.x - end >= measure.step)
      if (level < 0) level = ends.length
      ends[level] = p.x
      const upper = dots[p.i]?.upper ?? null
      at.push({ dot: p.i, x: p.x, level, upper: upper !== null && x(upper) - p.x > measure.r ? x(upper) : null })
    }
    const absent = dots.flatMap((d, i) => (d.row === row && d.hhi === null ? [i] : []))
    absent.forEach((dot, k) => { at.push({ dot, x: field.left + 2 + measure.step * (0.5 + (k % field.columns)), level: Math.floor(k / field.columns), upper: null }) })
    levels[row] = Math.max(1, ends.length, Math.ceil(absent.length / field.columns))
  }

  let y = measure.top
  const placed = levels.map((n): Row => {
    const above = narrow ? measure.above : 0
    const height = above + Math.max(measure.row, (n - 1) * measure.step + measure.row)
    const row = { top: y, height, y: y + height - measure.row / 2, label: narrow ? y + 13 : y + height - measure.row / 2 + 4.5 }
    y += height
    return row
  })
  const out = at.map(({ dot, x: px, level, upper }): Placed => ({ dot, x: px, y: (placed[dots[dot]?.row ?? 0]?.y ?? 0) - level * measure.step, upper }))
  const ticks: Tick[] = limits.map((value) => ({ value, x: x(value), limit: true }))
  for (const value of marks) if (value > from && ticks.every((t) => Math.abs(t.x - x(value)) >= 38)) ticks.push({ value, x: x(value), limit: false })
  return { width, height: y + measure.bottom, rows: placed, dots: out, ticks: ticks.sort((a, b) => a.x - b.x), axis, field, top: measure.top, label, narrow }
}

/** The next point from one, by an arrow key: along its row, or the nearest of the next row that has any. */
export function step(scene: Scene, dots: readonly Dot[], from: number, key: string): number | undefined {
  const here = scene.dots.find((p) => p.dot === from)
  if (!here) return undefined
  const along = (row: number) => scene.dots.filter((p) => dots[p.dot]?.row === row).sort((a, b) => a.x - b.x || b.y - a.y)
  const row = dots[from]?.row ?? 0
  const line = along(row)
  const place = line.indexOf(here)
  switch (key) {
    case 'ArrowRight': return line[Math.min(line.length - 1, place + 1)]?.dot
    case 'ArrowLeft': return line[Math.max(0, place - 1)]?.dot
    case 'Home': return line[0]?.dot
    case 'End': return line.at(-1)?.dot
    case 'ArrowDown': case 'ArrowUp': {
      const by = key === 'ArrowDown' ? 1 : -1
      for (let r = row + by; r >= 0 && r < scene.rows.length; r += by) {
        const nearest = along(r).toSorted((a, b) => Math.abs(a.x - here.x) - Math.abs(b.x - here.x))[0]
        if (nearest) return nearest.dot
      }
      return from
    }
    default: return undefined
  }
}
