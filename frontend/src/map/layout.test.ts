import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { currenciesOf, sumIn, undisclosed } from './amount'
import { classLabels, countClass, figureOf, knownShares, look } from './colour'
import { detail, measure, overview, squaresIn, squaresOf, type Box, type CardBox, type Scene } from './layout'
import type { Card, Model, Tile } from './model'
import { edges, route, trunks } from './route'
import { squares } from './squares'
import { breakLines, widthOf } from './text'

const limits = { label: { zh: '', en: '' }, moderate: 1000, high: 1800, including: true }
const tile = (i: number): Tile => ({ enterprise: i, id: `e${i}`, name: `e${i}`, label: `e${i}`, evidence: i % 3 ? 'stated' : 'inferred', share: null, year: '', products: 0 })

/** A chain with groups of so many cards in tiers, and enterprises in each card. */
function chain(sizes: [tier: string, cards: number][], enterprises = 3): Model {
  const model: Model = { groups: [], cards: [], links: [], at: new Map(), currencies: [], currency: null }
  sizes.forEach(([tier, n], g) => {
    const code = String.fromCharCode(65 + g)
    const cards = Array.from({ length: n }, (_, i) => {
      const card: Card = { id: `${code}${i + 1}`, code: `${code}${i + 1}`, name: 'name', short: '', other: '', group: g, key: i === 0, count: enterprises, matching: enterprises, products: 0, events: 0, evidence: { stated: 0, announced: 0, inferred: 0 }, came: 0, left: 0, gone: [], fresh: null, tiles: Array.from({ length: enterprises }, (_, k) => tile(k)), passing: null }
      return model.cards.push(card) - 1
    })
    model.groups.push({ id: code, code, name: `group ${code}`, short: '', tier, cards })
  })
  model.cards.forEach((c, i) => model.at.set(c.id, i))
  return model
}

