import { useQuery } from '@tanstack/react-query'
import { ask, token, tokenEdition } from '../api/client'
import { ViewerDocument, type Right, type ViewerQuery } from '../api/generated'
import { useLang } from '../i18n/i18n'

export interface Viewer {
  /** Who acts, as the service knows the token; null for nobody, or while it is being asked. */
  who: NonNullable<ViewerQuery['viewer']> | null
  /** Whether it is still being asked. */
  asking: boolean
  /** Whether the role has a right: what it has not is not offered. */
  may: (right: Right) => boolean
}

/** Who acts in this tab. A reader without a token is not asked for. */
export function useViewer(): Viewer {
  const lang = useLang()
  const signed = token() !== ''
  const answer = useQuery({
    queryKey: ['viewer', tokenEdition()],
    queryFn: async ({ signal }) => (await ask(ViewerDocument, {}, lang, signal)).data.viewer,
    enabled: signed,
    staleTime: 60_000,
  })
  const who = signed ? (answer.data ?? null) : null
  return { who, asking: signed && answer.isPending, may: (right) => who?.rights.includes(right) ?? false }
}
