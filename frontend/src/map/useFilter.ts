import type { Filter } from '../api/generated'
import { useMemo } from 'react'

/** What the map and lists of enterprises are filtered by, each a key of the address. */
export const filterKeys = ['region', 'stage', 'kind', 'park', 'list'] as const
export type FilterKey = (typeof filterKeys)[number]
export type Chosen = Record<FilterKey, string[]>

/** Stands in an address for those of which what a filter asks is not on record. */
export const unknownValue = '-'

/** Reads the filters of an address: values are parted by commas. */
export function readFilters(query: URLSearchParams): Chosen {
  const list = (key: FilterKey) => (query.get(key) ?? '').split(',').filter(Boolean).slice(0, 50)
  return { region: list('region'), stage: list('stage'), kind: list('kind'), park: list('park'), list: list('list') }
}

/** The condition of one key. */
export function condition(key: FilterKey, values: string[]): Filter {
  const known = values.filter((v) => v !== unknownValue)
  if (known.length === values.length) return one(key, values)
  const unknown: Filter = key === 'stage' || key === 'kind' ? { property: { name: key, known: false } } : { edge: { type: key === 'list' ? 'LISTED_IN' : 'LOCATED_IN', known: false } }
  return known.length === 0 ? unknown : { any: [unknown, one(key, known)] }
}

function one(key: FilterKey, values: string[]): Filter {
  switch (key) {
    case 'region': return { region: values }
    case 'park': return { edge: { type: 'LOCATED_IN', to: values } }
    case 'list': return { edge: { type: 'LISTED_IN', to: values } }
    case 'stage':
    case 'kind': return { property: { name: key, in: values } }
  }
}

/** All conditions together, or null if there is none; one key may be left out, to count what it would choose. */
export function filterOf(chosen: Chosen, without?: FilterKey): Filter | null {
  const parts = filterKeys.filter((k) => k !== without && chosen[k].length > 0).map((k) => condition(k, chosen[k]))
  return parts.length === 0 ? null : parts.length === 1 ? (parts[0] ?? null) : { all: parts }
}

export function useFilters(query: URLSearchParams): { chosen: Chosen; filter: Filter | null } {
  const key = filterKeys.map((k) => query.get(k) ?? '').join('\n')
  return useMemo(() => {
    const chosen = readFilters(query)
    return { chosen, filter: filterOf(chosen) }
    // The query is a new object at each step; only these keys matter.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key])
}
