import type { ChainMapQuery } from '../api/generated'
import type { Lang } from '../i18n/i18n'
import { currenciesOf, sumIn, type Sum } from './amount'
import type { Rated } from './colour'
import { hasHan } from './text'

export type Answered = NonNullable<ChainMapQuery['chainMap']>
export type Place = Answered['places'][number]

/** How a source puts an enterprise into a segment. */
export type Evidence = 'stated' | 'announced' | 'inferred'

/** An enterprise in a segment of the map. */
export interface Tile { enterprise: number; id: string; name: string; label: string; evidence: Evidence; share: string | null; year: string; products: number }

/** A segment as the map shows it: with all that stands below it. */
export interface Card {
  id: string
  code: string
  name: string
  /** A shorter name in the language of the page, "" if nobody gives one. */
  short: string
  /** The name in the other language, "" if nobody gives one. */
  other: string
  group: number
  /** Of a card of who is placed on a group itself, on no segment below it: the ID of that group, whose own the card's is not. */
  of?: string
  /** Whether it carries the mark of a key link, its own or that of one below it. */
  key: boolean
  /** Where it is no key link itself: the codes of those below it, whose mark it carries. */
  keysBelow?: string[]
  /** Of the server: enterprises, those that pass the filters, and events of funding. */
  count: number
  matching: number
  products: number
  /** Of the server: countries and regions that are named here, which are no vendors. */
  countries?: number
  events: number
  /** Of the server: the sums of that funding by currency; null where it is not asked for. */
  capital?: NonNullable<Place['count']['capital']> | null
  /** Of those sums, that of the currency that the map is coloured by; null if nothing is disclosed in it. */
  sum?: Sum | null
  /** Of the server: how those in it are rated by the scheme that colours the map; null where nobody is, or none does. */
  rated?: Rated | null
  /** Of the server: the enterprises by what places them here; null if they are too many to be told one by one. */
  evidence: Record<Evidence, number> | null
  /** Of the server: who came and left since the revision that is compared with; null if none is. */
  came: number
  left: number
  /** Names of those that stood here then. */
  gone: string[]
  tiles: Tile[]
  /** Of the tiles, which are new since the revision that is compared with; null if none is. */
  fresh: boolean[] | null
  /** Of the tiles, which pass the filters; null if there are none. */
  passing: boolean[] | null
}

/** A tier of the chain's own naming, such as "E 数据安全", in one of the columns. */
export interface Group { id: string; code: string; name: string; short: string; tier: string; cards: number[] }

/** A segment as one writes of it. */
export interface Named { id: string; code: string; name: string }

/** What feeds what, between cards. What is stored may lie below a card: each such end is told by its own name. */
export interface Link { from: number; to: number; of?: { from: Named; to: Named }[] }

/** The segments of a map: its cards without those of who is placed on a group itself. */
export const segmentsOf = (cards: readonly Card[]) => cards.filter((c) => !c.of)

/** The map: its currencies are those in which funding is disclosed, and sums are of one of them. */
export interface Model { groups: Group[]; cards: Card[]; links: Link[]; at: Map<string, number>; currencies: string[]; currency: string | null }

/** The columns of /tiles, parallel arrays. */
export interface TileColumns {
  place: { id: string[]; stated: number[]; announced: number[]; inferred: number[]; ownStated: number[]; ownAnnounced: number[]; ownInferred: number[] }
  enterprise: { id: string[]; label: string[]; short: string[] }
  tile: { place: number[] | null; enterprise: number[]; direct: number[]; products: number[]; evidence: Evidence[]; share: (string | null)[]; year: string[] }
}

/** What came to the tiles since a revision, and what left. */
export interface TileChanges { since: number; came: string; left: { place: number[]; id: string[]; label: string[] }; cameCount: number[]; leftCount: number[]; ownCameCount: number[]; ownLeftCount: number[] }

/** The bits of /tiles?bits=true: the lowest bit of the first byte is the first tile. */
export function unpack(bits: string): Uint8Array {
  return Uint8Array.from(atob(bits), (c) => c.charCodeAt(0))
}
const passes = (bits: Uint8Array, i: number) => ((bits[i >> 3] ?? 0) >> (i & 7) & 1) === 1

export const tiers = ['upstream', 'midstream', 'services', 'downstream', 'none'] as const

