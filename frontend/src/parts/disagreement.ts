/** Who disagrees: several sources, or two places of one file of one source; null where neither can be told, such as of two editions of one source. */
export function disagreement(said: readonly { source: string; document: string | null }[]): 'sameFile' | 'twoSources' | null {
  if (said.length < 2) return null
  if (new Set(said.map((s) => s.source)).size > 1) return 'twoSources'
  return said.every((s) => s.document !== null && s.document === said[0]?.document) ? 'sameFile' : null
}
