import type { BriefFragment } from '../api/generated'
import { useTexts } from '../i18n/i18n'
import { Figure } from './Figure'

/** What a basis is called and drawn as: on a page as on the map. */
const marks = ['stated', 'announced', 'inferred'] as const

/**
 * Why something stands in a segment, with the square that it has on the map. A source that places it there without saying why
 * states it.
 */
export function Basis({ property }: { property: BriefFragment | undefined }) {
  const t = useTexts()
  const mark = marks.find((m) => m === property?.value?.text) ?? 'stated'
  return <span className="nowrap" title={t.mapMore.how}><i className={`square ${mark}`} aria-hidden /> {property?.value ? <Figure property={property}>{t.map.legend[mark]}</Figure> : t.map.legend[mark]}</span>
}
