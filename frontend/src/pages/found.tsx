import { RegionCodesDocument, type SearchPageQuery, type ThenFragment } from '../api/generated'
import { useAsk } from '../api/use'
import { useLang, useTexts, type Label } from '../i18n/i18n'
import { placeOf } from '../parts/placeOf'

type Node = NonNullable<SearchPageQuery['search']>['hits'][number]['node']

/** The revision that an address pins, as a number; of a moment none is known. */
export const revisionOf = (at: string) => (/^r?\d+$/.test(at) ? Number(at.replace('r', '')) : null)

/** What is to be said of a hit that stood otherwise at the revision one looks at: it was not there yet, or no more, or had another name. */
export function Then({ then, now, at }: { then: ThenFragment['then']; now: string; at: string }) {
  const t = useTexts()
  if (!then) return null
  if (then.node) return then.node.label === now ? null : <span className="chip dashed">{t.found.called(then.node.label)}</span>
  const r = revisionOf(at)
  return <span className="chip warn">{r !== null && then.since <= r ? t.found.gone(at) : t.found.notYet(r === null ? '' : `r${r}`, `r${then.since}`)}</span>
}

/** Where an enterprise or an institution that was found is, or that nobody says: its name may have a region in it that it is not recorded in. */
export function Whereabouts({ node }: { node: Node }) {
  const t = useTexts()
  const lang = useLang()
  if (!('locatedIn' in node)) return null
  const places = node.locatedIn?.nodes ?? []
  return places.length > 0 ? <span className="meta">{places.map((p) => placeOf(p, lang)).join(' · ')}</span> : <span className="chip dashed">{t.found.noRegion}</span>
}

/** The end of a province's name that people leave out. */
const ending = /(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/ // data

/** What people call a province: without what sort of division it is. */
const shortName = (label: Label) => ({ zh: label.zh.replace(ending, ''), en: label.en })

/** The province that a text names, if it does. */
export function useRegionIn(text: string): { code: string; name: Label } | null {
  const regions = useAsk(RegionCodesDocument, {}).data?.data.vocabulary.list?.entries ?? []
  const lower = text.toLowerCase()
  for (const r of regions) {
    const name = shortName(r.label)
    if (lower.includes(name.zh) || lower === name.en.toLowerCase()) return { code: r.code, name }
  }
  return null
}
