import { UndecidedDocument, type Filter } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count } from '../format'
import { useTexts } from '../i18n/i18n'

/** Of how many that are shown the filter cannot be decided, for want of data; the service counts them, of the chain or of a place in it. */
export function Undecided({ chain, filter, place, after }: { chain: string | undefined; filter: Filter; place: string | null; after?: string }) {
  const t = useTexts()
  const at = useAt()
  const map = useAsk(UndecidedDocument, { chain, enterprises: filter, at }).data?.data.chainMap
  const n = (place ? map?.places.find((p) => p.node.id === place)?.undecided : chain ? map?.places[0]?.undecided : map?.unknown.enterprises) ?? 0
  return n > 0 ? <><b className="warned" role="status">{t.filter.undecided(count(n))}</b>{after}</> : null
}
