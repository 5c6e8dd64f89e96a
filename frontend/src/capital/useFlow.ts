import { useMemo } from 'react'
import { CapitalFlowDocument, CapitalThroughDocument, type CapitalFlowQueryVariables, type Filter } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { filterOf, readFilters } from '../map/useFilter'
import type { Width } from './flow'

/** How many investors are named if the address does not say, and what else can be chosen. */
export const tops = [12, 6, 20, 40]

/** A year, a month or a day of an address; what is none asks for nothing. */
export const dateOf = (text: string | null) => (text && /^\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?$/.test(text) ? text : null)

const list = (text: string | null) => (text ?? '').split(',').filter(Boolean).slice(0, 100)

export interface Asked { variables: Omit<CapitalFlowQueryVariables, 'width'> & { width: Width }; enterprises: Filter | null; kinds: string[]; only: string[]; amount: boolean; all: boolean }

/** What an address asks for. Of all chains the chain is "all". */
export function useAsked(query: URLSearchParams, chain: string | undefined): Asked {
  const at = useAt()
  const key = ['from', 'to', 'region', 'stage', 'ikind', 'only', 'width', 'currency', 'top', 'all'].map((k) => query.get(k) ?? '').join('\n')
  return useMemo(() => {
    const chosen = readFilters(query)
    const enterprises = filterOf({ ...chosen, kind: [], park: [], list: [] })
    const [kinds, only, amount] = [list(query.get('ikind')), list(query.get('only')), query.get('width') === 'amount']
    const top = Number(query.get('top'))
    // Of one chain its own rounds are drawn, unless all are asked for, or those that stand in no group of it.
    const all = query.get('all') === '1' || only.some((id) => id === 'g:+' || id === 'g:-')
    return {
      enterprises, kinds, only, amount, all,
      variables: {
        chain: chain === 'all' ? null : chain, from: dateOf(query.get('from')), to: dateOf(query.get('to')), enterprises, kinds: kinds.length ? kinds : null, only: only.length ? only : null, placedOnly: chain !== 'all' && !all,
        width: amount ? 'AMOUNT' as const : 'ROUNDS' as const, currency: amount ? query.get('currency') : null, investors: tops.includes(top) ? top : 12, at,
      },
    }
    // The query is a new object at each step; only these keys matter.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, chain, at])
}

/** Asks for the flow that an address tells. */
export const useFlow = (asked: Asked, enabled: boolean) => useAsk(CapitalFlowDocument, asked.variables, { enabled })

/** Asks for what passes through what is chosen; nothing, while nothing is. */
export const useThrough = (asked: Asked, nodes: string[]) => useAsk(CapitalThroughDocument, { ...asked.variables, nodes }, { enabled: nodes.length > 0, keep: false }).data?.data.capitalFlow?.through ?? []
