import { tiers, type Card, type Group, type Model } from './model'
import { breakLines, hasHan, widthOf, type Lines } from './text'

export interface Box { x: number; y: number; w: number; h: number }
/** A card, and its name in the lines that it is drawn in: the code stands before the first, which may be empty. */
export interface CardBox extends Box, Lines { card: number; column: number; columns: number; block: number; group: number }
/** A tier of the chain's own naming, with as much of its name as its strip has room for, and where that ends. */
export interface GroupBox extends Box { group: number; block: number; label: string; labelEnd: number }
export interface BlockBox extends Box { tier: string; cards: number }
/** A segment of a list at the side, where a level shows neighbours only. */
export interface Row extends Box, Lines { card: number }
export interface SideBox extends Box { group: number; rest: number; side: 'left' | 'right' }

/** Where everything of the map stands, in pixels. It says nothing of colours, and knows no document. */
export interface Scene {
  level: 'overview' | 'tier' | 'segment'
  width: number
  height: number
  blocks: BlockBox[]
  groups: GroupBox[]
  cards: CardBox[]
  sides: SideBox[]
  rows: Row[]
  /** How many enterprises one square stands for. */
  scale: number
  /** Whether cards show names. */
  named: boolean
  /** The size of the names of segments, and how far their lines stand apart. */
  type: Type
}

interface Type { size: number; line: number; top: number; /** What is left free below the name. */ apart: number }

/** The measures of the map. */
export const measure = {
  header: 28, strip: 24, gutter: 40, margin: 12, gap: 8, lane: 6, between: 6, pad: 4,
  narrowest: 106, widest: 228, roomiest: 420, shares: 14, lowest: 44, highest: 96, tallest: 232, square: 6, pitch: 7, seal: 14, tile: 24, tilePitch: 27,
  named: { w: 150, h: 78 }, list: 158, listGutter: 64, row: 22,
  left: 9, right: 7, foot: 4, code: 12, mostLines: 4, mostSquares: 3, nobody: 12,
}

const m = measure
const small: Type = { size: 12.5, line: 15, top: 4, apart: 2 }
const smallLatin: Type = { ...small, line: 14, apart: 4 }
/** The smallest that is still read at ease, for a chain that would not fit its screen otherwise. */
const tight: Type = { size: 12, line: 14, top: 3, apart: 2 }
const tightLatin: Type = { ...tight, line: 13 }
const large: Type = { size: 14, line: 20, top: 6, apart: 4 }

/** What stands at the right of the first line of each card, such as a count; the room that it takes is not the name's. */
export type Figures = readonly string[]

/** How wide the code of a card is, with the space after it. */
export const codeWidth = (code: string) => (code ? widthOf(code, m.code, 'code') + 3 : 0)

/** The name of a card in lines: the whole of it, or its short name where that does not fit; with words parted before it is cut. */
function nameIn(card: Card, figure: string, w: number, type: Type, most: number): Lines {
  const full = m.left + m.right + 2 // with the frame
  const beside = codeWidth(card.code) + (figure ? widthOf(figure, type.size) + 5 : 0) + (type === large && card.key ? m.seal + 5 : 0)
  const into = (name: string, part = false) => breakLines(name, (line) => w - full - (line === 0 ? beside : 0), most, (s) => widthOf(s, type.size), part)
  const whole = into(card.name)
  if (!whole.cut) return whole
  if (card.short) return { lines: into(card.short).lines, cut: true }
  const parted = into(card.name, true)
  return parted.cut ? whole : parted
}

/** A column of the overview while it is made. */
interface Block { tier: string; groups: number[]; columns: number }

