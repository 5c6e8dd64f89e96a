import { measure, squaresIn } from './layout'
import type { Card } from './model'

/** The squares of a card as paths, one for each look, so that thousands cost no elements; and where the words of how many more there are begin. */
export interface Squares { stated: string; announced: string; inferred: string; grey: string; fresh: string; left: string; overflow: number; after: { x: number; y: number }; height: number; width: number }

/** How many squares the words of how many more take the place of, and how many rows they are high: where there are several rows, two. */
const words = 5
const high = 2

/** Draws a square for each enterprise of a card, or for each so many; those that fail the filters turn grey in their place. */
export function squares(card: Card, area: { w: number; h: number }, scale: number): Squares {
  const { across, rows } = squaresIn(area)
  const total = Math.ceil(card.tiles.length / scale)
  let room = across * rows
  const cut = total > room
  const tall = cut ? Math.min(high, rows) : 0
  const beside = Math.max(0, across - words)
  const whole = across * (rows - tall)
  if (cut) room = whole + beside * tall
  const shown = Math.min(total, room)
  const used = cut ? rows : Math.ceil(shown / across) || 1
  /** Where a square stands: in the last rows beside the words, if there are any. */
  const put = (i: number): [x: number, y: number] => (i < whole || !cut ? [i % across, Math.floor(i / across)] : [(i - whole) % beside, rows - tall + Math.floor((i - whole) / beside)])
  const out: Squares = {
    stated: '', announced: '', inferred: '', grey: '', fresh: '', left: '', overflow: (total - shown) * scale > 0 ? card.tiles.length - shown * scale : 0,
    after: { x: beside * measure.pitch + 3, y: (rows - (tall + 1) / 2) * measure.pitch }, height: used * measure.pitch, width: across * measure.pitch,
  }
  const s = measure.square
  for (let i = 0; i < shown; i++) {
    const first = i * scale
    const tile = card.tiles[first]
    if (!tile) break
    const passes = !card.passing || card.passing.slice(first, first + scale).some(Boolean)
    const [x, y] = put(i).map((n) => n * measure.pitch) as [number, number]
    if (!passes) out.grey += `M${x} ${y}h${s}v${s}h-${s}z`
    else if (tile.evidence === 'inferred') out.inferred += `M${x + 0.5} ${y + 0.5}h${s - 1}v${s - 1}h-${s - 1}z`
    else out[tile.evidence] += `M${x} ${y}h${s}v${s}h-${s}z`
    if (card.fresh?.slice(first, first + scale).some(Boolean)) out.fresh += `M${x} ${y + s + 0.5}h${s}`
  }
  // Who has left since stands after the others, as an empty square, where there is room.
  for (let i = shown; i < Math.min(shown + Math.ceil(card.left / scale), room); i++) {
    const [x, y] = put(i).map((n) => n * measure.pitch) as [number, number]
    out.left += `M${x + 0.5} ${y + 0.5}h${s - 1}v${s - 1}h-${s - 1}z`
    out.height = Math.max(out.height, y + measure.pitch)
  }
  return out
}
