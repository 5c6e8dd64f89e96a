import { useMemo } from 'react'
import { TypedDocumentString, type Kind } from '../api/generated'
import { useAsk, useAt } from '../api/use'

/** The roots of the kinds that have a list. */
const roots: Partial<Record<Kind, string>> = { ENTERPRISE: 'enterprises', PRODUCT: 'products', PARK: 'parks', FUNDING_EVENT: 'fundingEvents', INSTITUTION: 'institutions', PROJECT: 'projects', SECTOR: 'sectors' }

/** How many columns a list has if nobody chose them. */
const most = 8

/**
 * Of the columns that a list of a kind may have, the first of which anything is known in the store: a column of dashes tells
 * nothing. All of them where nothing is known of any; undefined until it is known.
 */
export function useKnownColumns(kind: Kind, columns: string[], ask: boolean): string[] | undefined {
  const at = useAt()
  // One count a column, in one request; the names are those of the page, never of an address.
  const asked = useMemo(() => new TypedDocumentString<Record<string, { totalCount: number } | null>, { at: string | undefined }>(
    `query KnownColumns($at: At) { ${columns.map((c) => `${c}: ${roots[kind] ?? ''}(filter: { property: { name: "${c}", known: true } }, first: 1, at: $at) { totalCount }`).join(' ')} }`,
  ), [kind, columns])
  const answer = useAsk(asked, { at }, { enabled: ask })
  if (!ask) return columns
  if (!answer.data) return answer.error ? columns.slice(0, most) : undefined
  const counts = answer.data.data
  const known = columns.filter((c) => (counts[c]?.totalCount ?? 0) > 0)
  return (known.length > 0 ? known : columns).slice(0, most)
}
