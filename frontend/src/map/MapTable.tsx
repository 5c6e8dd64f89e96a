import { Fragment, useMemo, useState } from 'react'
import { Link } from 'react-router'
import { count, currencyName, money, share } from '../format'
import { useLang, useTexts, writtenIn } from '../i18n/i18n'
import { usePath } from '../state'
import { sumIn, undisclosed } from './amount'
import type { Shares } from './colour'
import { keyClass } from './MapView'
import type { Model } from './model'

type Column = `low ${string}` | `high ${string}` | 'events' | 'undisclosed' | 'median' | 'rated' | 'code' | 'name' | 'count' | 'matching' | 'products' | 'from' | 'to' | 'key' | 'share' | 'hhi'

/** How many currencies have columns; the download has all. */
const mostCurrencies = 3

/** The same data as the map, as a table of equal rank. */
export function MapTable({ model, shares, rated, capital, filtered, only, select }: { /** The cards that a level shows; null for all. */ only: readonly number[] | null; /** Whether funding is shown: events, and what is disclosed in each currency. */ capital: boolean; model: Model; shares: Map<string, Shares>; /** Whether ratings are shown. */ rated: boolean; filtered: boolean; select: (card: number) => void }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const [sort, setSort] = useState<{ by: Column; down: boolean } | null>(null)
  const degree = useMemo(() => {
    const out = model.cards.map(() => ({ from: 0, to: 0 }))
    for (const l of model.links) { const a = out[l.from]; const b = out[l.to]; if (a) a.to++; if (b) b.from++ }
    return out
  }, [model])
  const columns: { key: Column; label: string; num?: boolean }[] = [
    { key: 'code', label: t.table.code }, { key: 'name', label: t.table.segment }, { key: 'count', label: t.table.count, num: true },
    ...(filtered ? [{ key: 'matching' as const, label: t.table.matching, num: true }] : []),
    { key: 'products', label: t.table.products, num: true }, { key: 'from', label: t.table.fedBy, num: true }, { key: 'to', label: t.table.feeds, num: true },
    { key: 'key', label: t.table.key }, ...(shares.size ? [{ key: 'share' as const, label: t.table.share, num: true }, { key: 'hhi' as const, label: t.table.hhi, num: true }] : []),
    ...(capital ? [{ key: 'events' as const, label: t.fundingPage.events, num: true }, ...model.currencies.slice(0, mostCurrencies).flatMap((c) => [{ key: `low ${c}` as const, label: t.chainMap.low(currencyName(c, lang)), num: true }, { key: `high ${c}` as const, label: t.chainMap.high(currencyName(c, lang)), num: true }]), { key: 'undisclosed' as const, label: t.chainMap.undisclosed, num: true }] : []),
    ...(rated ? [{ key: 'median' as const, label: t.mapRatings.median, num: true }, { key: 'rated' as const, label: t.mapRatings.rated, num: true }] : []),
  ]
  const value = (i: number, by: Column): number | string => {
    const c = model.cards[i]
    if (!c) return 0
    const s = shares.get(c.id)
    const [end, currency] = by.split(' ')
    if (currency) { const sum = sumIn(c.capital, currency, lang); return !sum ? -1 : end === 'low' ? sum.low : (sum.high ?? Infinity) }
    switch (by) {
      case 'code': return i
      case 'name': return c.name
      case 'from': case 'to': return degree[i]?.[by] ?? 0
      case 'key': return c.key ? 1 : 0
      case 'share': return s && s.known > 0 ? Number(s.coverage) : -1
      case 'hhi': return s?.hhi ?? -1
      case 'undisclosed': return undisclosed(c.capital)
      case 'median': return c.rated?.median ?? -1
      case 'rated': return c.rated?.rated ?? -1
      default: return c[by as 'count' | 'matching' | 'products' | 'events']
    }
  }
  const order = only ? [...only] : model.cards.map((_, i) => i).sort((a, b) => (model.cards[a]?.group ?? 0) - (model.cards[b]?.group ?? 0) || a - b)
  if (sort) order.sort((a, b) => {
    const [x, y] = [value(a, sort.by), value(b, sort.by)]
    // What is not known comes last, whichever way one sorts.
    if (typeof x === 'number' && (x < 0) !== (Number(y) < 0)) return x < 0 ? 1 : -1
    return (typeof x === 'string' ? x.localeCompare(String(y), 'zh') : x === y ? 0 : x - Number(y)) * (sort.down ? -1 : 1) || a - b
  })
  const tier = t.map.tiers as Record<string, string>
  return (
    <div id="map" className="map-table scroll-x" role="region" tabIndex={0} aria-label={t.view.table}>
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t.table.tier}</th><th scope="col">{t.table.group}</th>
            {columns.map((c) => (
              <th key={c.key} scope="col" className={c.num ? 'num' : ''} aria-sort={sort?.by === c.key ? (sort.down ? 'descending' : 'ascending') : 'none'}>
                <button type="button" className="sorter" onClick={() => { setSort(sort?.by !== c.key ? { by: c.key, down: c.num ?? false } : sort.down === (c.num ?? false) ? { by: c.key, down: !sort.down } : null) }}>{c.label}<span aria-hidden>{sort?.by === c.key ? (sort.down ? ' ▼' : ' ▲') : ''}</span></button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((i) => {
            const c = model.cards[i]
            if (!c) return null
            const g = model.groups[c.group]
            const s = shares.get(c.id)
            return (
              <tr key={c.id}>
                <td className="nowrap">{tier[g?.tier ?? 'none']}</td>
                <td className="nowrap"><span className="code">{g?.code}</span> <span lang={writtenIn(g?.name ?? '')}>{g?.name}</span></td>
                <td className="code"><button type="button" className="link code" onClick={() => { select(i) }}>{c.code}</button></td>
                <td className="name"><Link to={path(`/${lang}/segments/${encodeURIComponent(c.of ?? c.id)}`)} lang={writtenIn(c.name)}>{c.name}</Link></td>
                <td className="num">{c.count === 0 ? <span className="unknown">{t.map.nobody}</span> : count(c.count)}</td>
                {filtered && <td className="num">{count(c.matching)}</td>}
                <td className="num">{count(c.products)}</td>
                <td className="num">{degree[i]?.from}</td>
                <td className="num">{degree[i]?.to}</td>
                <td>{c.key && <><span className={keyClass(c)} aria-hidden>{t.map.key}</span>{c.keysBelow ? <span className="key-below"> {t.keys.below(c.keysBelow.join(t.lists.and))}</span> : <span className="sr">{t.table.yes}</span>}</>}</td>
                {shares.size > 0 && <td className="num">{s && s.known > 0 ? `${share(s.coverage)} (${s.year ?? ''})` : <span className="unknown">{t.states.unknown}</span>}</td>}
                {shares.size > 0 && <td className="num">{s?.hhi ?? <span className="unknown">{t.states.withheld}</span>}</td>}
                {capital && <td className="num">{count(c.events)}</td>}
                {capital && model.currencies.slice(0, mostCurrencies).map((currency) => {
                  const sum = sumIn(c.capital, currency, lang)
                  const end = (x: number) => money({ text: '', bound: 'EXACT', low: String(x), high: null, currency }, lang)
                  return <Fragment key={currency}><td className="num nowrap">{sum ? end(sum.low) : <span className="unknown">—</span>}</td><td className="num nowrap">{!sum ? <span className="unknown">—</span> : sum.high === null ? <span className="unknown">{t.chainMap.open}</span> : end(sum.high)}</td></Fragment>
                })}
                {capital && <td className="num">{count(undisclosed(c.capital))}</td>}
                {rated && <td className="num nowrap">{c.rated?.median == null ? <span className="unknown">{t.mapRatings.unrated}</span> : <>{c.rated.median.toFixed(1)} <b>{c.rated.grade}</b> <span className="meta">{c.rated.low?.toFixed(1)}–{c.rated.high?.toFixed(1)}</span></>}</td>}
                {rated && <td className="num nowrap">{c.rated ? <>{count(c.rated.rated)}{c.rated.draft > 0 && <span className="meta"> {t.mapRatings.ofDrafts(c.rated.draft)}</span>}</> : <span className="unknown">—</span>}</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
