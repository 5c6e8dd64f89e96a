import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
import { SegmentDrawerDocument, type SegmentDrawerQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, share } from '../format'
import { say, useLang, useTexts, writtenIn } from '../i18n/i18n'
import { Figure, latest } from '../parts/Figure'
import { Failed, Skeleton } from '../shell/states'
import { usePath } from '../state'
import type { Card, Model } from './model'
import type { RatingMap } from './ratings'
import { SegmentRating } from './SegmentRating'

type Edge = NonNullable<NonNullable<SegmentDrawerQuery['segment']>['inSegmentOf']>['edges'][number]

/** What is known of the selected segment, beside the map: it covers a part of it, and stops nobody from going on. */
export function Drawer({ card, model, filtered, ratings, close, select }: { card: Card; model: Model; /** The ratings that the map is coloured by; null if by something else. */ ratings: RatingMap | null; /** Whether a filter is set: then the panel tells how many match it, of all. */ filtered: boolean; close: () => void; select: (card: number) => void }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const answer = useAsk(SegmentDrawerDocument, { id: card.id, at }, { keep: false })
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const escape = (e: KeyboardEvent) => { if (e.key === 'Escape') close() }
    const element = heading.current?.closest('aside')
    element?.addEventListener('keydown', escape)
    return () => { element?.removeEventListener('keydown', escape) }
  }, [close])
  const index = model.at.get(card.id)
  const from = model.links.flatMap((l) => (l.to === index ? [l.from] : []))
  const to = model.links.flatMap((l) => (l.from === index ? [l.to] : []))
  const s = answer.data?.data.segment
  const edges = new Map<string, Edge>(s?.inSegmentOf?.edges.map((e) => [e.node.id, e]))
  const group = model.groups[card.group]
  const open = path(`/${lang}/segments/${encodeURIComponent(card.id)}`)
  return (
    <aside className="drawer" aria-label={`${card.code} ${card.name}`}>
      <div>
        <div className="top-line">
          <span className="meta"><span className="code">{group?.code}</span> {group?.name}</span>
          <span className="space" />
          <Link className="btn plain small" to={open}>{t.drawer.open}</Link>
          <button type="button" className="btn plain small" aria-label={t.drawer.close} onClick={close}>✕</button>
        </div>
        <h2 ref={heading}><span className="code">{card.code}</span> {card.name} {card.key && <span className="keymark" title={t.map.keyLink}>{t.map.key}</span>}</h2>
        {card.other && <p className="meta" lang={writtenIn(card.other)}>{card.other}</p>}
      </div>
      <div className="four">
        <span className="meta"><b>{filtered ? `${count(card.matching)} / ${count(card.count)}` : count(card.count)}</b>{filtered ? t.drawer.matching : t.drawer.known}</span>
        <span className="meta"><b>{card.evidence ? count(card.evidence.stated + card.evidence.announced) : '—'}</b>{card.evidence && card.evidence.announced > 0 ? t.drawer.statedAnd(count(card.evidence.announced)) : t.drawer.stated}</span>
        <span className="meta"><b>{card.evidence ? count(card.evidence.inferred) : '—'}</b>{t.drawer.inferred}</span>
        <span className="meta"><b>{s?.concentration?.hhi ?? '—'}</b>{t.drawer.hhi} {s?.concentration?.hhi == null ? t.drawer.insufficient : `(${s.concentration.year ?? ''})`}</span>
      </div>
      {card.events > 0 && <div><Link to={open}>{t.enterprise.funding} <b>{count(card.events)}</b></Link></div>}
      <div className="scroll">
        {ratings && <SegmentRating card={card} ratings={ratings} />}
        <h3>{t.drawer.fedBy} <span className="meta">{from.length}</span></h3>
        <Chips cards={from} model={model} select={select} />
        <h3>{t.drawer.feeds} <span className="meta">{to.length}</span></h3>
        <Chips cards={to} model={model} select={select} />
        {s?.keyLinkProperty && (
          <>
            <h3>{t.map.keyLink}</h3>
            <p className="meta">{s.keyLinkBasis && !s.keyLinkReason?.startsWith(say(s.keyLinkBasis.label, lang)) ? `${t.drawer.basis} ${say(s.keyLinkBasis.label, lang)}` : ''} {s.keyLinkReason} <Figure property={s.keyLinkProperty} node={card.id}>{t.source.show}</Figure></p>
          </>
        )}
        <div className="row" style={{ marginTop: 12 }}><h3>{t.drawer.providers}</h3><span className="meta">{t.drawer.order}</span></div>
        {answer.error ? <Failed error={answer.error} retry={() => void answer.refetch()} /> : answer.isPending && card.count > 0 ? <Skeleton rows={4} /> : null}
        {card.count === 0 && <><p>{t.drawer.nobody}</p><p className="meta">{t.drawer.nobodyWhy}</p></>}
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
                    {attribute('reason')?.value?.text ?? (x.products ? t.drawer.product(x.products) : '')}
                    {e && <> · {e.statement.source.name}{e.statement.place?.cell ? ` · ${e.statement.place.sheet} ${e.statement.place.cell}` : ''}</>}
                  </span>
                </li>
              )
            })}
          </ul>
        )}
        {card.gone.length > 0 && <><h3>{t.drawer.gone} <span className="meta">{count(card.left)}</span></h3><p className="row names">{card.gone.slice(0, 60).map((name) => <s key={name} lang={writtenIn(name)}>{name}</s>)}</p></>}
        {card.tiles.length > 60 && <p><Link to={open}>{t.drawer.more(card.tiles.length - 60)}</Link></p>}
        {card.count > 0 && !card.evidence && <p><Link to={open}>{t.drawer.all(count(card.count))}</Link></p>}
      </div>
    </aside>
  )
}

function Chips({ cards, model, select }: { cards: number[]; model: Model; select: (card: number) => void }) {
  const t = useTexts()
  if (cards.length === 0) return <p className="meta" style={{ marginBottom: 8 }}>{t.drawer.none}</p>
  return (
    <div className="chips">
      {cards.map((i) => {
        const c = model.cards[i]
        return c ? <button key={c.id} type="button" className="chip" onClick={() => { select(i) }}><span className="code">{c.code}</span>&nbsp;{c.name}</button> : null
      })}
    </div>
  )
}
