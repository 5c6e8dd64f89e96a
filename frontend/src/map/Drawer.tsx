import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
import { SegmentDrawerDocument, type SegmentDrawerQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, share } from '../format'
import { say, useLang, useTexts, writtenIn } from '../i18n/i18n'
import { Figure, latest } from '../parts/Figure'
import { Failed, Skeleton } from '../shell/states'
import { usePath, useQueryState } from '../state'
import { filterKeys } from './useFilter'
import type { Card, Link as Feed, Model, Named } from './model'
import type { RatingMap } from './ratings'
import { keyClass } from './MapView'
import { SegmentCapital } from './SegmentCapital'
import { SegmentRating } from './SegmentRating'

type Edge = NonNullable<NonNullable<SegmentDrawerQuery['segment']>['inSegmentOf']>['edges'][number]

/** Of how many that stand in a segment the panel asks who says so. */
const asked = 40

/** What is known of the selected segment, beside the map: it covers a part of it, and stops nobody from going on. */
export function Drawer({ card, model, filtered, capital, ratings, sheet, close, select }: { card: Card; model: Model; /** Whether the map is coloured by funding, which then comes first. */ capital: boolean; /** The ratings that the map is coloured by; null if by something else. */ ratings: RatingMap | null; /** Whether a filter is set: then the panel tells how many match it, of all. */ filtered: boolean; /** Whether it covers the page, as on a phone: then it takes the focus. */ sheet: boolean; close: () => void; select: (card: number) => void }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const answer = useAsk(SegmentDrawerDocument, { id: card.of ?? card.id, at }, { keep: false })
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => { if (sheet) heading.current?.focus() }, [sheet, card.id])
  useEffect(() => {
    const escape = (e: KeyboardEvent) => { if (e.key === 'Escape') close() }
    const element = heading.current?.closest('aside')
    element?.addEventListener('keydown', escape)
    return () => { element?.removeEventListener('keydown', escape) }
  }, [close])
  const index = model.at.get(card.id)
  const from = model.links.flatMap((l) => (l.to === index ? ends(l, 'from') : []))
  const to = model.links.flatMap((l) => (l.from === index ? ends(l, 'to') : []))
  const s = answer.data?.data.segment
  const edges = new Map<string, Edge>(s?.inSegmentOf?.edges.map((e) => [e.node.id, e]))
  const said = new Map<string, number>()
  for (const { statement } of edges.values()) said.set(statement.source.name, (said.get(statement.source.name) ?? 0) + 1)
  const group = model.groups[card.group]
  const [query] = useQueryState()
  // The page of the segment is filtered as the map is.
  const open = path(`/${lang}/segments/${encodeURIComponent(card.of ?? card.id)}`, Object.fromEntries(filterKeys.map((k) => [k, query.get(k) ?? undefined])))
  return (
    <aside className="drawer" aria-label={`${card.code} ${card.name}`}>
      <div>
        <div className="top-line">
          <span className="meta"><span className="code">{group?.code}</span> <span lang={writtenIn(group?.name ?? '')}>{group?.name}</span></span>
          <span className="space" />
          <Link className="btn plain small" to={open}>{t.drawer.open}</Link>
          <button type="button" className="btn plain small" aria-label={t.drawer.close} onClick={close}>✕</button>
        </div>
        <h2 ref={heading} tabIndex={-1}><span className="code">{card.code}</span> <span lang={writtenIn(card.name)}>{card.name}</span> {card.key && <span className={keyClass(card)} title={t.map.keyLink}>{t.map.key}</span>}</h2>
        {card.keysBelow && <p className="meta">{t.keys.below(card.keysBelow.join(t.lists.and))}</p>}
        {card.of && <p className="meta">{t.keys.itselfHow}</p>}
        {card.other && <p className="meta" lang={writtenIn(card.other)}>{card.other}</p>}
      </div>
      <div className="five">
        <span className="meta"><b>{filtered ? `${count(card.matching)}/${count(card.count)}` : count(card.count)}</b>{filtered ? t.drawer.matching : t.drawer.known}</span>
        <span className="meta"><b>{card.evidence ? count(card.evidence.stated) : '—'}</b><i className="square stated" aria-hidden /> {t.drawer.stated}</span>
        <span className="meta"><b>{card.evidence ? count(card.evidence.announced) : '—'}</b><i className="square announced" aria-hidden /> {t.mapMore.announced}</span>
        <span className="meta"><b>{card.evidence ? count(card.evidence.inferred) : '—'}</b><i className="square inferred" aria-hidden /> {t.drawer.inferred}</span>
        <span className="meta"><b>{(!card.of && s?.concentration?.hhi) || '—'}</b><abbr title={t.chainMap.hhi}>{t.drawer.hhi}</abbr> {card.of || s?.concentration?.hhi == null ? <span className="keep">{t.drawer.insufficient}</span> : `(${s.concentration.year ?? ''})`}</span>
      </div>
      <div className="scroll">
        {ratings && <SegmentRating card={card} ratings={ratings} />}
        {capital && <SegmentCapital card={card} />}
        <h3>{t.drawer.fedBy} <span className="meta">{from.length}</span></h3>
        <Chips ends={from} of={card} model={model} select={select} />
        <h3>{t.drawer.feeds} <span className="meta">{to.length}</span></h3>
        <Chips ends={to} of={card} model={model} select={select} />
        {s?.keyLinkProperty && !card.of && (
          <>
            <h3>{t.map.keyLink}</h3>
            <p className="meta">{s.keyLinkBasis && !s.keyLinkReason?.startsWith(say(s.keyLinkBasis.label, lang)) ? `${t.drawer.basis} ${say(s.keyLinkBasis.label, lang)}` : ''} <span lang={writtenIn(s.keyLinkReason ?? '')}>{s.keyLinkReason}</span> <Figure property={s.keyLinkProperty} node={card.id}>{t.source.show}</Figure></p>
          </>
        )}
        <div className="row" style={{ marginTop: 12 }}><h3>{t.drawer.providers}</h3><span className="meta">{t.drawer.order}</span></div>
        {card.count > 0 && <p className="meta">{t.mapMore.how}</p>}
        {answer.error ? <Failed error={answer.error} retry={() => void answer.refetch()} /> : answer.isPending && card.count > 0 ? <Skeleton rows={4} /> : null}
        {card.count === 0 && !card.countries && <><p>{t.drawer.nobody}</p><p className="meta">{t.drawer.nobodyWhy}</p></>}
        {card.countries ? <p className={card.count === 0 ? undefined : 'meta'}>{(card.count === 0 ? t.countries.only : t.countries.beside)(count(card.countries))}</p> : null}
        {answer.data && (
          <ul>
            {card.tiles.slice(0, 60).map((x) => {
              const e = edges.get(x.id)
              const attribute = (name: string) => e?.attributes.find((a) => a.name === name)
              const market = latest(e?.attributes, 'marketShare')
              return (
                <li key={x.id} className="provider">
                  <i className={`square ${x.evidence}`} aria-hidden />
                  <Link className="ellipsis" to={path(`/${lang}/enterprises/${encodeURIComponent(x.id)}`)} lang={writtenIn(x.name)}>{x.name}</Link>
                  <span className="meta nowrap">{market ? <Figure property={market}>{share(market.value?.number ?? '0')} ({market.period})</Figure> : x.share ? `${share(x.share)} (${x.year})` : t.map.shareUnknown}</span>
                  <span className="meta why">
                    {attribute('reason')?.value?.text ? <span lang={writtenIn(attribute('reason')?.value?.text ?? '')}>{attribute('reason')?.value?.text}</span> : x.products ? t.drawer.product(x.products) : ''}
                    {e && <> · <span lang={writtenIn(e.statement.source.name)}>{e.statement.source.name}</span>{e.statement.place?.cell ? ` · ${e.statement.place.sheet} ${e.statement.place.cell}` : ''}</>}
                  </span>
                </li>
              )
            })}
          </ul>
        )}
        {card.gone.length > 0 && <><h3>{t.drawer.gone} <span className="meta">{count(card.left)}</span></h3><p className="row names">{card.gone.slice(0, 60).map((name) => <s key={name} lang={writtenIn(name)}>{name}</s>)}</p></>}
        {said.size > 0 && edges.size < asked && <><h3>{t.drawer.said}</h3><p className="row names">{[...said].map(([name, n]) => <span key={name}><span lang={writtenIn(name)}>{name}</span> <span className="meta">{t.table.rows(count(n))}</span></span>)}</p></>}
        {card.tiles.length > 60 && <p><Link to={open}>{t.drawer.more(card.tiles.length - 60)}</Link></p>}
        {card.count > 0 && !card.evidence && <p><Link to={open}>{t.drawer.all(count(card.count))}</Link></p>}
      </div>
    </aside>
  )
}