/** All tiers, from upstream to downstream. The order in a tier is the stored one: position is memory. A row is as high as its cards need, and all are as high as the screen has room for. */
export function overview(model: Model, width: number, viewport: number, figures: Figures = model.cards.map((c) => (c.count ? String(c.count) : ''))): Scene {
  const present = tiers.filter((t) => model.groups.some((g) => g.tier === t && g.cards.length > 0))
  const blocks: Block[] = present.map((tier) => ({ tier, groups: model.groups.flatMap((g, i) => (g.tier === tier && g.cards.length > 0 ? [i] : [])), columns: 1 }))
  const size = (g: number) => model.groups[g]?.cards.length ?? 0
  const largest = (b: Block) => Math.max(...b.groups.map(size))
  const stripOf = (b: Block) => (b.groups.some((g) => model.groups[g]?.name) ? m.strip : 0)
  const wide = (extra = 0) => {
    const columns = blocks.reduce((n, b) => n + b.columns, extra)
    const taken = blocks.reduce((n, b) => n + stripOf(b) + 2 * m.pad, 0) + m.gutter * (blocks.length - 1) + 2 * m.margin + m.gap * (columns - blocks.length)
    return Math.floor((width - taken) / Math.max(columns, 1))
  }
  const cardWidth = () => Math.max(m.narrowest, wide())
  const fixed = (b: Block) => b.groups.reduce((n, g) => n + (Math.ceil(size(g) / b.columns) - 1) * m.lane + 2 * m.pad, 0) + (b.groups.length - 1) * m.between
  const room = viewport - m.header - 5
  const han = model.cards.some((c) => hasHan(c.name))
  const [plain, close] = han ? [small, tight] : [smallLatin, tightLatin]
  const rowsOf = (b: Block, g: number) => {
    const cards = model.groups[g]?.cards ?? []
    return Array.from({ length: Math.ceil(cards.length / b.columns) }, (_, r) => cards.slice(r * b.columns, (r + 1) * b.columns))
  }

  /** How high each row of a block must be, group by group. */
  const needs = (b: Block, names: Map<number, Lines>, w: number, type: Type) => b.groups.map((g) => {
    const rows = rowsOf(b, g).map((row) => Math.max(...row.map((c) => needOf(model.cards[c], names.get(c)?.lines.length ?? 1, w, type))))
    // A tier of one row makes room for its name, if little is lacking.
    const only = rows[0]
    if (rows.length === 1 && only !== undefined) rows[0] = Math.max(only, Math.min(only + 22, labelNeed(model.groups[g]) - 2 * m.pad))
    return rows
  })
  const high = (b: Block, rows: number[][], level: number) => fixed(b) + rows.flat().reduce((n, need) => n + Math.max(need, level), 0)
  const name = (c: number, w: number, type: Type, most: number) => { const card = model.cards[c]; return card ? nameIn(card, figures[c] ?? '', w, type, most) : { lines: [], cut: false } }
  const tryOut = (type = plain) => {
    const w = cardWidth()
    const names = new Map(model.cards.map((_, c) => [c, name(c, w, type, m.mostLines)]))
    if (type === close) blocks.forEach((b) => { tighten(b, names, w) })
    const rows = blocks.map((b) => needs(b, names, w, type))
    const height = Math.max(0, ...blocks.map((b, i) => high(b, rows[i] ?? [], m.lowest)))
    return { w, names, rows, height, type, cut: [...names.values()].filter((n) => n.cut).length, columns: blocks.map((b) => b.columns) }
  }
  /** Takes lines from the names of a block until it fits, first where the fewest of them are cut for it; two stay of each. */
  const tighten = (b: Block, names: Map<number, Lines>, w: number) => {
    const rows = b.groups.flatMap((g) => rowsOf(b, g))
    for (let over = high(b, needs(b, names, w, close), m.lowest) - room; over > 0;) {
      let best: { shorter: (readonly [number, Lines])[]; harm: number; gain: number } | undefined
      for (const row of rows) {
        const most = Math.max(...row.map((c) => names.get(c)?.lines.length ?? 0))
        if (most <= 2) continue
        const need = (of: (c: number) => number) => Math.max(m.lowest, ...row.map((c) => needOf(model.cards[c], of(c), w, close)))
        const gain = need((c) => names.get(c)?.lines.length ?? 1) - need((c) => Math.min(most - 1, names.get(c)?.lines.length ?? 1))
        if (gain <= 0) continue
        const shorter = row.filter((c) => names.get(c)?.lines.length === most).map((c) => [c, name(c, w, close, most - 1)] as const)
        const harm = shorter.filter(([c, lines]) => lines.cut && !names.get(c)?.cut).length
        if (!best || harm < best.harm || (harm === best.harm && gain > best.gain)) best = { shorter, harm, gain }
      }
      if (!best) return
      for (const [c, lines] of best.shorter) names.set(c, lines)
      over -= best.gain
    }
  }

  type Tried = ReturnType<typeof tryOut>
  const widen = (now: Tried) => {
    const tallest = blocks.filter((b) => b.columns < largest(b)).sort((a, b) => high(b, now.rows[blocks.indexOf(b)] ?? [], m.lowest) - high(a, now.rows[blocks.indexOf(a)] ?? [], m.lowest))[0]
    if (!tallest || wide(1) < m.narrowest) return null
    tallest.columns++
    return tryOut(now.type)
  }
  // Columns are added where the picture is highest, until it fits; if it never does, the lowest is taken of those that cut the fewest names.
  const search = (type: Type) => {
    blocks.forEach((b) => { b.columns = 1 })
    let best = tryOut(type)
    for (let now: Tried | null = best; now && now.height > room;) {
      now = widen(now)
      if (now && ((type === close && now.height < best.height) || now.cut < best.cut || (now.cut === best.cut && now.height < best.height))) best = now
    }
    blocks.forEach((b, i) => { b.columns = best.columns[i] ?? 1 })
    return best
  }
  let best = search(plain)
  if (best.height > room) {
    // To see the whole chain at once is worth smaller letters and a few short names, but no more than those.
    const closer = search(close)
    if (closer.height <= room && closer.cut * 9 <= model.cards.length) best = closer
    else blocks.forEach((b, i) => { b.columns = best.columns[i] ?? 1 })
  }
  const levelOf = (tried: Tried, most: number) => {
    let level = most
    while (level > m.lowest && blocks.some((b, i) => high(b, tried.rows[i] ?? [], level) > room)) level--
    return level
  }
  // On a wide screen cards are rather high enough for names than wide and flat.
  for (let now: Tried | null = best; now && best.height <= room && best.w > m.widest && levelOf(best, m.named.h) < m.named.h;) {
    now = widen(best)
    if (now) best = now
  }
  // Few segments: names may take the width that is left, side by side rather than in one long line.
  const roomy = best.w >= m.widest
  if (roomy) {
    for (let again = true; again && cardWidth() > m.roomiest;) {
      const longest = blocks.filter((b) => b.columns < largest(b)).sort((a, b) => Math.ceil(largest(b) / b.columns) - Math.ceil(largest(a) / a.columns))[0]
      if (longest) longest.columns++
      else again = false
    }
    best = tryOut(best.type)
  }
  const { w, rows } = best
  const level = levelOf(best, roomy ? m.tallest : m.highest)
  const named = w >= m.named.w && level >= m.named.h
  const shown = named ? large : best.type
  const names = named ? new Map(model.cards.map((c, i) => [i, nameIn(c, figures[i] ?? '', w, large, 2)])) : best.names
  // Cards with names are no higher than what they have to show, with room for a strip of shares.
  const full = (card: number) => tilesTop('overview', names.get(card)?.lines.length ?? 1) + Math.ceil((model.cards[card]?.tiles.length ?? 0) / tilesAcross(w)) * m.tilePitch + 4 + m.shares

  const scene: Scene = { level: 'overview', width, height: 0, blocks: [], groups: [], cards: [], sides: [], rows: [], scale: 1, named, type: shown }
  let x = m.margin
  blocks.forEach((b, at) => {
    const strip = stripOf(b)
    const blockWidth = strip + 2 * m.pad + b.columns * w + (b.columns - 1) * m.gap
    let y = m.header
    b.groups.forEach((g, i) => {
      const of = model.groups[g]?.cards ?? []
      const heights = (rows[at]?.[i] ?? []).map((need, r) => (named ? Math.max(m.named.h, Math.min(level, Math.max(...of.slice(r * b.columns, (r + 1) * b.columns).map(full)))) : Math.max(need, level)))
      const h = heights.reduce((n, one) => n + one, 0) + (heights.length - 1) * m.lane + 2 * m.pad
      scene.groups.push({ group: g, block: at, x, y, w: blockWidth, h, ...labelOf(model.groups[g], y, h) })
      let top = y + m.pad
      heights.forEach((rowHigh, r) => {
        of.slice(r * b.columns, (r + 1) * b.columns).forEach((card, column) => {
          scene.cards.push({ card, column, columns: b.columns, block: at, group: g, x: x + strip + m.pad + column * (w + m.gap), y: top, w, h: rowHigh, ...(names.get(card) ?? { lines: [], cut: false }) })
        })
        top += rowHigh + m.lane
      })
      y += h + m.between
    })
    scene.blocks.push({ tier: b.tier, cards: b.groups.reduce((n, g) => n + (model.groups[g]?.cards.filter((c) => !model.cards[c]?.of).length ?? 0), 0), x, y: 0, w: blockWidth, h: y - m.between })
    scene.height = Math.max(scene.height, y - m.between + 4)
    x += blockWidth + m.gutter
  })
  scene.width = Math.max(width, x - m.gutter + m.margin)
  scene.scale = scaleOf(model, scene)
  return scene
}

