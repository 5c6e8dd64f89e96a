import { useEffect } from 'react'
import { Link } from 'react-router'
import { ChainKeyNodesDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { SourceName } from '../parts/SourceName'
import { useReveal } from '../parts/useReveal'
import { chainName, Facts, useFrame } from '../shell/Shell'
import { Empty, Failed, Show, Skeleton } from '../shell/states'
import { changed, usePath, useQueryState, type Changes } from '../state'
import { KeyNodesTable } from './KeyNodesTable'
import { keyGraphs, keyOrders, nodeKey, nodeName, type KeyGraph, type KeyNodes } from './keynodes'
import { Metrics } from './Metrics'
import { Others } from './Others'
import { NodePanel } from './NodePanel'
import { of } from './risk'
import './risk.css'
import './keynodes.css'

/** What holds a chain together: which nodes lie between others, without which the graph falls apart, and of how much of it nobody tells. */
export function KeyNodesPage() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const frame = useFrame()
  const [query, set] = useQueryState()
  const chain = query.get('chain') ?? frame.chains[0]?.code ?? frame.chains[0]?.id ?? (frame.revision === undefined ? undefined : 'all')
  const graph = keyGraphs[query.get('graph') ?? ''] ?? 'SEGMENTS'
  const order = keyOrders[query.get('sort') ?? ''] ?? 'BETWEENNESS'
  const answer = useAsk(ChainKeyNodesDocument, { chain: chain === 'all' || chain === undefined ? null : chain, graph, order, reversed: query.get('rev') === '1', at }, { enabled: chain !== undefined })
  const k = answer.data?.data.chainKeyNodes ?? null
  const named = frame.chains.find((c) => c.code === chain || c.id === chain)
  const name = named ? chainName(named, lang) : t.allChains
  useEffect(() => { document.title = `${t.keyNodes.keyNodes} · ${t.name}` }, [t])
  return (
    <main id="main" tabIndex={-1} className="risk">
      <div className="page-head">
        <h1>{k ? titleOf(k, t) : t.keyNodes.keyNodes}</h1>
        {k && k.total > 0 && <p className="meta">{subtitleOf(k, name, t)}</p>}
        <div className="row filters">
          <Metrics metric="keynodes" set={set} />
          <label><span className="meta">{t.chain}</span>{' '}
            <select className="input" value={chain ?? ''} onChange={(e) => { set({ chain: e.target.value, node: undefined }) }}>
              {frame.chains.map((c) => <option key={c.id} value={c.code ?? c.id}>{chainName(c, lang)}</option>)}
              {chain && chain !== 'all' && !named && <option value={chain}>{chain}</option>}
              <option value="all">{t.allChains}</option>
            </select>
          </label>
          <span className="row"><span className="meta">{t.keyNodes.graphs}</span>
            <span className="seg no-print" role="group" aria-label={t.keyNodes.graphs}>
              {Object.entries(keyGraphs).map(([key, g]) => <button key={key} type="button" aria-pressed={g === graph} onClick={() => { set({ graph: g === 'SEGMENTS' ? undefined : key, node: undefined }) }}>{t.keyNodes[g].graph}</button>)}
            </span>
            <span className="print-only">{t.keyNodes[graph].graph}</span>
          </span>
        </div>
        <p className="meta">{t.keyNodes[graph].why}</p>
      </div>
      {answer.error && !answer.data ? <section className="panel"><Failed error={answer.error} retry={() => void answer.refetch()} /></section>
        : !answer.data ? <section className="panel"><Skeleton rows={12} /></section>
          : <Show answer={answer} rows={12}>{(x) => x.chainKeyNodes && <Body k={x.chainKeyNodes} name={name} chain={chain ?? 'all'} query={query} set={set} />}</Show>}
    </main>
  )
}

/** What was found, in a sentence, from the same answer as the table. */
function titleOf(k: KeyNodes, t: Texts): string {
  const g = t.keyNodes[k.graph]
  if (k.total === 0) return k.unjoined > 0 ? g.noneToo(count(k.unjoined)) : g.none
  return g.title(count(k.total), count(k.splitting)) + (k.unjoined > 0 ? g.unknownToo(count(k.unjoined)) : '')
}

function subtitleOf(k: KeyNodes, name: string, t: Texts): string {
  return [name, t.keyNodes.once, k.inferred > 0 ? t.keyNodes.inferred(count(k.inferred), count(k.links)) : '', t.keyNodes.judgesNobody].filter(Boolean).join(' · ')
}

interface BodyProps { k: KeyNodes; name: string; chain: string; query: URLSearchParams; set: (c: Changes, how?: 'push' | 'replace') => void }