/** The chain of the example, with the names that it has in a language, and the feeds and counts of none: those are made up. */
function example(lang: 'zh' | 'en', enterprises = 3): Model {
  const rows = readFileSync(new URL('../../../examples/cybersecurity/segments.csv', import.meta.url), 'utf8').split(/\r?\n/).slice(1).map((l) => (l.match(/("[^"]*"|[^,]*),/g) ?? []).map((x) => x.replace(/,$/, '').replaceAll('"', '')))
  const model: Model = { groups: [], cards: [], links: [], at: new Map(), currencies: [], currency: null }
  for (const [code = '', zh = '', en = '', , , tier = ''] of rows) {
    const name = lang === 'zh' ? zh : en
    if (/^[A-Z]$/.test(code)) { model.groups.push({ id: code, code, name, short: '', tier, cards: [] }); continue }
    const group = model.groups.length - 1
    if (!/^[A-Z]\d+$/.test(code)) continue
    const of = chain([['upstream', 1]], model.cards.length % 2 ? enterprises : 0).cards[0] as Card
    model.groups[group]?.cards.push(model.cards.push({ ...of, id: code, code, name, group, key: model.cards.length % 5 === 0 }) - 1)
  }
  model.cards.forEach((c, i) => model.at.set(c.id, i))
  model.links = model.cards.flatMap((_, i) => [{ from: i, to: (i * 7 + 3) % model.cards.length }, { from: i, to: (i * 29 + 1) % model.cards.length }]).filter((l) => l.from !== l.to)
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
      expect(scene.cards.slice(i + 1).filter((b) => overlap(a, b))).toEqual([])
      const group = scene.groups.find((g) => a.x >= g.x && a.x + a.w <= g.x + g.w && a.y >= g.y && a.y + a.h <= g.y + g.h)
      expect(group).toBeDefined()
    }
  })

  test('the tallest column grows first, and what is shown fits a screen', () => {
    const scene = overview(chain(real), 1440, 720)
    expect(columns(scene)).toEqual([2, 6, 1])
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
    const wide = overview(small, 2560, 1200)
    expect(Math.max(...wide.cards.map((c) => c.x + c.w))).toBeGreaterThan(2500)
    expect(Math.max(...wide.cards.map((c) => c.w))).toBeLessThanOrEqual(measure.roomiest)
  })

  test.each([['zh', 1280], ['zh', 1440], ['zh', 1920], ['zh', 2560], ['en', 1280], ['en', 1440], ['en', 1920], ['en', 2560]] as const)('in %s at %i the names of the example stand within their cards, nearly all of them whole', (lang, width) => {
    const model = example(lang)
    const scene = overview(model, width, width / 2)
    expect(scene.cards).toHaveLength(86)
    // Only to fit a screen that is just too low for them are a few names cut.
    const cut = scene.cards.filter((b) => b.cut).length
    expect(cut).toBeLessThanOrEqual(lang === 'en' && width === 1440 ? 7 : 0)
    if (cut > 0) expect(scene.height).toBeLessThanOrEqual(width / 2)
    for (const b of scene.cards) {
      const c = model.cards[b.card] as Card
      const [is, whole] = [b.lines.join('').replace(/[\s-]/g, ''), c.name.replace(/[\s-]/g, '')]
      if (b.cut) expect([is.endsWith('…'), whole.startsWith(is.slice(0, -1)), b.lines.length > 1], c.name).toEqual([true, true, true])
      else expect(is).toBe(whole)
      for (const line of b.lines) expect(widthOf(line, scene.type.size), line).toBeLessThanOrEqual(b.w - measure.left - measure.right)
      // Below the name there is room for at least a row of squares, and for the mark of a key link.
      expect(squaresOf(scene, b, c.key).h, c.name).toBeGreaterThanOrEqual(c.key && !scene.named ? measure.seal : measure.pitch)
    }
    for (const g of scene.groups) expect(g.label, 'a tier is named').toBe(model.groups[g.group]?.name)
  })

  test('a name that is too long gives way to a shorter one, and else tells that it goes on', () => {
    const model = chain([['upstream', 40]])
    const long = 'An appliance for the orchestration of responses to incidents of very many kinds in networks of operators of infrastructure, of their suppliers, and of whoever else depends on any of them'
    const [a, b] = model.cards as [Card, Card]
    Object.assign(a, { name: long, short: 'Orchestration' })
    b.name = long
    const scene = overview(model, 500, 300)
    expect([scene.cards[0]?.lines, scene.cards[0]?.cut]).toEqual([['Orchestration'], true])
    expect([scene.cards[1]?.lines.at(-1)?.endsWith('…'), scene.cards[1]?.cut]).toEqual([true, true])
  })

  test('the example is seen whole on a wide screen, in cards that are high enough for names', () => {
    const scene = overview(example('zh'), 2544, 1118)
    expect([scene.named, scene.height <= 1118]).toEqual([true, true])
    expect(Math.max(...scene.cards.map((c) => c.w))).toBeLessThan(300)
  })

  test('an empty chain is no error', () => {
    expect(overview(chain([]), 1440, 700).cards).toEqual([])
  })

  test('ten thousand enterprises take one scale for the whole map', () => {
    const scene = overview(chain(real, 125), 1440, 720)
    expect(scene.scale).toBeGreaterThan(1)
    const over = scene.cards.filter((b) => squares(chain(real, 125).cards[b.card] as Card, squaresOf(scene, b, chain(real).cards[b.card]?.key ?? false), scene.scale).overflow > 0)
    expect(over.length).toBeLessThanOrEqual(8)
  })
})

