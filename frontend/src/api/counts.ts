import { useQuery } from '@tanstack/react-query'
import { useLang } from '../i18n/i18n'
import { answerOf, headers, send } from './client'
import type { Filter } from './generated'
import { useAt } from './use'

/** How many counts one question holds: the service answers at most 30 fields. */
const perQuestion = 25

/** What can be counted. */
type Counted = 'enterprises' | 'parks' | 'fundingEvents'

/**
 * Asks how many nodes each of several filters chooses, by an alias for each, for the service counts, not the browser.
 * The document depends on how many there are, so it is the one that is not generated.
 */
async function counts(of: Counted, filters: Filter[], at: string | undefined, lang: string, signal: AbortSignal): Promise<number[]> {
  const query = `query Counts($at: At, ${filters.map((_, i) => `$f${i}: Filter!`).join(', ')}) { ${filters.map((_, i) => `c${i}: ${of}(filter: $f${i}, first: 1, at: $at) { totalCount }`).join(' ')} }`
  const response = await send('/graphql', {
    method: 'POST', signal, headers: { 'Content-Type': 'application/json', ...headers(lang) },
    body: JSON.stringify({ query, variables: { at, ...Object.fromEntries(filters.map((f, i) => [`f${i}`, f])) } }),
  })
  const answer = await answerOf<Record<string, { totalCount: number } | null>>(response)
  return filters.map((_, i) => answer.data?.[`c${i}`]?.totalCount ?? 0)
}

/** How many nodes each filter chooses. */
export function useCounts(of: Counted, filters: Filter[], enabled = true) {
  const lang = useLang()
  const at = useAt()
  return useQuery({
    queryKey: ['counts', of, filters, at],
    enabled: enabled && filters.length > 0,
    queryFn: async ({ signal }) => {
      const parts = Array.from({ length: Math.ceil(filters.length / perQuestion) }, (_, i) => filters.slice(i * perQuestion, (i + 1) * perQuestion))
      return (await Promise.all(parts.map((p) => counts(of, p, at, lang, signal)))).flat()
    },
  })
}
