import { Link } from 'react-router'
import { ChainMapDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count } from '../format'
import { useLang, useTexts, writtenIn } from '../i18n/i18n'
import { Failed, Skeleton } from '../shell/states'
import { usePath } from '../state'
import { look } from './colour'
import { model, otherName } from './model'
import './glance.css'

/** A chain in a few lines: what is known of it in words, and a mark for each segment in the stored order, as deep as its card on the map. */
export function ChainGlance({ chain, code }: { chain: string; code: string }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const answer = useAsk(ChainMapDocument, { chain, enterprises: null, capital: false, other: otherName[lang], at }, { keep: false })
  const map = answer.data?.data.chainMap
  if (!map) return answer.error ? <Failed error={answer.error} retry={() => void answer.refetch()} /> : <Skeleton rows={2} />
  const { groups, cards, links } = model(map, null, null, null, null)
  const top = map.places[0]
  const named = groups.filter((g) => g.name)
  const here = cards.filter((c) => c.count > 0).length
  const key = cards.filter((c) => c.key)
  const to = path(`/${lang}/chains/${encodeURIComponent(code)}`)
  return (
    <div className="glance">
      <div className="row">
        <Link to={to} lang={top && writtenIn(top.node.label)}><b>{top ? top.node.label : code}</b></Link>
        <span className="meta">{t.glance.placed(count(top?.count.enterprises ?? 0))}</span>
      </div>
      <dl className="row facts">
        <div><dt>{t.glance.recorded}</dt><dd><Link to={path(`/${lang}/chains/${encodeURIComponent(code)}`, { view: 'table' })}>{here} / {cards.length}</Link></dd></div>
        {key.length > 0 && <div><dt>{t.glance.keyRecorded}</dt><dd><Link to={path(`/${lang}/gaps`, { chain: code, fewer: '1' })}>{key.filter((c) => c.count > 0).length} / {key.length}</Link></dd></div>}
        <div><dt>{t.glance.feeds}</dt><dd><Link to={path(`/${lang}/chains/${encodeURIComponent(code)}`, { edges: 'all' })}>{links.length}</Link></dd></div>
      </dl>
      <div className="strip" aria-hidden>
        {groups.map((g) => (
          <span key={g.id} className="part">
            {named.length > 1 && <span className="code">{g.code}</span>}
            {g.cards.map((i) => {
              const c = cards[i]
              if (!c) return null
              const l = look('supply', { count: c.count, events: 0 }, undefined)
              return <i key={c.id} className={c.key ? 'key' : undefined} data-look={typeof l === 'string' ? l : l.class} title={`${c.code} ${c.name} · ${c.count === 0 ? t.drawer.nobody : count(c.count)}`} />
            })}
          </span>
        ))}
      </div>
    </div>
  )
}
