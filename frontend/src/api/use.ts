import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { useLang } from '../i18n/i18n'
import { ask, tokenEdition, type Extensions } from './client'
import type { TypedDocumentString } from './generated'

/** The revision that the address pins, such as r1284; undefined is the latest. */
export function useAt(): string | undefined {
  return useSearchParams()[0].get('at') ?? undefined
}

export type Answer<T> = UseQueryResult<{ data: T; extensions: Extensions }>

/** Asks a document, as who acts now: what one may read is not left for the next. Until a new answer comes the old one stays, so that a picture does not vanish. */
export function useAsk<T, V>(document: TypedDocumentString<T, V>, variables: V, options: { enabled?: boolean; keep?: boolean } = {}): Answer<T> {
  const lang = useLang()
  return useQuery({
    queryKey: [document.toString(), variables, lang, tokenEdition()],
    queryFn: ({ signal }) => ask(document, variables, lang, signal),
    enabled: options.enabled ?? true,
    ...(options.keep === false ? {} : { placeholderData: keepPreviousData }),
  })
}
