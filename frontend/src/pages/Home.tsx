import { Navigate } from 'react-router'
import { useFrame } from '../shell/Shell'
import { Skeleton } from '../shell/states'
import { useLang } from '../i18n/i18n'

/** The first chain's map, until there is more to say of the whole. */
export function Home() {
  const lang = useLang()
  const { chains } = useFrame()
  const first = chains[0]
  if (!first) return <main id="main"><Skeleton /></main>
  return <Navigate replace to={`/${lang}/chains/${encodeURIComponent(first.code ?? first.id)}`} />
}
