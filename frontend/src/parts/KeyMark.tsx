import { Link } from 'react-router'
import type { BriefFragment } from '../api/generated'
import { useLang, useTexts } from '../i18n/i18n'
import { usePath } from '../state'
import { Figure } from './Figure'

/** A segment below another, as one writes of it. */
interface Below { id: string; code?: string | null; label: string }

/**
 * The mark of a key link, one rule for all pages: a segment carries it if a source says so of itself, and the mark leads to
 * who says so; one above a key link says whose the mark is.
 */
export function KeyMark({ own, property, node, below }: { own: boolean; property?: BriefFragment | null | undefined; node: string; below: readonly Below[] }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  if (own) {
    const mark = <><span className="keymark" title={t.map.keyLink} aria-hidden>{t.map.key}</span><span className="sr">{t.map.keyLink}</span></>
    return property ? <Figure property={property} node={node} className="seal">{mark}</Figure> : mark
  }
  if (below.length === 0) return null
  const [before, after] = t.keys.below('|').split('|')
  return (
    <span className="key-below">
      <span className="keymark below" aria-hidden>{t.map.key}</span> {before}{below.map((b, i) => <span key={b.id}>{i > 0 && t.lists.and}<Link className="code" to={path(`/${lang}/segments/${encodeURIComponent(b.id)}`)} title={b.label}>{b.code ?? b.label}</Link></span>)}{after}
    </span>
  )
}