/** The other end of a link, and this one where it lies below the card. */
interface End { card: number; other: Named; own: Named }

/** What a link is of, as it is stored: that an end lies below its card is told, as the page of the segment tells it. */
function ends(link: Feed, which: 'from' | 'to'): End[] {
  return link.of?.map((x) => ({ card: link[which], other: x[which], own: x[which === 'from' ? 'to' : 'from'] })) ?? []
}

function Chips({ ends, of, model, select }: { ends: End[]; of: Card; model: Model; select: (card: number) => void }) {
  const t = useTexts()
  if (ends.length === 0) return <p className="meta" style={{ marginBottom: 8 }}>{t.drawer.none}</p>
  return (
    <div className="chips">
      {ends.map((x) => (
        <button key={`${x.other.id} ${x.own.id}`} type="button" className="chip" title={x.other.id === model.cards[x.card]?.id ? undefined : `${model.cards[x.card]?.code ?? ''} ${model.cards[x.card]?.name ?? ''}`} onClick={() => { select(x.card) }}>
          <span className="code">{x.other.code}</span>{' '}<span lang={writtenIn(x.other.name)}>{x.other.name}</span>{x.own.id !== of.id && <span className="meta" title={x.own.name}>{' '}· {x.own.code}</span>}
        </button>
      ))}
    </div>
  )
}
