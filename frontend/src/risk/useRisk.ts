import { useMemo } from 'react'
import { ChainRiskDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { cutOf, editions, orders, type Bands, type Order } from './risk'

/** What an address asks for. Of all chains the chain is "all". */
export interface Asked { chain: string | null; bands: Bands; year: string | null; order: Order; reversed: boolean; cut: number; seg: string }

export function useAsked(query: URLSearchParams, chain: string | undefined): Asked {
  const get = (key: string) => query.get(key) ?? ''
  const key = ['bands', 'year', 'sort', 'rev', 'cut', 'seg'].map(get).join('\n')
  return useMemo(() => ({
    chain: chain === 'all' || chain === undefined ? null : chain,
    bands: editions[get('bands')] ?? 'US_2023',
    year: /^\d{4}(Q[1-4]|-\d\d|H[12])?$/.test(get('year')) ? get('year') : null,
    order: orders[get('sort')] ?? 'HHI', reversed: get('rev') === '1', cut: cutOf(query.get('cut')), seg: get('seg'),
    // The query is a new object at each step; only these keys matter.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }), [key, chain])
}

/** Asks how concentrated the segments of a chain are. */
export function useRisk(asked: Asked, enabled: boolean) {
  const at = useAt()
  const { chain, bands, year, order, reversed } = asked
  return useAsk(ChainRiskDocument, { chain, bands, year, order, reversed, at }, { enabled })
}