function Body({ k, name, chain, query, set }: BodyProps) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const frame = useFrame()
  const g = t.keyNodes[k.graph]
  const key = query.get('node')
  const revealed = useReveal(key)
  if (k.total === 0) {
    return (
      <section className="panel">
        <Empty title={titleOf(k, t)} why={g.toRecord}
          action={<div className="row"><Others chain={chain} of={k.graph} set={set} /><a className="btn" href={`/download/template.xlsx?lang=${lang}`} download>{t.imports.template}</a><Link className="btn" to={path(`/${lang}/imports`)}>{t.nav.imports}</Link></div>} />
      </section>
    )
  }
  const chosen = key === null ? null : (k.nodes.find((n) => nodeKey(n.node) === key)?.node.id ?? key)
  const file = (format: string) => `/download/keynodes.${format}${changed(new URLSearchParams(), { chain: chain === 'all' ? undefined : chain, graph: query.get('graph') ?? undefined, sort: query.get('sort') ?? undefined, rev: query.get('rev') ?? undefined, at: query.get('at') ?? String(k.revision), lang })}`
  const picture = async (format: 'svg' | 'png') => {
    const { exportBars, keyNodesBars } = await import('./exportBars')
    const url = location.origin + location.pathname + changed(new URLSearchParams(location.search), { at: query.get('at') ?? `r${k.revision}` })
    await exportBars(format, keyNodesBars(k, { title: titleOf(k, t), subtitle: subtitleOf(k, name, t), url, dataDate: frame.dataDate ?? '', t, lang }))
  }
  return (
    <>
      <Tiles k={k} />
      <div className="cols">
        <div className="stack">
          <div className="risk-rows">
            <Panel title={t.keyNodes.nodes} note={<>{k.nodes.length < k.total ? of(k.nodes.length, k.total) : t.table.rows(count(k.total))}{k.draws > 0 && ` · ${t.keyNodes.placesHow(k.draws, share(k.leftOut, 0))}`}</>} flush>
              {[k.withheld, k.uncounted].map((why) => why && <p key={why.en} className="withheld read-how">{say(why, lang)}</p>)}
              <KeyNodesTable k={k} order={keyOrders[query.get('sort') ?? ''] ?? 'BETWEENNESS'} reversed={query.get('rev') === '1'} chosen={key} select={(node) => { set({ node: node || undefined }) }} set={set} />
            </Panel>
          </div>
        </div>
        <div className="stack">
          <div ref={revealed} tabIndex={-1} className="revealed"><NodePanel id={chosen} chain={chain === 'all' ? null : chain} graph={k.graph} /></div>
          {k.bridges.length > 0 && <div className="after-rows"><Bridges k={k} /></div>}
          {k.unjoined > 0 && <div className="after-rows"><Unjoined k={k} graph={k.graph} /></div>}
        </div>
      </div>
      <Facts>
        <span>{g.covered} <b>{of(k.known, k.expected)}</b>{k.expected > 0 && <span className="bar" aria-hidden><i style={{ width: `${(k.known / k.expected) * 100}%` }} /></span>}</span>
        {k.sources.length > 0 && <span className="wide-only ellipsis sources">{t.line.sources} {k.sources.slice(0, 2).map((s, i) => <span key={s.sourceId}>{i > 0 && t.lists.and}<b><SourceName source={s} /></b></span>)}{k.sources.length > 2 && ` +${k.sources.length - 2}`}</span>}
        <span className="wide-only">{t.line.download} <a href={file('xlsx')} download>XLSX</a> / <a href={file('csv')} download>CSV</a> / <button type="button" className="link" onClick={() => { void picture('svg') }}>SVG</button> / <button type="button" className="link" onClick={() => { void picture('png') }}>PNG</button></span>
      </Facts>
    </>
  )
}

function Tiles({ k }: { k: KeyNodes }) {
  const t = useTexts()
  const g = t.keyNodes[k.graph]
  const tiles: [value: string, label: string, how?: string][] = [
    [of(k.splitting, k.total), t.keyNodes.tileSplitting, t.keyNodes.splittingHow],
    [of(k.bridgeCount, k.links), t.keyNodes.tileBridges, t.keyNodes.bridgesHow],
    [count(k.components), t.keyNodes.tileComponents, t.keyNodes.componentsHow(count(k.largest))],
    [count(k.largestBlock), t.keyNodes.tileBlock, t.keyNodes.blockHow(count(k.blocks))],
    [k.expected > 0 ? share(k.known / k.expected, 0) : t.states.none, g.covered, g.coveredHow],
  ]
  return <section className="panel figures" aria-label={t.risk.figures}>{tiles.map(([value, label, how]) => <div key={label} title={how}><p className="value">{value}</p><p className="meta">{label}</p></div>)}</section>
}

/** The links without which the graph falls apart, those that cut off the most first. */
function Bridges({ k }: { k: KeyNodes }) {
  const t = useTexts()
  const lang = useLang()
  const name = (e: KeyNodes['bridges'][number]['from']) => <NodeLink node={{ id: e.id, label: nodeName(e, lang), nodeKind: e.nodeKind }} code={'code' in e ? e.code : null} />
  return (
    <Panel title={t.keyNodes.bridges} note={k.bridges.length < k.bridgeCount ? of(k.bridges.length, k.bridgeCount) : count(k.bridgeCount)}>
      <p className="meta">{t.keyNodes.bridgeHow}</p>
      <ul className="shares bridges">
        {k.bridges.map((b) => <li key={`${b.from.id} ${b.to.id}`}><span>{name(b.from)} → {name(b.to)}</span> <span className="meta">{t.keyNodes.cuts(count(b.cutNodes), k.graph === 'SEGMENTS' && b.cutEnterprises !== null ? count(b.cutEnterprises) : '')}</span></li>)}
      </ul>
    </Panel>
  )
}

/** What is joined to nothing that is recorded: a class of its own, in no figure. */
function Unjoined({ k, graph }: { k: KeyNodes; graph: KeyGraph }) {
  const t = useTexts()
  return (
    <Panel title={t.keyNodes[graph].unjoined} note={count(k.unjoined)}>
      <p className="meta">{t.keyNodes.unjoinedWhy}</p>
      {k.unjoinedSegments.length > 0 && <p className="members">{k.unjoinedSegments.map((s, i) => <span key={s.id}>{i > 0 && t.lists.and}<NodeLink node={{ id: s.id, label: s.label, nodeKind: 'SEGMENT' }} code={s.code} /></span>)}{k.unjoined > k.unjoinedSegments.length && ` ${t.keyNodes.others(count(k.unjoined - k.unjoinedSegments.length))}`}</p>}
    </Panel>
  )
}
