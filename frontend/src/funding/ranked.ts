interface Place { node: { id: string }; parent?: string | null; depth: number }

/**
 * The segments of a map where something counts, those with most first. A segment counts what lies below it, once, as its
 * square on the map does. The chain and the groups right below it are left out where segments lie in them: they are what
 * the map is divided into, not what it shows.
 */
export function ranked<T extends Place>(places: readonly T[], of: (place: T) => number): T[] {
  const parents = new Set(places.map((p) => p.parent))
  return places.filter((p) => p.depth > (parents.has(p.node.id) ? 1 : 0) && of(p) > 0).sort((a, b) => of(b) - of(a))
}

/** The key links that lie below a segment of a map, whose places come after what they lie in. */
export function keysBelow<T extends { node: { id: string; label: string }; parent?: string | null; code?: string | null; keyLink?: boolean | null }>(places: readonly T[], id: string): { id: string; code: string | null; label: string }[] {
  const inside = new Set([id])
  const out: { id: string; code: string | null; label: string }[] = []
  for (const p of places) {
    if (!inside.has(p.parent ?? '')) continue
    inside.add(p.node.id)
    if (p.keyLink) out.push({ id: p.node.id, code: p.code ?? null, label: p.node.label })
  }
  return out
}
