import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answerOf, headers, send } from '../api/client'
import { ChainMapDocument, ConcentrationsDocument, type Filter } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { useLang } from '../i18n/i18n'
import type { Shares } from './colour'
import { model, unpack, type Model, type TileColumns } from './model'

interface Bits { bits: string; passing: number; unknownEnterprises: number }

function useColumns<T>(url: string | null | undefined) {
  const lang = useLang()
  return useQuery({
    queryKey: ['tiles', url],
    queryFn: async ({ signal }) => {
      const response = await send(url ?? '', { headers: headers(lang), signal })
      if (!response.ok) await answerOf(response)
      return (await response.json()) as T
    },
    enabled: !!url,
    staleTime: Infinity, // what has a revision in its address never changes
    placeholderData: keepPreviousData,
  })
}

/**
 * The map of a chain: who stands where, what feeds what, and what passes the filters. All counts are the service's, for the
 * whole and again for each filter; what the browser draws are marks.
 */
export function useMap(chain: string, filter: Filter | null, capital: boolean, shares: boolean) {
  const lang = useLang()
  const at = useAt()
  const all = useAsk(ChainMapDocument, { chain: chain || undefined, capital, at })
  const filtered = useAsk(ChainMapDocument, { chain: chain || undefined, enterprises: filter, capital: false, at }, { enabled: filter !== null })
  const concentration = useAsk(ConcentrationsDocument, { chain: chain || undefined, at }, { enabled: shares })
  const whole = all.data?.data.chainMap ?? null
  const tilesUrl = whole?.tilesUrl
  const columns = useColumns<TileColumns>(tilesUrl)
  const bitsUrl = filter && tilesUrl ? `${tilesUrl}&bits=true&enterprises=${encodeURIComponent(JSON.stringify(filter))}` : null
  const bits = useColumns<Bits>(bitsUrl)

  const some = filter !== null ? (filtered.data?.data.chainMap ?? null) : null
  const passing = filter !== null ? bits.data : undefined
  const m: Model | null = useMemo(
    () => (whole ? model(whole, some, columns.data ?? null, passing ? unpack(passing.bits) : null, lang) : null),
    [whole, some, columns.data, passing, lang],
  )
  const known = useMemo(() => {
    const out = new Map<string, Shares>()
    for (const p of concentration.data?.data.chainMap?.places ?? []) if (p.concentration) out.set(p.node.id, p.concentration)
    return out
  }, [concentration.data])
  return { answer: all, whole, some, model: m, shares: known, failed: filtered.error ?? columns.error ?? bits.error, pending: columns.isPending }
}
