import { tiers, type Model } from './model'

export interface Box { x: number; y: number; w: number; h: number }
export interface CardBox extends Box { card: number; column: number; columns: number; block: number }
export interface GroupBox extends Box { group: number; block: number }
export interface BlockBox extends Box { tier: string; cards: number }
/** A segment of a list at the side, where a level shows neighbours only. */
export interface Row extends Box { card: number }
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
}

/** The measures of the map. */
export const measure = {
  header: 28, strip: 24, gutter: 40, margin: 12, gap: 8, lane: 6, between: 7, pad: 4,
  narrowest: 106, widest: 228, roomiest: 420, shares: 14, lowest: 54, highest: 96, tallest: 232, square: 6, pitch: 7, seal: 14, tile: 24, tilePitch: 27,
  named: { w: 150, h: 78 }, list: 158, listGutter: 64, row: 22,
}

const m = measure

/** All tiers, from upstream to downstream. The order in a tier is the stored one: position is memory. */
export function overview(model: Model, width: number, viewport: number): Scene {
  const present = tiers.filter((t) => model.groups.some((g) => g.tier === t && g.cards.length > 0))
  const blocks = present.map((tier) => ({ tier, groups: model.groups.flatMap((g, i) => (g.tier === tier && g.cards.length > 0 ? [i] : [])), columns: 1 }))
  const size = (g: number) => model.groups[g]?.cards.length ?? 0
  const stripOf = (b: (typeof blocks)[number]) => (b.groups.some((g) => model.groups[g]?.name) ? m.strip : 0)
  const cardWidth = (extra = 0) => {
    const columns = blocks.reduce((n, b) => n + b.columns, extra)
    const taken = blocks.reduce((n, b) => n + stripOf(b) + 2 * m.pad, 0) + m.gutter * (blocks.length - 1) + 2 * m.margin + m.gap * (columns - blocks.length)
    return (width - taken) / Math.max(columns, 1)
  }
  const rows = (b: (typeof blocks)[number]) => b.groups.reduce((n, g) => n + Math.ceil(size(g) / b.columns), 0)
  const fixed = (b: (typeof blocks)[number]) => b.groups.reduce((n, g) => n + (Math.ceil(size(g) / b.columns) - 1) * m.lane + 2 * m.pad, 0) + (b.groups.length - 1) * m.between
  const high = (b: (typeof blocks)[number], h: number) => fixed(b) + rows(b) * h
  const room = viewport - m.header - 8
  const comfortable = 54

  for (;;) {
    const tallest = blocks.filter((b) => b.columns < Math.max(...b.groups.map(size)))
      .sort((a, b) => high(b, comfortable) - high(a, comfortable))[0]
    if (!tallest || high(tallest, comfortable) <= room || cardWidth(1) < m.narrowest) break
    tallest.columns++
  }
  const roomy = Math.floor(cardWidth()) >= m.widest // few segments: names may take the width and the height that are left
  const w = Math.max(m.narrowest, Math.min(roomy ? m.roomiest : m.widest, Math.floor(cardWidth())))
  const fill = Math.min(roomy ? m.tallest : m.highest, ...blocks.map((b) => (room - fixed(b)) / Math.max(rows(b), 1)))
  const h = Math.floor(Math.max(m.lowest, fill))

  const scene: Scene = { level: 'overview', width, height: 0, blocks: [], groups: [], cards: [], sides: [], rows: [], scale: 1, named: h >= m.named.h && w >= m.named.w }
  let x = m.margin
  blocks.forEach((b, at) => {
    const strip = stripOf(b)
    const blockWidth = strip + 2 * m.pad + b.columns * w + (b.columns - 1) * m.gap
    let y = m.header
    for (const g of b.groups) {
      const of = model.groups[g]?.cards ?? []
      const lines = Math.ceil(of.length / b.columns)
      const box: GroupBox = { group: g, block: at, x, y, w: blockWidth, h: lines * h + (lines - 1) * m.lane + 2 * m.pad }
      scene.groups.push(box)
      of.forEach((card, i) => {
        const column = i % b.columns
        scene.cards.push({
          card, column, columns: b.columns, block: at,
          x: x + strip + m.pad + column * (w + m.gap), y: y + m.pad + Math.floor(i / b.columns) * (h + m.lane), w, h,
        })
      })
      y += box.h + m.between
    }
    scene.blocks.push({ tier: b.tier, cards: b.groups.reduce((n, g) => n + size(g), 0), x, y: 0, w: blockWidth, h: y - m.between })
    scene.height = Math.max(scene.height, y)
    x += blockWidth + m.gutter
  })
  scene.width = Math.max(width, x - m.gutter + m.margin)
  scene.scale = scaleOf(model, scene)
  return scene
}

