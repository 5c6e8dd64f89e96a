import { useEffect, useMemo, useRef, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { RequestError } from '../api/client'
import { Clauses } from '../parts/Clauses'
import { EnterpriseFilters } from '../parts/EnterpriseFilters'
import { Toolbar } from '../parts/Toolbar'
import { Undecided } from '../parts/Undecided'
import { Facts, chainName, useFrame } from '../shell/Shell'
import { Empty, Failed, NotFound, Skeleton } from '../shell/states'
import { count, currencyName } from '../format'
import { say, useLang, useTexts, writtenIn } from '../i18n/i18n'
import { changed, useQueryState } from '../state'
import { colourings, drawsShares, figureSpace, ofCapital, type By } from './colour'
import { Drawer } from './Drawer'
import { detail, overflows, overview, type Scene } from './layout'
import { Legend } from './Legend'
import { MapTable } from './MapTable'
import { MapView } from './MapView'
import { segmentsOf, type Model } from './model'
import { draftsOf, schemeKey } from './ratings'
import { PartPicker, SegmentChoice } from './PartPicker'
import { phoneOverflows, phoneScale, TierLists } from './TierLists'
import { useFilters } from './useFilter'
import { useMap } from './useMap'
import { useSize } from './useSize'
import './map.css'

export type Level = 'overview' | 'tier' | 'segment'
const levels: Level[] = ['overview', 'tier', 'segment']

/** What the canvas of the map leaves free at its sides; as in the style. */
const margin = 8

let bar: number | undefined
/** How wide a bar to scroll by is, where it takes room of its own. */
function scrollbar(): number {
  if (bar === undefined) {
    const box = document.createElement('div')
    box.style.cssText = 'position:absolute;overflow:scroll;visibility:hidden'
    document.body.append(box)
    bar = box.offsetWidth - box.clientWidth
    box.remove()
  }
  return bar
}

/** The chain map: the first page that most people open. Whatever can be seen of it is in its address. */
export function MapPage() {
  const t = useTexts()
  const lang = useLang()
  const frame = useFrame()
  const navigate = useNavigate()
  const { chain = '' } = useParams()
  const [query, set] = useQueryState()
  const { chosen, filter } = useFilters(query)
  const by: By = query.get('by') === 'amount' ? 'amount' : (colourings.find((b) => b === query.get('by')) ?? 'supply')
  const level = levels.find((l) => l === query.get('level')) ?? 'overview'
  const table = query.get('view') === 'table'
  const allEdges = query.get('edges') === 'all'
  const from = query.get('from')
  const map = useMap(chain === 'all' ? '' : chain, filter, ofCapital(by), by === 'hhi' || by === 'coverage', from, { wanted: by === 'rating', scheme: query.get('scheme') }, query.get('currency'))
  // What the service chose is written down: the address shows the same scheme whatever is run later.
  const unwritten = by === 'rating' && !query.get('scheme') && map.ratings ? schemeKey({ scheme: map.ratings.scheme.id, edition: map.ratings.scheme.edition }) : null
  useEffect(() => { if (unwritten) set({ scheme: unwritten }, 'replace') }, [unwritten, set])
  const [ref, size] = useSize<HTMLDivElement>()
  const [typed, setTyped] = useState(query.get('q') ?? '')

  const m = map.model
  const byCode = useMemo(() => new Map(m?.cards.map((c, i) => [c.code || c.id, i])), [m])
  const byId = useMemo(() => new Set(map.whole?.places.map((p) => p.node.id)), [map.whole])
  const selected = byCode.get(query.get('seg') ?? '') ?? null
  const card = selected === null ? null : m?.cards[selected]
  const tierCode = query.get('tier')
  const group = m ? (m.groups.findIndex((g) => (g.code || g.id) === tierCode)) : -1
  const shownGroup = group >= 0 ? group : (card?.group ?? 0)
  // Which segment was looked at last on this chain: the level of one segment shows it again.
  const last = useRef<{ chain: string; seg: string } | null>(null)
  useEffect(() => { const seg = query.get('seg'); if (seg) last.current = { chain, seg } }, [chain, query])
  const drawer = card !== null && card !== undefined && !table
  const narrow = size.width > 0 && size.width < 760
  const wide = size.width > 900
  const room = drawer && wide ? 404 : 0

  const scene: Scene | null = useMemo(() => {
    if (!m || size.width === 0) return null
    const inner = size.width - 2 * margin
    // A bar to scroll by takes its own width where the system has such.
    const figures = m.cards.map((c) => figureSpace(by, c, map.shares.get(c.id)))
    const fit = (make: (width: number) => Scene) => { const first = make(inner); return first.height > size.height ? make(inner - scrollbar()) : first }
    if (level === 'overview') return fit((width) => overview(m, width, size.height, figures))
    const cards = level === 'segment' ? (selected === null ? [] : [selected]) : (m.groups[shownGroup]?.cards ?? [])
    return fit((width) => detail(m, cards, level, Math.max(760, width - room), figures))
  }, [m, size.width, size.height, level, shownGroup, selected, room, by, map.shares])

  const hits = useMemo(() => {
    const text = (query.get('q') ?? '').trim().toLowerCase()
    if (!text || !m) return null
    const out = new Set<number>()
    m.cards.forEach((c, i) => {
      if (`${c.code} ${c.name} ${c.other}`.toLowerCase().includes(text) || c.tiles.some((x) => x.name.toLowerCase().includes(text) || x.label.toLowerCase().includes(text))) out.add(i)
    })
    return out
  }, [m, query])

  const chainInfo = frame.chains.find((c) => c.code === chain || c.id === chain)
  const name = chainInfo ? chainName(chainInfo, lang) : t.allChains
  const current = level === 'segment' ? card : null
  const asks = level === 'segment' && selected === null && !table
  // What lies right below the chain: all that is in it lies in one of these.
  const tops = chainInfo ? (map.whole?.places.filter((p) => p.depth === 1).map((p) => p.node.id) ?? []) : null
  const segments = segmentsOf(m?.cards ?? [])
  const empty = segments.filter((c) => c.count === 0).length
  const concentrated = (of: Model) => {
    const cards = segmentsOf(of.cards)
    const known = cards.flatMap((c) => map.shares.get(c.id) ?? [])
    return t.map.findingHhi(name, cards.length, known.filter((x) => x.band === 'HIGH').length, known[0]?.limits.high ?? 0, cards.length - known.filter((x) => x.hhi !== null).length)
  }
  const title = !m ? name
    : m.cards.length === 0 ? `${name}${t.colon}${t.risk.noSegments}`
    : level === 'tier' ? t.map.tierTitle(segments.filter((c) => c.group === shownGroup).length)
      : current ? t.map.segmentTitle(count(current.count))
      : asks ? `${name}${t.colon}${t.chainMap.chooseSegment}`
        : filter && map.some ? `${name}${t.colon}${t.map.filtered(count(map.some.places[0]?.count.enterprises ?? 0), count(map.whole?.places[0]?.count.enterprises ?? 0), segments.filter((c) => c.matching > 0).length)}`
          : map.shares.size > 0 && by === 'hhi' ? concentrated(m)
          : from && by === 'supply' ? t.map.findingCompared(name, segments.length, segments.filter((c) => c.came + c.left > 0).length, from)
          : by === 'amount' ? t.chainMap.findingAmount(name, segments.length, segments.filter((c) => c.sum).length, m.currency ? currencyName(m.currency, lang) : '')
          : by === 'capital' ? t.map.findingCapital(name, segments.length, segments.filter((c) => c.events > 0).length)
          : map.shares.size > 0 && by === 'coverage' ? t.map.findingCoverage(name, segments.length, segments.filter((c) => (map.shares.get(c.id)?.known ?? 0) > 0).length)
          : map.ratings ? t.mapRatings.finding(name, segments.length, segments.filter((c) => (c.rated?.rated ?? 0) > 0).length, say(map.ratings.scheme.title, lang))
          : empty ? t.map.title(name, segments.length, empty) : t.map.full(name, segments.length, count(map.whole?.places[0]?.count.enterprises ?? 0))
  // Scores may be in another chain than the one that is shown: of what is rated, the map names those chains.
  const ratedElsewhere = map.ratings && m && m.cards.every((c) => (c.rated?.rated ?? 0) === 0) ? frame.chains.filter((c) => c !== chainInfo && map.ratings?.places.some((p) => p.node === c.id && p.rated > 0)) : []
  const strips = drawsShares(by)
  // Of a tier, who is placed in it; a segment's title has its number.
  const ofTier = level === 'tier' ? map.whole?.places.find((p) => p.node.id === m?.groups[shownGroup]?.id)?.count.enterprises : undefined
  const inAll = level === 'tier' ? ofTier : (chainInfo ? map.whole?.places[0]?.count.enterprises : map.whole?.placed.enterprises)
  const placed = inAll === undefined || level === 'segment' && card ? null : t.map.placed(count(inAll)) // not yet known is not nobody; a tier without a name is not counted
  // On a phone squares are drawn in other room than the map has.
  const scale = narrow && m ? phoneScale(m, size.width) : (scene?.scale ?? 1)
  const marks = map.crowded ? t.map.tooMany : scene && (narrow || !scene.named) && !strips && !asks ? t.map.square(scale) : null
  const subtitle = table ? (placed ?? '') : [placed, [marks, t.map.deeper[by]].filter(Boolean).join(t.comma)].filter(Boolean).join(t.semicolon)
  useEffect(() => { document.title = `${name} · ${t.name}` }, [name, t])

  if (map.answer.data && !map.whole) return <NotFound />
  if (map.answer.error instanceof RequestError && map.answer.error.code === 'NOT_FOUND' && !map.whole) return <main id="main" tabIndex={-1}><section className="panel"><Failed error={map.answer.error} /></section></main>

  const colour = (b: By) => { set({ by: b === 'supply' ? undefined : b, ...(b === 'rating' ? {} : { scheme: undefined }), ...(b === 'amount' ? {} : { currency: undefined }) }) }
  const select = (i: number | null) => {
    const c = i === null ? null : m?.cards[i]
    if (c && i === selected) { set({ level: 'segment' }); return }
    set({ seg: c ? c.code || c.id : undefined, ...(i === null && level === 'segment' ? { level: undefined } : {}) })
  }
  const step = (by: 1 | -1) => {
    const next = levels[levels.indexOf(level) + by]
    if (!next) return
    const g = m?.groups[card?.group ?? shownGroup]
    set({ level: next === 'overview' ? undefined : next, tier: next === 'tier' ? (g?.code || g?.id) : undefined })
  }
  /** Closes the panel; who was in it is led back to the card that opened it. */
  const close = () => {
    const was = selected
    select(null)
    requestAnimationFrame(() => { document.querySelector<HTMLElement>(`[data-card="${was ?? ''}"]`)?.focus() })
  }
  const toLevel = (l: Level) => {
    const seg = card ? undefined : last.current?.chain === chain && byCode.has(last.current.seg) ? last.current.seg : undefined
    set({ view: undefined, level: l === 'overview' ? undefined : l, tier: l === 'tier' ? (m?.groups[shownGroup]?.code || m?.groups[shownGroup]?.id) : undefined, ...(l === 'segment' && seg ? { seg } : {}) })
  }
  const toTier = (g: number) => { set({ level: 'tier', tier: m?.groups[g]?.code || m?.groups[g]?.id, seg: undefined }) }
  const download = async (format: 'svg' | 'png') => {
    if (!m || !scene) return
    const { exportMap } = await import('./export')
    await exportMap(format, { model: m, scene, by, shares: map.shares, ratings: map.ratings, title: `${level === 'tier' ? `${m.groups[shownGroup]?.code ?? ''} ${m.groups[shownGroup]?.name ?? ''}${t.colon}` : current ? `${current.code} ${current.name}${t.colon}` : ''}${title}`, subtitle, url: location.origin + location.pathname + changed(new URLSearchParams(location.search), { at: query.get('at') ?? `r${map.whole?.revision ?? ''}` }), revision: map.whole?.revision ?? 0, dataDate: frame.dataDate ?? '', allEdges, selected, t, lang })
  }
  // The file is of what is shown: of a tier, or of a segment, with what lies below.
  const tierShown = m?.groups[shownGroup]
  const parts = !m || level === 'overview' ? undefined
    : tierShown && (level === 'tier' || (narrow && !table)) ? (byId.has(tierShown.id) ? tierShown.id : tierShown.cards.map((c) => m.cards[c]?.id).join(','))
      : current ? current.of ?? current.id : undefined
  const xlsx = `/download/map.xlsx${changed(new URLSearchParams(), { chain: chain === 'all' ? undefined : chain, parts, itself: parts && parts === current?.of ? 'true' : undefined, enterprises: filter ? JSON.stringify(filter) : undefined, capital: ofCapital(by) ? 'true' : undefined, at: query.get('at') ?? (map.whole ? String(map.whole.revision) : undefined), lang })}`

  const scheme = map.ratings && <select className="input scheme-choice" aria-label={t.ratings.scheme} value={schemeKey({ scheme: map.ratings.scheme.id, edition: map.ratings.scheme.edition })} onChange={(e) => { set({ scheme: e.target.value }) }}>{map.ratings.choices.map((c) => <option key={schemeKey(c)} value={schemeKey(c)}>{say(c.title, lang)}{c.edition === map.ratings?.scheme.edition ? '' : ` ${c.edition}`}</option>)}</select>

  // Of capital one sees how many events there are, or what is disclosed in a currency.
  const measure = ofCapital(by) && m && m.currencies.length > 0 && !table && (
    <select className="input scheme-choice" aria-label={t.chainMap.measure} value={by === 'amount' ? (m.currency ?? '') : ''} onChange={(e) => { set(e.target.value ? { by: 'amount', currency: e.target.value === m.currencies[0] ? undefined : e.target.value } : { by: 'capital', currency: undefined }) }}>
      <option value="">{t.chainMap.byEvents}</option>
      {m.currencies.map((c) => <option key={c} value={c}>{t.chainMap.byAmount(currencyName(c, lang))}</option>)}
    </select>
  )

  return (
    <main className="wide map-page" id="main" tabIndex={-1}>
      <div className="map-head">
        <div className="row">
          <div className="titles">
            <h1>
              {level === 'tier' && m && <><span className="crumb">{m.groups[shownGroup]?.code}</span> <Name of={m.groups[shownGroup]?.name || (t.map.tiers as Record<string, string>)[m.groups[shownGroup]?.tier ?? ''] || ''} />{t.colon}</>}
              {current && <><span className="crumb">{current.code}</span> <Name of={current.name} />{t.colon}</>}
              {title.startsWith(name) ? <><Name of={name} /><Clauses text={title.slice(name.length)} /></> : <Clauses text={title} />}
            </h1>
            <p className="meta" title={subtitle}>{filter && m && <Undecided chain={chain === 'all' ? undefined : chain} filter={filter} place={table || level === 'overview' ? null : level === 'tier' ? (m.groups[shownGroup]?.code ? m.groups[shownGroup].id : null) : (card?.id ?? null)} after={t.semicolon} />}{subtitle}</p>
          </div>
          {frame.chains.length > 1 && (
            <label className="chain-switch"><span className="meta">{t.chain}</span>{' '}
              <select className="input" value={chainInfo?.id ?? 'all'} onChange={(e) => {
                const c = frame.chains.find((x) => x.id === e.target.value)
                void navigate({ pathname: `/${lang}/chains/${encodeURIComponent(c?.code ?? c?.id ?? 'all')}`, search: changed(new URLSearchParams(location.search), { seg: undefined, tier: undefined, level: undefined }) })
              }}>
                {frame.chains.map((c) => <option key={c.id} value={c.id} lang={writtenIn(chainName(c, lang))}>{chainName(c, lang)}</option>)}
                {!chainInfo && <option value="all">{t.allChains}</option>}
              </select>
            </label>
          )}
          {m && !table && level !== 'overview' && <PartPicker model={m} level={level} value={level === 'tier' ? shownGroup : selected} choose={(i) => { set(level === 'tier' ? { tier: m.groups[i]?.code || m.groups[i]?.id, seg: undefined } : { seg: m.cards[i]?.code || m.cards[i]?.id }) }} />}
          <Toolbar className="seg" label={t.level.label}>
            {levels.map((l) => <button key={l} type="button" aria-pressed={level === l && !table} onClick={() => { toLevel(l) }}>{t.level[l]}</button>)}
          </Toolbar>
        </div>
        <div className="row filters">
          <Toolbar className="tools" label={t.chainMap.filters}><EnterpriseFilters chosen={chosen} set={set} {...(tops ? { base: inChain(tops) } : {})} /></Toolbar>
          <input className="input finder" type="search" aria-label={t.filter.find} placeholder={t.filter.find} value={typed} maxLength={64} onChange={(e) => { setTyped(e.target.value); set({ q: e.target.value || undefined }, 'replace') }} />
          {by === 'hhi' && <Link className="btn" to={{ pathname: `/${lang}/risk`, search: changed(new URLSearchParams(), { chain, seg: query.get('seg') ?? undefined, at: query.get('at') ?? undefined }) }}>{t.risk.toRisk}</Link>}
          {filter && <Link className="btn" to={{ pathname: `/${lang}/gaps`, search: changed(new URLSearchParams(location.search), { chain: chain === 'all' ? undefined : chain, seg: undefined, level: undefined, tier: undefined, by: undefined, edges: undefined, view: undefined, q: undefined, from: undefined }) }}>{t.map.toGaps}</Link>}
          {hits && <span className="meta" role="status">{hits.size}</span>}
          {from && <button type="button" className="btn" aria-pressed onClick={() => { set({ from: undefined }) }}>{t.map.comparedWith(from)} <span aria-hidden>✕</span></button>}
          <span className="space" />
          <span className="looks">{narrow ? (
            <label className="by"><span className="meta">{t.by.label}</span> <select className="input" value={by === 'amount' ? 'capital' : by} onChange={(e) => { colour(e.target.value as By) }}>{colourings.map((b) => <option key={b} value={b}>{t.by[b]}</option>)}</select></label>
          ) : <span className="meta" aria-hidden>{t.by.label}</span>}
          <Toolbar className="tools" label={t.chainMap.looks}>
            {!narrow && (
              <div className="seg" role="group" aria-label={t.by.label}>
                {colourings.map((b) => <button key={b} type="button" aria-pressed={by === b || (b === 'capital' && by === 'amount')} onClick={() => { colour(b) }}>{t.by[b]}</button>)}
              </div>
            )}
            {!narrow && <button type="button" className="btn" aria-pressed={allEdges} onClick={() => { set({ edges: allEdges ? undefined : 'all' }) }}>{t.edges.all}</button>}
            <button type="button" className="btn" aria-pressed={table} onClick={() => { set({ view: table ? undefined : 'table' }) }}>{t.view.table}</button>
          </Toolbar></span>
        </div>
        {table && map.ratings && draftsOf(map.ratings) && <p className="meta" role="status">{t.mapRatings[draftsOf(map.ratings) ?? 'some']}</p>}
        {asks || m?.cards.length === 0 ? null : table ? scheme && <p className="row">{t.ratings.scheme} {scheme}</p> : <Legend by={by} keysBelow={m?.cards.some((c) => c.keysBelow) ?? false} phone={narrow} selected={selected !== null} filtered={filter !== null} compared={from !== null} crowded={map.crowded} named={!narrow && (scene?.named ?? false)} part={level !== 'overview'} more={scene !== null && m !== null && (narrow ? phoneOverflows(m, size.width) : overflows(m, scene, strips))} allEdges={allEdges} scale={scale} limits={map.shares.values().next().value?.limits} ratings={map.ratings} scheme={measure || scheme} />}
        {map.unrated && <p className="meta" role="status">{t.mapRatings.none}</p>}
        {ratedElsewhere.length > 0 && <p className="caution" role="status">{t.mapRatings.elsewhere} {ratedElsewhere.map((c, i) => <span key={c.id}>{i > 0 && t.comma}<Link to={{ pathname: `/${lang}/chains/${encodeURIComponent(c.code ?? c.id)}`, search: changed(new URLSearchParams(), { by: 'rating', scheme: query.get('scheme') ?? undefined, at: query.get('at') ?? undefined }) }}>{chainName(c, lang)}</Link></span>)}</p>}
        {map.failed && <Failed error={map.failed} />}
      </div>
      <div className={`map-body${map.pending && m ? ' before' : ''}${filter && m?.cards.every((c) => c.matching === 0) ? ' nobody' : ''}`} ref={ref}>
        {map.answer.error && !m ? <Failed error={map.answer.error} retry={() => void map.answer.refetch()} />
          : m?.cards.length === 0 ? <div className="nothing"><Empty title={t.risk.noSegments} why={t.home.emptyWhy} action={<Link className="btn" to={`/${lang}/imports`}>{t.nav.imports}</Link>} /></div>
            : !m || !scene ? <Skeleton rows={12} />
            : table ? <MapTable model={m} only={level === 'tier' ? (m.groups[shownGroup]?.cards ?? []) : level === 'segment' && selected !== null ? [selected] : null} shares={map.shares} rated={by === 'rating'} capital={ofCapital(by)} filtered={filter !== null} select={(i) => { set({ view: undefined, seg: m.cards[i]?.code || m.cards[i]?.id }) }} />
              : asks ? <SegmentChoice model={m} choose={(i) => { set({ seg: m.cards[i]?.code || m.cards[i]?.id }) }} />
              : size.width < 760 ? <TierLists model={m} by={by} shares={map.shares} width={size.width} selected={selected} hits={hits} group={level === 'overview' ? null : shownGroup} select={(i) => { set({ seg: m.cards[i]?.code || m.cards[i]?.id }) }} />
              : <MapView model={m} scene={scene} by={by} shares={map.shares} selected={selected} hits={hits} allEdges={allEdges} room={room} select={select} step={step} toTier={toTier} toggleEdges={() => { set({ edges: allEdges ? undefined : 'all' }) }} />}
        {drawer && m && <Drawer card={card} model={m} filtered={filter !== null} capital={ofCapital(by)} ratings={map.ratings} sheet={!wide} close={close} select={(i) => { set({ seg: m?.cards[i]?.code || m?.cards[i]?.id }) }} />}
      </div>
      <Facts>
        <FactsOfMap placed={chainInfo ? map.whole?.places[0]?.count.enterprises : map.whole?.placed.enterprises} total={map.whole?.total.enterprises} label={chainInfo ? t.line.inChain : t.line.placed} />
        <span className="wide-only">
          {t.line.download} <a href={xlsx} download>XLSX</a> / <a href={xlsx.replace('map.xlsx', 'map.csv')} download>CSV</a> / <button type="button" className="link" onClick={() => { void download('svg') }}>SVG</button> / <button type="button" className="link" onClick={() => { void download('png') }}>PNG</button>
        </span>
      </Facts>
    </main>
  )
}

/** A name in the language that it is written in. */
const Name = ({ of }: { of: string }) => <span lang={writtenIn(of)}>{of}</span>

/** Only what stands in the chain counts beside its filters. */
const inChain = (tops: string[]) => ({ segment: tops })
export type { By }

function FactsOfMap({ placed, total, label }: { placed: number | undefined; total: number | undefined; label: string }) {
  if (placed === undefined || !total) return null
  return <span>{label} <b>{count(placed)} / {count(total)}</b><span className="bar" aria-hidden><i style={{ width: `${(placed / total) * 100}%` }} /></span></span>
}
