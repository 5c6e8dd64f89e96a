/** What both sides of a question say of one property. */
export interface Compared<V> { key: string; mine: V | undefined; other: V | undefined }

interface Said { property: { name: string; period?: string | null } }

const keyOf = (v: Said) => `${v.property.name} ${v.property.period ?? ''}`

/** Puts what two sides say beside each other, property by property: in the order of the one, then what only the other says. */
export function compare<V extends Said>(mine: readonly V[], others: readonly V[]): Compared<V>[] {
  const of = new Map(others.map((v) => [keyOf(v), v]))
  const rows: Compared<V>[] = mine.map((v) => ({ key: keyOf(v), mine: v, other: of.get(keyOf(v)) }))
  const there = new Set(rows.map((r) => r.key))
  return [...rows, ...others.filter((v) => !there.has(keyOf(v))).map((v) => ({ key: keyOf(v), mine: undefined, other: v }))]
}
