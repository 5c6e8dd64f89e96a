import { useCallback } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'

export type Changes = Record<string, string | undefined>

/** The query of an address with some of its keys changed; an empty value takes a key away. */
export function changed(query: URLSearchParams, changes: Changes): string {
  const out = new URLSearchParams(query)
  for (const [key, value] of Object.entries(changes)) {
    if (value) out.set(key, value)
    else out.delete(key)
  }
  const text = out.toString().replaceAll('%2C', ',')
  return text ? `?${text}` : ''
}

/**
 * The query of the address, and how to change it: what one chooses is a step that the back button undoes, what one types
 * is not.
 */
export function useQueryState() {
  const [query] = useSearchParams()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const set = useCallback((changes: Changes, how: 'push' | 'replace' = 'push') => {
    void navigate({ pathname, search: changed(new URLSearchParams(location.search), changes) }, { replace: how === 'replace', preventScrollReset: true })
  }, [navigate, pathname])
  return [query, set] as const
}

/** An address of another page that keeps the revision one looks at. */
export function usePath() {
  const [query] = useSearchParams()
  const at = query.get('at')
  return useCallback((path: string, more: Changes = {}) => {
    const q = changed(new URLSearchParams(), { ...more, at: more.at ?? at ?? undefined })
    return path + q
  }, [at])
}