/** How many squares fit into a card: across, and rows of them. The mark of a key link stands beside them. */
export function squaresOf(box: Box, lines: number, key: boolean): { across: number; rows: number } {
  const across = Math.max(1, Math.floor((box.w - 18 - (key ? m.seal : 0)) / m.pitch))
  const rows = Math.max(1, Math.floor((box.h - 5 - lines * 15 - 4) / m.pitch))
  return { across, rows }
}

/** How many squares of a card can be drawn, leaving room for its key mark. */
export function capacity(box: Box, lines: number, key: boolean): number {
  const { across, rows } = squaresOf(box, lines, key)
  return across * rows
}

/** How many lines the name of a card takes; a rough measure, which the real font only betters. */
export function linesOf(code: string, name: string, count: string, width: number): number {
  const ems = (s: string) => [...s].reduce((n, c) => n + (c.charCodeAt(0) > 0x2e80 ? 1 : 0.5), 0)
  const room = width - 18
  return ems(name) * 12.5 + 3 + code.length * 7.3 + count.length * 6.2 + 5 > room ? 2 : 1
}

/** One square for one enterprise, unless a tenth of the cards overflow: then the whole map takes one scale. */
function scaleOf(model: Model, scene: Scene): number {
  const need = scene.cards.map((b) => {
    const c = model.cards[b.card]
    return c ? c.tiles.length / Math.max(1, capacity(b, 2, c.key)) : 0
  })
  for (const scale of [1, 2, 3, 5, 6, 10, 20, 50, 100, 200, 500]) {
    if (need.filter((n) => n > scale).length * 10 <= need.length) return scale
  }
  return 1000
}

/** A part of the map with names: the cards of one group, or one card, between lists of those they are linked with. */
export function detail(model: Model, shown: number[], level: 'tier' | 'segment', width: number): Scene {
  const scene: Scene = { level, width, height: 0, blocks: [], groups: [], cards: [], sides: [], rows: [], scale: 1, named: true }
  const within = new Set(shown)
  const left = new Set(model.links.filter((l) => within.has(l.to) && !within.has(l.from)).map((l) => l.from))
  const right = new Set(model.links.filter((l) => within.has(l.from) && !within.has(l.to)).map((l) => l.to))
  for (const both of [...right]) if (left.has(both)) right.delete(both)

  const side = (cards: Set<number>, x: number, which: 'left' | 'right') => {
    let y = m.header
    model.groups.forEach((g, group) => {
      const linked = g.cards.filter((c) => cards.has(c))
      if (linked.length === 0) return
      const rest = g.cards.filter((c) => !cards.has(c) && !within.has(c)).length
      const h = 24 + linked.length * (m.row + 3) + (rest > 0 ? 20 : 4)
      scene.sides.push({ group, rest, side: which, x, y, w: m.list, h })
      linked.forEach((card, i) => scene.rows.push({ card, x: x + 6, y: y + 24 + i * (m.row + 3), w: m.list - 12, h: m.row }))
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
    const tilesHigh = Math.max(1, ...line.map((c) => Math.ceil(Math.min(model.cards[c]?.tiles.length ?? 0, tileLimit(level, across)) / across)))
    const h = 52 + tilesHigh * m.tilePitch + 6
    line.forEach((card, column) => scene.cards.push({ card, column, columns, block: 1, x: x0 + m.pad + column * (w + m.gap), y, w, h }))
    y += h + 12
  }
  scene.groups.push({ group, block: 1, x: x0, y: m.header, w: inner, h: y - m.header })
  scene.height = Math.max(scene.height, y + 8)
  return scene
}

/** How many tiles stand side by side in a card. */
export const tilesAcross = (w: number) => Math.max(1, Math.floor((w - 24 + 4) / (100 + 4)))

/** How many tiles a card shows by name at most; the last then says how many there are besides. */
export const tileLimit = (level: 'tier' | 'segment' | 'overview', across: number) => (level === 'segment' ? 600 : across * 4)
