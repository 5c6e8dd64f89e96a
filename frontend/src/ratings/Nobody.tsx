import { Link } from 'react-router'
import type { RatingProspectsQuery } from '../api/generated'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Empty } from '../shell/states'
import { usePath } from '../state'

export type Prospect = RatingProspectsQuery['ratingProspects'][number]

const most = 6 // items that are named

/** Why a scheme can rate nobody in the store: which evidence it asks for, and where to go for it. */
export function Nobody({ of: p, title }: { of: Prospect; title: string }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const items = p.scheme.nodes.filter((n) => n.indicator).map((n) => say(n.label, lang))
  const kind = t.ratings.kinds[p.scheme.rates] ?? p.scheme.rates
  return (
    <Empty
      title={title} why={p.found > 0 ? t.reruns.elsewhere(p.found) : t.reruns.nobodyWhy(p.silent, kind, items.slice(0, most).join(t.semicolon), items.length)}
      action={<div className="row"><Link className="btn small" to={path(`/${lang}/ratings/schemes/${encodeURIComponent(p.scheme.id)}`, { edition: p.scheme.edition })}>{t.reruns.allEvidence}</Link><Link className="btn small" to={path(`/${lang}/imports`)}>{t.reruns.toImports}</Link></div>}
    />
  )
}