/** How high a card with squares must be: the lines of its name, and below them its squares or the words that there are none, beside its mark. */
function needOf(card: Card | undefined, lines: number, w: number, type: Type): number {
  if (!card) return 0
  const across = Math.max(1, Math.floor(squaresWide(w, card.key) / m.pitch))
  const marks = card.count === 0 ? m.nobody : Math.min(m.mostSquares, Math.max(1, Math.ceil(card.tiles.length / across))) * m.pitch
  return 2 + type.top + lines * type.line + type.apart + Math.max(marks, card.key ? m.seal : 0) + m.foot
}

const squaresWide = (w: number, key: boolean) => w - 2 - m.left - m.right - (key ? m.seal + 3 : 0)

/** What a card has for its squares, below the lines of its name and beside its mark. */
export function squaresOf(scene: Scene, box: CardBox, key: boolean): { w: number; h: number } {
  return { w: squaresWide(box.w, key), h: box.h - 2 - scene.type.top - box.lines.length * scene.type.line - scene.type.apart - m.foot }
}

/** How many squares can be drawn in so much room: across, and rows of them. */
export function squaresIn(room: { w: number; h: number }): { across: number; rows: number } {
  return { across: Math.max(1, Math.floor(room.w / m.pitch)), rows: Math.max(1, Math.floor(room.h / m.pitch)) }
}

