import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { RequestError, answerOf, headers, send } from '../api/client'
import { ChainMapDocument, ConcentrationsDocument, RatingMapDocument, type Filter } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { useLang, useTexts } from '../i18n/i18n'
import type { Shares } from './colour'
import { ratedPlaces, schemeOf } from './ratings'
import { model, otherName, unpack, type Answered, type Model, type TileChanges, type TileColumns } from './model'

interface Bits { bits: string; passing: number; unknownEnterprises: number }

/** What an address with a revision in it answers: it never changes, so it is asked for once. */
function useColumns<T>(url: string | null | undefined) {
  const lang = useLang()
  return useQuery({
    queryKey: ['tiles', url, lang],
    queryFn: async ({ signal }) => {
      const response = await send(url ?? '', { headers: headers(lang), signal })
      if (!response.ok) await answerOf(response)
      return (await response.json()) as T
    },
    enabled: !!url,
    staleTime: Infinity,
  })
}

/** Answers that belong together: of one chain, one revision, one filter. */
interface Whole { chain: string; lang: string; whole: Answered; some: Answered | null; columns: TileColumns | null; bits: Bits | null; since: TileChanges | null }

/**
 * The map of a chain: who stands where, what feeds what, what passes the filters, and what came and left since a revision. All
 * counts are the service's, for the whole and again for each filter; what the browser draws are marks. What was shown stays
 * until everything of the new map is there: marks of one filter or revision are never put on another.
 */
export function useMap(chain: string, filter: Filter | null, capital: boolean, shares: boolean, from: string | null, rating: { wanted: boolean; scheme: string | null }, currency: string | null = null) {
  const lang = useLang()
  const t = useTexts()
  const itself = t.keys.itself
  const at = useAt()
  const all = useAsk(ChainMapDocument, { chain: chain || undefined, capital, other: otherName[lang], at }, { keep: false })
  const filtered = useAsk(ChainMapDocument, { chain: chain || undefined, enterprises: filter, capital: false, other: otherName[lang], at }, { enabled: filter !== null, keep: false })
  const concentration = useAsk(ConcentrationsDocument, { chain: chain || undefined, at }, { enabled: shares })
  const ratings = useAsk(RatingMapDocument, { ...schemeOf(rating.scheme), at }, { enabled: rating.wanted })
  const rated = useMemo(() => ratedPlaces(rating.wanted ? ratings.data?.data.ratingMap : null), [rating.wanted, ratings.data])
  const asked = all.data?.data.chainMap ?? null
  const columns = useColumns<TileColumns>(asked?.tilesUrl)
  // Of more enterprises than can be drawn there are counts alone.
  const tooMany = columns.error instanceof RequestError && columns.error.code === 'LIMIT'
  const tilesUrl = tooMany ? null : asked?.tilesUrl
  const bits = useColumns<Bits>(filter && tilesUrl ? `${tilesUrl}&bits=true&enterprises=${encodeURIComponent(JSON.stringify(filter))}` : null)
  const since = useColumns<TileChanges>(from && tilesUrl ? `${tilesUrl}&since=${encodeURIComponent(from)}` : null)
  const some = filtered.data?.data.chainMap ?? null

  const [last, setLast] = useState<Whole | null>(null)
  let shown = last?.chain === chain && last.lang === lang ? last : null
  const complete = asked !== null && (!tilesUrl || columns.data !== undefined)
    && (filter === null || (some !== null && some.revision === asked.revision && (!tilesUrl || bits.data !== undefined))) && (!from || !tilesUrl || since.data !== undefined)
  if (asked && (complete || shown === null)) {
    const now: Whole = {
      chain, lang, whole: asked, columns: columns.data ?? null,
      some: complete && filter !== null ? some : null, bits: complete && filter !== null ? (bits.data ?? null) : null, since: complete && from ? (since.data ?? null) : null,
    }
    if (!shown || (Object.keys(now) as (keyof Whole)[]).some((k) => now[k] !== shown?.[k])) { shown = now; setLast(now) }
  }
  const m: Model | null = useMemo(
    () => (shown ? model(shown.whole, shown.some, shown.columns, shown.bits ? unpack(shown.bits.bits) : null, shown.since, rated, { currency, lang }, itself) : null),
    [shown, rated, currency, lang, itself],
  )
  const known = useMemo(() => {
    const out = new Map<string, Shares>()
    for (const p of concentration.data?.data.chainMap?.places ?? []) if (p.concentration) out.set(p.node.id, p.concentration)
    return out
  }, [concentration.data])
  return { answer: all, whole: shown?.whole ?? null, some: shown?.some ?? null, model: m, shares: known, ratings: rating.wanted ? (ratings.data?.data.ratingMap ?? null) : null, unrated: rating.wanted && ratings.data !== undefined && !ratings.data.data.ratingMap, crowded: tooMany || (shown !== null && !shown.whole.tilesUrl), failed: filtered.error ?? (tooMany ? null : columns.error) ?? bits.error ?? since.error ?? (rating.wanted ? ratings.error : null) ?? (m ? all.error : null), pending: !complete }
}