describe('squares', () => {
  const area = { w: 90, h: 28 }
  const card = (n: number, passing: boolean[] | null = null): Card => ({ ...(chain([['upstream', 1]], n).cards[0] as Card), key: false, passing })
  test('as many as there are enterprises, in their looks', () => {
    const s = squares(card(5), area, 1)
    expect((s.stated.match(/M/g) ?? []).length + (s.inferred.match(/M/g) ?? []).length).toBe(5)
    expect([s.grey, s.overflow]).toEqual(['', 0])
  })
  test('what fails the filters turns grey in its place', () => {
    const s = squares(card(4, [true, false, false, true]), area, 1)
    expect((s.grey.match(/M/g) ?? []).length).toBe(2)
    expect(s.grey.startsWith('M7 0')).toBe(true)
  })
  test('what does not fit is told as a number after the squares, and nothing is lost', () => {
    const s = squares(card(200), area, 1)
    const drawn = ((s.stated + s.announced + s.inferred).match(/M/g) ?? []).length
    const { across, rows } = squaresIn(area)
    expect(drawn + s.overflow).toBe(200)
    expect(drawn).toBeLessThanOrEqual(across * rows)
    const last = [...(s.stated + s.announced + s.inferred).matchAll(/M([\d.]+) ([\d.]+)/g)].filter((x) => Number(x[2]) >= s.after.y).map((x) => Number(x[1]) + measure.square)
    expect(Math.max(...last)).toBeLessThanOrEqual(s.after.x)
    expect(s.after.x + widthOf(`+${s.overflow}`, 11)).toBeLessThanOrEqual(area.w)
  })
  test.each([1, 3, 22, 90])('those of a key link stand beside its mark and below its name, not under them: %i squares', (n) => {
    const model = chain(real, n)
    for (const width of [900, 1440, 1900]) {
      const scene = overview(model, width, 700)
      for (const b of scene.cards.filter((x) => model.cards[x.card]?.key)) {
        const s = squares({ ...card(n), key: true }, squaresOf(scene, b, true), scene.scale)
        const ends = [...(s.stated + s.announced + s.inferred).matchAll(/M([\d.]+) /g)].map((x) => measure.left + Number(x[1]) + measure.square)
        expect(Math.max(...ends)).toBeLessThanOrEqual(b.w - 2 - 4 - measure.seal) // the frame, the gap, the mark
        expect(b.h - 2 - measure.foot - s.height).toBeGreaterThanOrEqual(scene.type.top + b.lines.length * scene.type.line)
      }
    }
  })
})