/** Whether some card has more enterprises than it has room for, so that it tells how many more. */
export function overflows(model: Model, scene: Scene, shares: boolean): boolean {
  return scene.cards.some((b) => {
    const c = model.cards[b.card]
    if (!c) return false
    if (scene.named) { const across = tilesAcross(b.w); return c.tiles.length > tileLimit(scene.level, across, b.h - tilesTop(scene.level, b.lines.length) - 4 - (shares ? m.shares : 0)) }
    if (shares) return false
    const { across, rows } = squaresIn(squaresOf(scene, b, c.key))
    return Math.ceil(c.tiles.length / scene.scale) > across * rows
  })
}

/** One square for one enterprise, unless a tenth of the cards overflow: then the whole map takes one scale. */
function scaleOf(model: Model, scene: Scene): number {
  const need = scene.cards.map((b) => {
    const c = model.cards[b.card]
    if (!c) return 0
    const { across, rows } = squaresIn(squaresOf(scene, b, c.key))
    return c.tiles.length / (across * rows)
  })
  return scaleFor(need)
}

/** The least scale at which no more than a tenth of the cards need more room than they have, by how many times they fill it with a square for each. */
export function scaleFor(need: readonly number[]): number {
  return [1, 2, 3, 5, 6, 10, 20, 50, 100, 200, 500].find((scale) => need.filter((n) => n > scale).length * 10 <= need.length) ?? 1000
}

/** How high a name stands in the strip of its tier: Chinese upright, Latin turned. */
const standing = (name: string) => (hasHan(name) ? [...name].length * 13 : widthOf(name, 11))
const letter = 20
const labelNeed = (g: Group | undefined) => (g?.name ? letter + standing(g.name) + 3 : 0)

/** As much of the name of a tier as its strip has room for: all of it, its short name, or its letter alone. */
function labelOf(g: Group | undefined, y: number, h: number): { label: string; labelEnd: number } {
  const label = [g?.name ?? '', g?.short ?? ''].find((name) => name && letter + standing(name) + 3 <= h) ?? ''
  return { label, labelEnd: y + letter + standing(label) }
}

