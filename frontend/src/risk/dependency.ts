import type { ChainDependencyQuery, DependencyFiguresFragment, InputRowFragment } from '../api/generated'
import type { Texts } from '../i18n/zh'

export type Dependency = NonNullable<ChainDependencyQuery['chainDependency']>
export type Category = Dependency['categories'][number]
export type Input = InputRowFragment
export type InputOrder = 'FIRST' | 'SUPPLIERS' | 'COVERAGE' | 'MAP'

/** How orders are written in an address. */
export const inputOrders: Record<string, InputOrder> = { first: 'FIRST', suppliers: 'SUPPLIERS', coverage: 'COVERAGE', map: 'MAP' }

/** A part of a bar: what it counts, and how it looks. What nobody knows has a look of its own, which is not that of independence. */
export interface Part { look: 'sole' | 'dominated' | 'half' | 'spread' | 'unsure' | 'lacking' | 'unknown'; n: number }

/** The inputs of a segment by how much they hang on one supplier: each is in one part, with those that the map expects and nobody tells of. */
export function partsOf(c: DependencyFiguresFragment, unknown: number): Part[] {
  const parts: Part[] = [
    { look: 'sole', n: c.sole }, { look: 'dominated', n: c.dominated - c.sole }, { look: 'half', n: c.half - c.dominated }, { look: 'spread', n: c.spread },
    { look: 'unsure', n: c.unsure }, { look: 'lacking', n: c.noShares + c.overAll }, { look: 'unknown', n: unknown },
  ]
  return parts.filter((p) => p.n > 0)
}

/** The part in words. */
export const partText = (look: Part['look'], t: Texts): string => t.dependency.parts[look]

/** What an address calls an input: who buys, and what. */
export const inputKey = (x: { buyer: { id: string }; segment: { id: string } }) => `${x.buyer.id} ${x.segment.id}`
