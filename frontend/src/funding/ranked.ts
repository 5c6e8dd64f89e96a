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
