import type { ChainKeyNodesQuery, KeyEntityFragment, KeyNodeRowFragment } from '../api/generated'
import type { Lang } from '../i18n/i18n'
import { shortly } from '../parts/shortly'

export type KeyNodes = NonNullable<ChainKeyNodesQuery['chainKeyNodes']>
export type KeyNode = KeyNodeRowFragment
export type KeyEntity = KeyEntityFragment
export type KeyGraph = 'SEGMENTS' | 'ENTERPRISES'
export type KeyOrder = 'BETWEENNESS' | 'PARTS' | 'CUT' | 'NEIGHBOURS' | 'MAP'

/** How graphs and orders are written in an address. */
export const keyGraphs: Record<string, KeyGraph> = { segments: 'SEGMENTS', enterprises: 'ENTERPRISES' }
export const keyOrders: Record<string, KeyOrder> = { between: 'BETWEENNESS', parts: 'PARTS', cut: 'CUT', neighbours: 'NEIGHBOURS', map: 'MAP' }

/** What an address calls a node: a segment by its code, which outlives stores, or by its ID. */
export const nodeKey = (e: KeyEntity): string => ('code' in e && e.code ? e.code : e.id)

/** What a node is called where room is scarce, without its code. */
export const nodeName = (e: KeyEntity, lang: Lang): string => shortly({ label: e.label, shortName: 'shortName' in e ? e.shortName : null }, lang)

/** A betweenness as people read it: to three digits. */
export const betweenness = (x: string): string => Number(x).toFixed(3)

/** From which place to which a node comes. */
export const places = (n: KeyNode): string => (n.rankLow === null || n.rankHigh === null ? '' : `${n.rankLow}–${n.rankHigh}`)

/** Where the places of a node lie on a bar from the first to the last of all, in percent. */
export function span(n: KeyNode, all: number): { left: number; width: number; at: number } | null {
  if (n.rank === null) return null
  const x = (place: number) => (all > 1 ? ((place - 1) / (all - 1)) * 100 : 0)
  const low = x(n.rankLow ?? n.rank)
  return { left: low, width: x(n.rankHigh ?? n.rank) - low, at: x(n.rank) }
}