describe('arrows', () => {
  const model = chain(real)
  model.links = model.cards.flatMap((_, i) => [{ from: i, to: (i * 7 + 3) % model.cards.length }]).filter((l) => l.from !== l.to)
  const scene = overview(model, 1440, 720)
  /** The straight parts of the way of each link. */
  const parts = (m: Model, s: Scene) => m.links.map((l, k) => {
    const of = (card: number) => s.cards.find((c) => c.card === card) as CardBox
    const points = route(s, of(l.from), of(l.to), k)
    return { l, parts: points.slice(1).map((p, i) => { const q = points[i] as { x: number; y: number }; return { x: Math.min(p.x, q.x), y: Math.min(p.y, q.y), w: Math.abs(p.x - q.x), h: Math.abs(p.y - q.y) } }) }
  })
  test('run at right angles', () => {
    for (const { parts: all } of parts(model, scene)) for (const p of all) expect(Math.min(p.w, p.h)).toBeLessThan(4)
  })
  test.each([['zh', 1280], ['zh', 1440], ['zh', 2560], ['en', 1280], ['en', 1440], ['en', 2560]] as const)('in %s at %i they cross no card, nor the name of a tier', (lang, width) => {
    const m = example(lang)
    const s = overview(m, width, width / 2)
    expect(m.links.length).toBeGreaterThan(160)
    const crossed = parts(m, s).flatMap(({ l, parts: all }) => all.flatMap((part) => [
      // An arrow may touch the rim of a card that it passes in a lane, and of those that it joins.
      ...s.cards.filter((c) => overlap(part, { x: c.x + 2, y: c.y + 2, w: c.w - 4, h: c.h - 4 })).map((c) => `${l.from}→${l.to} crosses ${m.cards[c.card]?.code ?? ''}`),
      ...s.groups.filter((g) => overlap(part, { x: g.x + 4, y: g.y + 7, w: measure.strip - 8, h: g.labelEnd - g.y - 7 })).map((g) => `${l.from}→${l.to} crosses the name of ${m.groups[g.group]?.code ?? ''}`),
    ]))
    expect(crossed).toEqual([])
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

test('names break between words, after hyphens, or between characters of Chinese', () => {
  const width = (s: string) => [...s].length * 10
  const broken = (text: string, room: number, most = 2) => breakLines(text, () => room, most, width)
  expect(broken('Data security', 80).lines).toEqual(['Data', 'security'])
  expect(broken('Data-security tools', 130).lines).toEqual(['Data-security', 'tools'])
  expect(broken('Data-security tools', 90, 3).lines).toEqual(['Data-', 'security', 'tools'])
  expect(broken('数据安全管理与监测', 50), 'between words, where the next line has room').toEqual({ lines: ['数据安全', '管理与监测'], cut: false })
  expect(broken('主机与终端安全', 40).lines).toEqual(['主机与', '终端安全'])
  expect(broken('检测（未细分）', 60).lines, 'short brackets are one word').toEqual(['检测', '（未细分）'])
  expect(broken('数据安全管理与监测', 30)).toEqual({ lines: ['数据安', '全管…'], cut: true })
  expect(broken('数据访问控制', 50).lines, 'no character is left alone').toEqual(['数据访问', '控制'])
  expect(broken('软件（平台）安全', 30, 4).lines, 'a bracket stays with what it holds').toEqual(['软件', '（平', '台）', '安全'])
  expect(broken('Cryptographic', 90, 3).lines, 'a word that is too wide parts with a hyphen').toEqual(['Crypto-', 'graphic'])
  expect(breakLines('Vulnerability base', (i) => (i === 0 ? 50 : 140), 3, width).lines, 'the first line may have room for the code alone').toEqual(['', 'Vulnerability', 'base'])
  expect(broken('', 50).lines).toEqual([])
})

test('the classes of concentration are those of the edition that the service names', () => {
  expect(classLabels('hhi', limits, 'zh')).toEqual(['< 1000', '1000–1800', '> 1800'])
  expect(classLabels('hhi', { ...limits, moderate: 1500, high: 2500 }, 'zh')).toEqual(['< 1500', '1500–2500', '> 2500'])
  expect(classLabels('hhi', undefined, 'zh')).toEqual([])
})

test('an amount is told from its lower end to its upper, in one currency, and what is not disclosed is not zero', () => {
  const capital = [
    { currency: 'CNY', events: 4, undisclosed: 1, open: 0, low: '90000000', high: '120000000' }, { currency: 'USD', events: 1, undisclosed: 0, open: 1, low: '5000000', high: null },
    { currency: '', events: 2, undisclosed: 2, open: 0, low: null, high: null },
  ]
  expect(currenciesOf([{ capital }, { capital: null }])).toEqual(['CNY', 'USD'])
  expect([sumIn(capital, 'CNY', 'zh')?.text, sumIn(capital, 'CNY', 'en')?.text, sumIn(capital, 'USD', 'zh')?.text, sumIn(capital, 'USD', 'en')?.text]).toEqual(['0.9–1.2亿', '90–120m', '≥500万', '≥5m']) // data
  expect([sumIn(capital, '', 'zh'), sumIn(null, 'CNY', 'zh'), undisclosed(capital)]).toEqual([null, null, 3])
  const sum = sumIn(capital, 'CNY', 'zh')
  expect(look('amount', { count: 3, events: 7, sum }, undefined)).toEqual({ class: 1, ramp: 'c' })
  expect(look('amount', { count: 3, events: 7, sum: null }, undefined)).toBe('withheld')
})