const rank: Record<Evidence, number> = { stated: 0, announced: 1, inferred: 2 }

/** Which property has the name of a place in the other language than that of the page. */
export const otherName = { zh: 'englishName', en: 'name' } as const

/** A shorter name of a place, if it is written as its name is; "" if there is none. */
function shortName(p: Place): string {
  const name = p.node.label
  const short = p.node.shortName?.value?.text ?? ''
  return short !== name && hasHan(short) === hasHan(name) ? short : ''
}

/**
 * Makes of the answers what the map shows: places of the first depth are groups if anything lies below them, those of the
 * second are cards, and what lies deeper counts in its card. Whoever is placed on a group itself has a card at the end of
 * it, if that is to be named, so that the parts of the map make its whole. Without an answer with filters everything matches.
 */
export function model(all: Answered, filtered: Answered | null, columns: TileColumns | null, bits: Uint8Array | null, since: TileChanges | null, rated: ReadonlyMap<string, Rated> = new Map(), amount: { currency: string | null; lang: Lang } | null = null, itself: ((name: string) => string) | null = null): Model {
  const groups: Group[] = []
  const cards: Card[] = []
  const at = new Map<string, number>()
  const byId = new Map(all.places.map((p) => [p.node.id, p]))
  const matching = new Map(filtered?.places.map((p) => [p.node.id, p.count.enterprises]))
  const parents = new Set(all.places.map((p) => p.parent))
  const groupAt = new Map<string, number>()

  const groupOf = (key: string, make: () => Group) => {
    let i = groupAt.get(key)
    if (i === undefined) { i = groups.push(make()) - 1; groupAt.set(key, i) }
    return i
  }
  for (const p of all.places) {
    if (p.depth === 0) continue
    const parent = p.parent ? byId.get(p.parent) : undefined
    const tier = p.tier?.code ?? parent?.tier?.code ?? 'none'
    if (p.depth === 1 && parents.has(p.node.id)) {
      groupOf(p.node.id, () => ({ id: p.node.id, code: p.code ?? '', name: p.node.label, short: shortName(p), tier, cards: [] }))
      continue
    }
    if (p.depth > 2) {
      const above = p.parent === null ? undefined : at.get(p.parent)
      if (above !== undefined) at.set(p.node.id, above)
      continue
    }
    const group = p.depth === 1 ? groupOf(`tier ${tier}`, () => ({ id: `tier ${tier}`, code: '', name: '', short: '', tier, cards: [] })) : groupAt.get(p.parent ?? '')
    if (group === undefined) continue
    const other = p.node.other?.value?.text ?? ''
    const index = cards.push({
      id: p.node.id, code: p.code ?? '', name: p.node.label, short: shortName(p), other: other === p.node.label ? '' : other, group, key: p.keyLink ?? false,
      count: p.count.enterprises, matching: filtered ? (matching.get(p.node.id) ?? 0) : p.count.enterprises, products: p.count.products, countries: p.count.countries,
      events: p.count.capital?.reduce((n, c) => n + c.events, 0) ?? 0, capital: p.count.capital ?? null, tiles: [], passing: bits ? [] : null,
      rated: rated.get(p.node.id) ?? null, evidence: null, came: 0, left: 0, gone: [], fresh: since ? [] : null,
    }) - 1
    groups[group]?.cards.push(index)
    at.set(p.node.id, index)
    const below = p.keyLink ? [] : all.places.flatMap((b) => (b.parent === p.node.id && b.keyLink ? [b.code ?? b.node.label] : []))
    const card = cards[index]
    if (card && below.length > 0) { card.key = true; card.keysBelow = below }
  }
  // Tiles stand on groups, too; what feeds a group is none of this card's.
  const standing = new Map(at)
  const ownMatching = new Map(filtered?.places.map((p) => [p.node.id, p.own.enterprises]))
  for (const p of all.places) {
    const group = groupAt.get(p.node.id)
    if (!itself || group === undefined || p.own.enterprises === 0) continue
    const index = cards.push({
      id: `itself ${p.node.id}`, of: p.node.id, code: p.code ?? '', name: itself(p.node.label), short: '', other: '', group, key: false,
      count: p.own.enterprises, matching: filtered ? (ownMatching.get(p.node.id) ?? 0) : p.own.enterprises, products: p.own.products, countries: p.own.countries,
      events: p.own.capital?.reduce((n, c) => n + c.events, 0) ?? 0, capital: p.own.capital ?? null, tiles: [], passing: bits ? [] : null,
      rated: null, evidence: null, came: 0, left: 0, gone: [], fresh: since ? [] : null,
    }) - 1
    groups[group]?.cards.push(index)
    standing.set(p.node.id, index)
  }

  // Of an empty graph the columns are null.
  if (columns?.tile.place) place(cards, standing, columns, bits, since ? unpack(since.came) : null)
  columns?.place.id?.forEach((id, i) => {
    const own = cards[standing.get(id) ?? -1]
    if (own?.of === id) {
      own.evidence = { stated: columns.place.ownStated[i] ?? 0, announced: columns.place.ownAnnounced[i] ?? 0, inferred: columns.place.ownInferred[i] ?? 0 }
      if (since) [own.came, own.left] = [since.ownCameCount[i] ?? 0, since.ownLeftCount[i] ?? 0]
    }
    const card = cards[at.get(id) ?? -1]
    if (card?.id !== id) return // what lies below a card counts in it
    card.evidence = { stated: columns.place.stated[i] ?? 0, announced: columns.place.announced[i] ?? 0, inferred: columns.place.inferred[i] ?? 0 }
    if (since) [card.came, card.left] = [since.cameCount[i] ?? 0, since.leftCount[i] ?? 0]
  })
  since?.left.place.forEach((place, i) => {
    const card = cards[standing.get(columns?.place.id[place] ?? '') ?? -1]
    if (card && card.gone.length < card.left) card.gone.push(since.left.label[i] ?? '')
  })

  const links: Link[] = []
  const known = new Map<string, Required<Link>>()
  const named = (id: string): Named => { const p = byId.get(id); return { id, code: p?.code ?? '', name: p ? p.node.label : '' } }
  for (const f of all.feeds) {
    const [from, to] = [at.get(f.from), at.get(f.to)]
    if (from === undefined || to === undefined || from === to) continue
    let link = known.get(`${from} ${to}`)
    if (!link) { link = { from, to, of: [] }; known.set(`${from} ${to}`, link); links.push(link) }
    link.of.push({ from: named(f.from), to: named(f.to) })
  }
  const currencies = currenciesOf(cards)
  const currency = currencies.find((c) => c === amount?.currency) ?? currencies[0] ?? null
  if (amount && currency) for (const c of cards) c.sum = sumIn(c.capital, currency, amount.lang)
  return { groups, cards, links, at, currencies, currency }
}

