import { useEffect, useMemo, useRef, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { EnterpriseFilters } from '../parts/EnterpriseFilters'
import { Facts, chainName, useFrame } from '../shell/Shell'
import { Empty, Failed, NotFound, Skeleton } from '../shell/states'
import { count } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { changed, useQueryState } from '../state'
import { colourings, type By } from './colour'
import { Drawer } from './Drawer'
import { detail, overview, type Scene } from './layout'
import { Legend } from './Legend'
import { MapTable } from './MapTable'
import { MapView } from './MapView'
import { TierLists } from './TierLists'
import { useFilters } from './useFilter'
import { useMap } from './useMap'
import { useSize } from './useSize'
import './map.css'

export type Level = 'overview' | 'tier' | 'segment'
const levels: Level[] = ['overview', 'tier', 'segment']

/** The chain map: the first page that most people open. Whatever can be seen of it is in its address. */
export function MapPage() {
  const t = useTexts()
  const lang = useLang()
  const frame = useFrame()
  const navigate = useNavigate()
  const { chain = '' } = useParams()
  const [query, set] = useQueryState()
  const { chosen, filter } = useFilters(query)
  const by = colourings.find((b) => b === query.get('by')) ?? 'supply'
  const level = levels.find((l) => l === query.get('level')) ?? 'overview'
  const table = query.get('view') === 'table'
  const allEdges = query.get('edges') === 'all'
  const from = query.get('from')
  const map = useMap(chain === 'all' ? '' : chain, filter, by === 'capital', by === 'hhi' || by === 'coverage', from)
  const [ref, size] = useSize<HTMLDivElement>()
  const [typed, setTyped] = useState(query.get('q') ?? '')
  const view = useRef<HTMLDivElement>(null)

  const m = map.model
  const byCode = useMemo(() => new Map(m?.cards.map((c, i) => [c.code || c.id, i])), [m])
  const selected = byCode.get(query.get('seg') ?? '') ?? null
  const card = selected === null ? null : m?.cards[selected]
  const tierCode = query.get('tier')
  const group = m ? (m.groups.findIndex((g) => (g.code || g.id) === tierCode)) : -1
  const shownGroup = group >= 0 ? group : (card?.group ?? 0)
  const drawer = card !== null && card !== undefined && !table
  const wide = size.width > 900
  const room = drawer && wide ? 404 : 0

  const scene: Scene | null = useMemo(() => {
    if (!m || size.width === 0) return null
    if (level === 'overview') return overview(m, size.width, size.height)
    const cards = level === 'segment' ? (selected === null ? (m.groups[shownGroup]?.cards.slice(0, 1) ?? []) : [selected]) : (m.groups[shownGroup]?.cards ?? [])
    return detail(m, cards, level, Math.max(760, size.width - room))
  }, [m, size.width, size.height, level, shownGroup, selected, room])

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
  const empty = m?.cards.filter((c) => c.count === 0).length ?? 0
  const title = !m ? name
    : level === 'tier' ? t.map.tierTitle(m.groups[shownGroup]?.cards.length ?? 0)
      : current ? t.map.segmentTitle(count(current.count))
        : filter && map.some ? `${name}${t.colon}${t.map.filtered(count(map.some.places[0]?.count.enterprises ?? 0), count(map.whole?.places[0]?.count.enterprises ?? 0), m.cards.filter((c) => c.matching > 0).length)}`
          : empty ? t.map.title(name, m.cards.length, empty) : t.map.full(name, m.cards.length, count(map.whole?.places[0]?.count.enterprises ?? 0))
  useEffect(() => { document.title = `${name} · ${t.name}` }, [name, t])

  if (map.answer.data && !map.whole) return <NotFound />

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
  const toTier = (g: number) => { set({ level: 'tier', tier: m?.groups[g]?.code || m?.groups[g]?.id, seg: undefined }) }
  const download = async (format: 'svg' | 'png') => {
    if (!m || !scene) return
    const { exportMap } = await import('./export')
    await exportMap(format, { model: m, scene, by, shares: map.shares, title, subtitle: (map.crowded ? t.map.subtitleCrowded : t.map.subtitle)(count(map.whole?.placed.enterprises ?? 0)), url: location.origin + location.pathname + changed(new URLSearchParams(location.search), { at: query.get('at') ?? `r${map.whole?.revision ?? ''}` }), revision: map.whole?.revision ?? 0, dataDate: frame.dataDate ?? '', allEdges, selected, t, lang })
  }
  const xlsx = `/download/map.xlsx${changed(new URLSearchParams(), { chain: chain === 'all' ? undefined : chain, enterprises: filter ? JSON.stringify(filter) : undefined, capital: by === 'capital' ? 'true' : undefined, at: query.get('at') ?? (map.whole ? String(map.whole.revision) : undefined), lang })}`

  return (
    <main className="wide map-page" id="main" tabIndex={-1}>
      <div className="map-head">
        <div className="row">
          <div className="titles">
            <h1>
              {level === 'tier' && m && <><span className="crumb">{m.groups[shownGroup]?.code}</span> {m.groups[shownGroup]?.name}{t.colon}</>}
              {current && <><span className="crumb">{current.code}</span> {current.name}{t.colon}</>}
              {title}
            </h1>
            <p className="meta">{map.crowded ? t.map.subtitleCrowded(count(map.whole?.placed.enterprises ?? 0)) : scene && scene.scale > 1 ? t.map.subtitleScale(count(map.whole?.placed.enterprises ?? 0), scene.scale) : t.map.subtitle(count(map.whole?.places[0]?.count.enterprises ?? 0))}</p>
          </div>
          {frame.chains.length > 1 && (
            <label className="chain-switch"><span className="meta">{t.chain}</span>{' '}
              <select className="input" value={chainInfo?.id ?? 'all'} onChange={(e) => {
                const c = frame.chains.find((x) => x.id === e.target.value)
                void navigate({ pathname: `/${lang}/chains/${encodeURIComponent(c?.code ?? c?.id ?? 'all')}`, search: changed(new URLSearchParams(location.search), { seg: undefined, tier: undefined, level: undefined }) })
              }}>
                {frame.chains.map((c) => <option key={c.id} value={c.id}>{chainName(c, lang)}</option>)}
                {!chainInfo && <option value="all">{t.allChains}</option>}
              </select>
            </label>
          )}
          <div className="seg" role="group" aria-label={t.level.label}>
            {levels.map((l) => <button key={l} type="button" aria-pressed={level === l && !table} onClick={() => { set({ view: undefined, level: l === 'overview' ? undefined : l, tier: l === 'tier' ? (m?.groups[shownGroup]?.code || m?.groups[shownGroup]?.id) : undefined, ...(l === 'segment' && !card ? { seg: m?.cards[m.groups[shownGroup]?.cards[0] ?? 0]?.code } : {}) }) }}>{t.level[l]}</button>)}
          </div>
        </div>
        <div className="row filters">
          <EnterpriseFilters chosen={chosen} set={set} {...(chainInfo ? { base: inChain(map.whole?.places.filter((p) => p.depth === 1).map((p) => p.node.id) ?? []) } : {})} />
          <input className="input finder" type="search" aria-label={t.filter.find} placeholder={t.filter.find} value={typed} maxLength={64} onChange={(e) => { setTyped(e.target.value); set({ q: e.target.value || undefined }, 'replace') }} />
          {filter && <Link className="btn" to={{ pathname: `/${lang}/gaps`, search: changed(new URLSearchParams(location.search), { chain: chain === 'all' ? undefined : chain, seg: undefined, level: undefined, tier: undefined, by: undefined, edges: undefined, view: undefined, q: undefined, from: undefined }) }}>{t.map.toGaps}</Link>}
          {hits && <span className="meta" role="status">{hits.size}</span>}
          {from && <button type="button" className="btn" aria-pressed onClick={() => { set({ from: undefined }) }}>{t.map.comparedWith(from)} <span aria-hidden>✕</span></button>}
          <span className="space" />
          <span className="meta">{t.by.label}</span>
          <div className="seg" role="group" aria-label={t.by.label}>
            {colourings.map((b) => <button key={b} type="button" aria-pressed={by === b} onClick={() => { set({ by: b === 'supply' ? undefined : b }) }}>{t.by[b]}</button>)}
          </div>
          <button type="button" className="btn" aria-pressed={allEdges} onClick={() => { set({ edges: allEdges ? undefined : 'all' }) }}>{t.edges.all}</button>
          <button type="button" className="btn" aria-pressed={table} onClick={() => { set({ view: table ? undefined : 'table' }) }}>{t.view.table}</button>
        </div>
        <Legend by={by} selected={selected !== null} filtered={filter !== null} compared={from !== null} crowded={map.crowded} scale={scene?.scale ?? 1} limits={map.shares.values().next().value?.limits} />
        {map.failed && <Failed error={map.failed} />}
      </div>
      <div className={`map-body${map.pending && m ? ' before' : ''}${filter && m?.cards.every((c) => c.matching === 0) ? ' nobody' : ''}`} ref={ref}>
        {map.answer.error && !m ? <Failed error={map.answer.error} retry={() => void map.answer.refetch()} />
          : m?.cards.length === 0 ? <Empty title={t.home.empty} why={t.home.emptyWhy} />
            : !m || !scene ? <Skeleton rows={12} />
            : table ? <MapTable model={m} shares={map.shares} filtered={filter !== null} select={(i) => { set({ view: undefined, seg: m.cards[i]?.code || m.cards[i]?.id }) }} />
              : size.width < 760 ? <TierLists model={m} by={by} shares={map.shares} width={size.width} selected={selected} hits={hits} group={level === 'overview' ? null : shownGroup} select={(i) => { set({ seg: m.cards[i]?.code || m.cards[i]?.id }) }} />
              : <MapView ref={view} model={m} scene={scene} by={by} shares={map.shares} selected={selected} hits={hits} allEdges={allEdges} room={room} select={select} step={step} toTier={toTier} toggleEdges={() => { set({ edges: allEdges ? undefined : 'all' }) }} />}
        {drawer && m && <Drawer card={card} model={m} filtered={filter !== null} close={() => { select(null); view.current?.focus() }} select={(i) => { set({ seg: m?.cards[i]?.code || m?.cards[i]?.id }) }} />}
      </div>
      <Facts>
        <FactsOfMap placed={map.whole?.placed.enterprises} total={map.whole?.total.enterprises} />
        {filter && map.some && map.some.unknown.enterprises > 0 && <span className="wide-only">{t.filter.undecided(count(map.some.unknown.enterprises))}</span>}
        <span className="wide-only">
          {t.line.download} <a href={xlsx} download>XLSX</a> / <a href={xlsx.replace('map.xlsx', 'map.csv')} download>CSV</a> / <button type="button" className="link" onClick={() => { void download('svg') }}>SVG</button> / <button type="button" className="link" onClick={() => { void download('png') }}>PNG</button>
        </span>
      </Facts>
    </main>
  )
}

/** Only what stands in the chain counts beside its filters. */
const inChain = (tops: string[]) => ({ segment: tops })
export type { By }

function FactsOfMap({ placed, total }: { placed: number | undefined; total: number | undefined }) {
  const t = useTexts()
  if (placed === undefined || !total) return null
  return <span>{t.line.placed} <b>{count(placed)} / {count(total)}</b><span className="bar" aria-hidden><i style={{ width: `${(placed / total) * 100}%` }} /></span></span>
}
