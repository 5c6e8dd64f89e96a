import { useMemo } from 'react'
import { EditionOptionsDocument, FilterListsDocument, ParkOptionsDocument, RegionCodesDocument, type Filter } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { say, texts, useLang, useTexts } from '../i18n/i18n'
import { condition, filterKeys, filterOf, unknownValue, type Chosen, type FilterKey } from '../map/useFilter'
import type { Changes } from '../state'
import { FilterButton, type Option } from './FilterButton'

/** What can be chosen by each filter, in the language of the page. */
function useOptions(): Record<FilterKey, Option[]> {
  const lang = useLang()
  const at = useAt()
  const lists = useAsk(FilterListsDocument, {})
  const regions = useAsk(RegionCodesDocument, {})
  const parks = useAsk(ParkOptionsDocument, { at })
  const editions = useAsk(EditionOptionsDocument, { at })
  return useMemo((): Record<FilterKey, Option[]> => {
    const unknown = { value: unknownValue, label: texts[lang].states.unknown }
    const of = (l: { entries: { code: string; label: { zh: string; en: string } }[] } | null | undefined) => l?.entries.map((e) => ({ value: e.code, label: say(e.label, lang) })).concat(unknown) ?? []
    return {
      region: of(regions.data?.data.vocabulary.list), stage: of(lists.data?.data.vocabulary.stage), kind: of(lists.data?.data.vocabulary.kind),
      park: parks.data?.data.parks?.nodes.map((p) => ({ value: p.id, label: p.label })) ?? [],
      list: editions.data?.data.growthLists?.flatMap((l) => l.editions.map((e) => ({ value: e.id, label: `${say(l.name, lang)} ${e.number}` }))) ?? [],
    }
  }, [lists.data, regions.data, parks.data, editions.data, lang])
}

/** What is chosen in words, for titles: a page or a printed sheet says of whom it speaks. */
export function useChosenNames(chosen: Chosen): string[] {
  const t = useTexts()
  const options = useOptions()
  return filterKeys.flatMap((key) => chosen[key].map((value) => (value === unknownValue ? `${t.filter[key]}${t.colon}${t.states.unknown}` : options[key].find((o) => o.value === value)?.label ?? value)))
}

/** The filters of enterprises, with how many each choice leaves; what is chosen is in the address. */
export function EnterpriseFilters({ chosen, set, base, keys = filterKeys }: { chosen: Chosen; set: (c: Changes) => void; base?: Filter; keys?: readonly FilterKey[] }) {
  const t = useTexts()
  const options = useOptions()
  const beside = (key: FilterKey, value: string): Filter => {
    const others = filterOf(chosen, key)
    return { all: [condition(key, [value]), ...(others ? [others] : []), ...(base ? [base] : [])] }
  }
  return (
    <>
      {keys.filter((key) => key !== 'list' || options.list.length + chosen.list.length > 0).map((key) => (
        <FilterButton key={key} label={t.filter[key]} options={options[key]} chosen={chosen[key]} change={(v) => { set({ [key]: v.join(',') }) }} filterFor={(v) => beside(key, v)} />
      ))}
      {filterKeys.some((k) => chosen[k].length > 0) && (
        <button type="button" className="btn plain" onClick={() => { set({ region: undefined, stage: undefined, kind: undefined, park: undefined, list: undefined }) }}>{t.filter.clear}</button>
      )}
    </>
  )
}