/** Puts the tiles into their cards, each enterprise once, with the best evidence first. */
function place(cards: Card[], at: Map<string, number>, c: TileColumns, bits: Uint8Array | null, came: Uint8Array | null) {
  const per = cards.map(() => new Map<number, [Tile, boolean, boolean]>())
  const places = c.tile.place ?? []
  for (let i = 0; i < places.length; i++) {
    const card = at.get(c.place.id[places[i] ?? -1] ?? '')
    if (card === undefined) continue
    const e = c.tile.enterprise[i] ?? -1
    const evidence = c.tile.evidence[i] ?? 'stated'
    const tile: Tile = {
      enterprise: e, id: c.enterprise.id[e] ?? '', name: c.enterprise.short[e] ?? '', label: c.enterprise.label[e] ?? '', evidence,
      share: c.tile.share[i] ?? null, year: c.tile.year[i] ?? '', products: c.tile.products[i] ?? 0,
    }
    const here = per[card]
    if (!here) continue
    const before = here.get(e)
    const pass = !bits || passes(bits, i)
    const fresh = came !== null && passes(came, i)
    if (!before) here.set(e, [tile, pass, fresh])
    else here.set(e, [rank[before[0].evidence] <= rank[evidence] ? before[0] : tile, before[1] || pass, before[2] && fresh])
  }
  per.forEach((tiles, i) => {
    const card = cards[i]
    if (!card) return
    const sorted = [...tiles.values()].sort(([a], [b]) => rank[a.evidence] - rank[b.evidence] || Number(b.share ?? -1) - Number(a.share ?? -1) || a.name.localeCompare(b.name, 'zh'))
    card.tiles = sorted.map(([t]) => t)
    card.passing = bits ? sorted.map(([, pass]) => pass) : null
    card.fresh = came ? sorted.map(([, , fresh]) => fresh) : null
  })
}