/** A part of the map with names: the cards of one group, or one card, between lists of those they are linked with. */
export function detail(model: Model, shown: number[], level: 'tier' | 'segment', width: number, figures: Figures = model.cards.map((c) => (c.count ? String(c.count) : ''))): Scene {
  const scene: Scene = { level, width, height: 0, blocks: [], groups: [], cards: [], sides: [], rows: [], scale: 1, named: true, type: large }
  const within = new Set(shown)
  const left = new Set(model.links.filter((l) => within.has(l.to) && !within.has(l.from)).map((l) => l.from))
  const right = new Set(model.links.filter((l) => within.has(l.from) && !within.has(l.to)).map((l) => l.to))
  for (const both of [...right]) if (left.has(both)) right.delete(both)

  const side = (cards: Set<number>, x: number, which: 'left' | 'right') => {
    let y = m.header
    model.groups.forEach((g, group) => {
      const linked = g.cards.filter((c) => cards.has(c))
      if (linked.length === 0) return
      const rest = g.cards.filter((c) => !cards.has(c) && !within.has(c) && !model.cards[c]?.of).length
      let top = y + 24
      for (const card of linked) {
        const c = model.cards[card]
        if (!c) continue
        const count = figures[card] ?? ''
        const room = m.list - 12 - 14 - (count ? widthOf(count, 12.5) + 5 : 0) - codeWidth(c.code) - 2
        const name = breakLines(c.name, () => room, 3, (s) => widthOf(s, 12.5))
        const h = m.row + (name.lines.length - 1) * 15
        scene.rows.push({ card, x: x + 6, y: top, w: m.list - 12, h, ...name })
        top += h + 3
      }
      const h = top - y + (rest > 0 ? 20 : 4)
      scene.sides.push({ group, rest, side: which, x, y, w: m.list, h })
      y += h + m.between
    })
    scene.height = Math.max(scene.height, y)
  }
  side(left, m.margin, 'left')
  side(right, width - m.margin - m.list, 'right')

  const x0 = m.margin + m.list + m.listGutter
  const inner = width - 2 * x0
  const columns = level === 'segment' ? 1 : Math.max(1, Math.min(shown.length, Math.floor((inner + m.gap) / (262 + m.gap))))
  const w = Math.floor((inner - 2 * m.pad - (columns - 1) * m.gap) / columns)
  const across = tilesAcross(w)
  const group = model.cards[shown[0] ?? -1]?.group ?? 0
  let y = m.header + 30
  for (let i = 0; i < shown.length; i += columns) {
    const line = shown.slice(i, i + columns)
    const names = line.map((c) => { const card = model.cards[c]; return card ? nameIn(card, figures[c] ?? '', w, large, 3) : { lines: [], cut: false } })
    const tilesHigh = Math.max(1, ...line.map((c) => Math.ceil(Math.min(model.cards[c]?.tiles.length ?? 0, tileLimit(level, across)) / across)))
    const h = tilesTop(level, Math.max(...names.map((n) => n.lines.length))) + tilesHigh * m.tilePitch + 6
    line.forEach((card, column) => scene.cards.push({ card, column, columns, block: 1, group, x: x0 + m.pad + column * (w + m.gap), y, w, h, ...(names[column] ?? { lines: [], cut: false }) }))
    y += h + 12
  }
  scene.groups.push({ group, block: 1, x: x0, y: m.header, w: inner, h: y - m.header, label: '', labelEnd: m.header })
  scene.height = Math.max(scene.height, y + 8)
  return scene
}

/** Where the tiles of a card begin, below so many lines of its name; a level that shows a part tells besides how its providers are known. */
export const tilesTop = (level: Scene['level'], lines: number) => 1 + large.top + lines * large.line + (level === 'overview' ? 5 : 18 + 5)

/** How many tiles stand side by side in a card. */
export const tilesAcross = (w: number) => Math.max(1, Math.floor((w - 24 + 4) / (100 + 4)))

/** How many tiles a card shows by name at most; the last then says how many there are besides. */
export function tileLimit(level: Scene['level'], across: number, room = 0): number {
  return level === 'segment' ? 600 : level === 'tier' ? across * 4 : Math.max(0, Math.floor(room / m.tilePitch)) * across
}
