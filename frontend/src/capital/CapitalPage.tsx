import { useEffect, useMemo } from 'react'
import { Link } from 'react-router'
import { CapitalOptionsDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, currencyName } from '../format'
import { FundingPage } from '../funding/FundingPage'
import { say, useLang, useTexts } from '../i18n/i18n'
import { useSize } from '../map/useSize'
import { leastWidth } from './useNarrow'
import { readFilters } from '../map/useFilter'
import { EnterpriseFilters } from '../parts/EnterpriseFilters'
import { FilterButton } from '../parts/FilterButton'
import { Clauses } from '../parts/Clauses'
import { Panel } from '../parts/Panel'
import { pageOf } from '../shell/pages'
import { Empty, Failed, Show, Skeleton } from '../shell/states'
import { chainName, Facts, useFrame } from '../shell/Shell'
import { changed, usePath, useQueryState, type Changes } from '../state'
import { disclosed, drawing as drawingOf, figure, inSeveral, leaders, nameOf, outsideMore, nodesOf, partsOf, type Flow } from './flow'
import { FlowPicture } from './FlowPicture'
import { FlowTable } from './FlowTable'
import { layout } from './layout'
import { PeriodFilter } from './PeriodFilter'
import { Periods } from './Periods'
import { Recent } from './Recent'
import { Views } from './Views'
import { tops, useAsked, useFlow, useThrough, type Asked } from './useFlow'
import './capital.css'

/** Where capital flows, or its rankings: two looks at the same rounds. */
export function CapitalPage() {
  const [query] = useQueryState()
  return query.get('view') === 'lists' ? <FundingPage /> : <FlowPage />
}

function FlowPage() {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const frame = useFrame()
  const [query, set] = useQueryState()
  const chain = query.get('chain') ?? frame.chains[0]?.code ?? frame.chains[0]?.id ?? (frame.revision !== undefined && frame.chains.length === 0 ? 'all' : undefined)
  const asked = useAsked(query, chain)
  const answer = useFlow(asked, chain !== undefined)
  const selected = query.get('sel') ?? ''
  const view = query.get('view') === 'table' ? 'table' : 'flow'
  const flow = answer.data?.data.capitalFlow ?? null
  const name = frame.chains.find((c) => c.code === chain || c.id === chain)
  const filtered = Boolean(asked.variables.from ?? asked.variables.to ?? asked.enterprises) || asked.kinds.length + asked.only.length > 0
  const title = flow ? titleOf(flow) : t.nav.funding
  function titleOf(f: Flow) {
    const of = name ? chainName(name, lang) : t.allChains
    const first = leaders(f).map((n) => say(n.label, lang))
    const group = f.leading ? t.capital.mostIn(first.slice(0, 3).join(t.lists.and), outsideMore(f), first.length) : ''
    if (f.currency && f.leading) return t.capital.byAmount(of, count(f.drawn), currencyName(f.currency, lang), group, figure(f.leading.measure, f.currency, lang))
    return f.leading ? t.capital.title(of, count(f.rounds), group, count(f.leading.measure.rounds)) : t.capital.plain(of, count(f.rounds))
  }
  useEffect(() => { document.title = `${t.nav.funding} · ${t.name}` }, [t])
  const clear = { from: undefined, to: undefined, region: undefined, stage: undefined, ikind: undefined, only: undefined, all: undefined, sel: undefined }
  const empty = flow?.total === 0
  return (
    <main id="main" tabIndex={-1} className="capital">
      <div className="page-head">
        <div className="row"><div className="titles"><h1><Clauses text={title} /></h1></div><span className="space" /><Views view={view} /></div>
        {flow && !empty && <p className="meta">{subtitleOf(flow, asked.only, t, lang)}</p>}
        {!empty && <Filters asked={asked} chain={chain} query={query} set={set} flow={flow} filtered={filtered} clear={clear} />}
      </div>
      {answer.error && !answer.data ? <section className="panel"><Failed error={answer.error} retry={() => void answer.refetch()} /></section>
        : !flow && !answer.data ? <section className="panel"><Skeleton rows={12} /></section>
          : empty ? <section className="panel"><Empty title={t.fundingPage.none} why={t.fundingPage.noneWhy} action={<Link className="btn" to={path(`/${lang}/imports`)}>{t.nav.imports}</Link>} /></section>
            : (
              <Show answer={answer} rows={12}>
                {(d) => d.capitalFlow && (d.capitalFlow.rounds === 0
                  ? <section className="panel"><Empty title={t.capital.noneMatch} why={d.capitalFlow.undecided > 0 ? t.capital.undecided(count(d.capitalFlow.undecided)) : t.gaps.noneWhy} action={<button type="button" className="btn" onClick={() => { set(clear) }}>{t.filter.clear}</button>} /><Outside flow={d.capitalFlow} asked={asked} chain={query.get('chain')} set={set} /></section>
                  : <Body flow={d.capitalFlow} asked={asked} selected={selected} view={view} title={titleOf(d.capitalFlow)} set={set} query={query} />)}
              </Show>
            )}
    </main>
  )
}

/** Why figures of groups and of all of them differ: a round may be in several. Groups that nobody chose are there for the same reason. */
function severalOf(flow: Flow, only: readonly string[], t: ReturnType<typeof useTexts>, lang: ReturnType<typeof useLang>): string {
  if (!inSeveral(flow)) return ''
  const groups = flow.nodes.filter((n) => n.column === 'GROUP')
  const beside = groups.some((n) => only.includes(n.id)) ? groups.filter((n) => !only.includes(n.id)).map((n) => nameOf(n, t, lang)) : []
  return `${flow.currency ? t.capital.amountSplit : t.capital.roundTwice}${beside.length > 0 ? t.comma + t.capital.beside(beside.slice(0, 3).join(t.lists.and), beside.length > 3) : ''}`
}

/** What is on record of the rounds: of when they are, what was disclosed, and what was not. */
function subtitleOf(flow: Flow, only: readonly string[], t: ReturnType<typeof useTexts>, lang: ReturnType<typeof useLang>): string {
  const hidden = flow.rounds - flow.disclosed
  return [
    flow.first && flow.last ? t.capital.period(flow.first.slice(0, 7), flow.last.slice(0, 7)) : '',
    flow.disclosed > 0 ? t.capital.sum(count(flow.disclosed), disclosed(flow, lang).join(t.lists.and)) : '',
    hidden > 0 ? t.capital.hidden(count(hidden)) : '',
    severalOf(flow, only, t, lang),
    flow.currency && flow.drawn < flow.disclosed ? t.capital.otherCurrencies(count(flow.disclosed - flow.drawn), currencyName(flow.currency, lang)) : '',
  ].filter(Boolean).join(t.semicolon)
}

function Body({ flow, asked, selected, view, title, set, query }: { flow: Flow; asked: Asked; selected: string; view: 'flow' | 'table'; title: string; set: (c: Changes) => void; query: URLSearchParams }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const frame = useFrame()
  const [ref, size] = useSize<HTMLDivElement>()
  const drawing = useMemo(() => drawingOf(flow, t, lang), [flow, t, lang])
  const scene = useMemo(() => (size.width >= leastWidth ? layout(drawing.nodes, drawing.links, size.width, 620, asked.amount) : null), [drawing, size.width, asked.amount])
  const select = (id: string) => { set({ sel: id || undefined }) }
  const node = (id: string) => flow.nodes.find((n) => n.id === id)
  const ends = nodesOf(selected).flatMap((id) => node(id) ?? [])
  const known = ends.length > 0 && ends.length === nodesOf(selected).length
  const parts = partsOf(flow, useThrough(asked, known ? nodesOf(selected) : []))
  const page = ends.length === 1 && ends[0]?.node ? pageOf(ends[0].node.nodeKind, ends[0].node.id) : null
  const revision = flow.revision
  const subtitle = subtitleOf(flow, asked.only, t, lang)
  const download = async (format: 'svg' | 'png') => {
    if (!scene) return
    const { exportFlow } = await import('./export')
    await exportFlow(format, { drawing, scene, selected, parts, how: howOf(flow, asked, t), amount: asked.amount, title, subtitle, asked: asked.only.map((id) => { const n = node(id); return n ? nameOf(n, t, lang) : id }).join(', '), url: location.origin + location.pathname + changed(new URLSearchParams(location.search), { at: query.get('at') ?? `r${revision}` }), revision, dataDate: frame.dataDate ?? '', t })
  }
  const v = asked.variables
  const file = (format: string) => `/download/flow.${format}${changed(new URLSearchParams(), { chain: v.chain ?? undefined, from: v.from ?? undefined, to: v.to ?? undefined, enterprises: asked.enterprises ? JSON.stringify(asked.enterprises) : undefined, investorKinds: asked.kinds.join(','), only: asked.only.join(','), placedOnly: v.placedOnly ? 'true' : undefined, width: asked.amount ? 'amount' : undefined, currency: flow.currency ?? undefined, investors: String(v.investors), at: query.get('at') ?? String(revision), lang })}`
  // In the place of the note: what is chosen moves nothing.
  const picked = known ? (
    <div className="row picked" role="status">
      <span><span className="meta">{t.capital.chosen}</span> <b>{ends.map((n) => nameOf(n, t, lang)).join(' → ')}</b></span>
      {ends.every((n) => n.kind !== 'OTHERS') && !nodesOf(selected).every((id) => asked.only.includes(id)) && <button type="button" className="btn small" onClick={() => { set({ only: [...new Set([...asked.only, ...nodesOf(selected)])].join(','), sel: undefined }) }}>{t.capital.only}</button>}
      {page && <Link className="btn small" to={path(`/${lang}${page}`)}>{t.capital.openPage}</Link>}
      <button type="button" className="btn small plain" onClick={() => { select('') }}>{t.capital.letGo}</button>
    </div>
  ) : null
  // The tables are of equal rank: by choice, and where the picture has no room.
  const tables = view === 'table' || (size.width > 0 && !scene)
  return (
    <>
      <div className="cols">
        <div className="stack" ref={ref}>
          {tables && picked}
          {tables ? <><section className="panel"><Outside flow={flow} asked={asked} chain={query.get('chain')} set={set} /></section><FlowTable flow={flow} drawing={drawing} selected={selected} select={select} /></>
            : (
              <Panel title={t.capital.heading} note={picked ? undefined : howOf(flow, asked, t)} actions={picked} flush>
                {flow.drawn === 0 ? <Empty title={t.capital.noAmounts} why={t.capital.noAmountsWhy} action={<button type="button" className="btn" onClick={() => { set({ width: undefined, currency: undefined }) }}>{t.capital.toRounds}</button>} />
                  : scene && <FlowPicture drawing={drawing} scene={scene} selected={selected} parts={parts} select={select} />}
                {asked.amount && drawing.nodes.some((n) => n.sure < n.size || n.figure.startsWith('≥')) && <p className="meta foot">{t.capital.rangeHow}</p>}
                <Outside flow={flow} asked={asked} chain={query.get('chain')} set={set} />
              </Panel>
            )}
        </div>
        <div className="stack">
          <Periods flow={flow} from={query.get('from') ?? ''} to={query.get('to') ?? ''} set={set} />
          <Recent asked={asked} selected={known ? selected : ''} />
        </div>
      </div>
      <Facts>
        <Fact label={t.capital.amountsKnown} n={flow.disclosed} of={flow.rounds} />
        <Fact label={t.capital.placed} n={flow.placed} of={asked.variables.placedOnly ? flow.rounds + flow.elsewhere + flow.nowhere : flow.rounds} />
        {flow.undecided > 0 && <span className="wide-only">{t.capital.undecided(count(flow.undecided))}</span>}
        <span className="wide-only">
          {t.line.download} <a href={file('xlsx')} download>XLSX</a> / <a href={file('csv')} download>CSV</a>{scene && !tables && <> / <button type="button" className="link" onClick={() => { void download('svg') }}>SVG</button> / <button type="button" className="link" onClick={() => { void download('png') }}>PNG</button></>}
        </span>
      </Facts>
    </>
  )
}

/** How the figures of what is drawn are to be read: no more than what is there. */
function howOf(flow: Flow, asked: Asked, t: ReturnType<typeof useTexts>): string {
  return [
    asked.amount ? t.flow.amounts : t.flow.rounds,
    // A round that is split has a share that is not whole.
    flow.links.some((l) => !/^\d+$/.test(l.measure.weight)) ? t.flow.split : '',
    flow.nodes.some((n) => n.kind !== 'NAMED') ? t.flow.grey : '',
  ].filter(Boolean).join(t.semicolon)
}

/** The rounds that the picture of a chain leaves out, or has beside its own: those elsewhere on the map, and those placed nowhere. */
function Outside({ flow, asked, chain, set }: { flow: Flow; asked: Asked; chain: string | null; set: (c: Changes) => void }) {
  const t = useTexts()
  if (chain === 'all' || flow.elsewhere + flow.nowhere === 0) return null
  const what = [flow.elsewhere > 0 ? t.flow.elsewhere(count(flow.elsewhere)) : '', flow.nowhere > 0 ? t.flow.nowhere(count(flow.nowhere)) : ''].filter(Boolean).join(t.lists.and)
  return (
    <p className="row outside" role="note">
      <span className="quiet" aria-hidden />
      <span className="meta">{asked.all ? t.flow.drawnToo(what) : t.flow.leftOut(what)}</span>
      <button type="button" className="btn small" onClick={() => { set({ all: asked.all ? undefined : '1', ...(asked.all ? { only: asked.only.filter((id) => id !== 'g:+' && id !== 'g:-').join(',') } : {}), sel: undefined }) }}>{asked.all ? t.flow.ownOnly : t.flow.drawAll}</button>
    </p>
  )
}

function Fact({ label, n, of }: { label: string; n: number; of: number }) {
  return <span>{label} <b>{count(n)} / {count(of)}</b>{of > 0 && <span className="bar" aria-hidden><i style={{ width: `${(n / of) * 100}%` }} /></span>}</span>
}

/** What the flow is asked for: each filter is in the address. */
function Filters({ asked, chain, query, set, flow, filtered, clear }: { asked: Asked; chain: string | undefined; query: URLSearchParams; set: (c: Changes, how?: 'push' | 'replace') => void; flow: Flow | null; filtered: boolean; clear: Changes }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const frame = useFrame()
  const options = useAsk(CapitalOptionsDocument, { chain: chain === 'all' ? null : chain, at }, { enabled: chain !== undefined }).data?.data
  const all = options?.capitalFlow?.nodes ?? []
  const of = (column: 'GROUP' | 'ROUND') => all.filter((n) => n.column === column).map((n) => ({ value: n.id, label: `${n.code ? `${n.code} ` : ''}${say(n.label, lang)}`, n: n.measure.rounds }))
  const is = (id: string, ...prefixes: string[]) => prefixes.some((p) => id.startsWith(p))
  const keep = (prefixes: string[], values: string[]) => { set({ only: [...asked.only.filter((id) => !is(id, ...prefixes)), ...values].join(','), sel: undefined }) }
  const investors = asked.only.filter((id) => is(id, 'i:'))
  const label = (id: string) => { const n = [...all, ...(flow?.nodes ?? [])].find((x) => x.id === id); return n ? say(n.label, lang) : t.capital.anInvestor }
  const kinds = [{ value: 'enterprise', label: t.capital.enterprise }, ...(options?.vocabulary.kinds?.entries.map((e) => ({ value: e.code, label: say(e.label, lang) })) ?? [])]
  const currencies = flow?.sums.filter((s) => s.currency && s.events > s.undisclosed).map((s) => s.currency) ?? []
  return (
    <div className="row filters">
      <label><span className="meta">{t.chain}</span>{' '}
        <select className="input" value={chain ?? ''} onChange={(e) => { set({ chain: e.target.value, only: undefined, all: undefined, sel: undefined }) }}>
          {frame.chains.map((c) => <option key={c.id} value={c.code ?? c.id}>{chainName(c, lang)}</option>)}
          <option value="all">{t.allChains}</option>
        </select>
      </label>
      <PeriodFilter from={query.get('from') ?? ''} to={query.get('to') ?? ''} set={set} />
      <FilterButton label={t.enterprise.round} options={of('ROUND')} chosen={asked.only.filter((id) => is(id, 'r:'))} change={(v) => { keep(['r:'], v) }} />
      <FilterButton label={t.capital.group} options={of('GROUP')} chosen={asked.only.filter((id) => is(id, 'g:', 't:'))} change={(v) => { keep(['g:', 't:'], v) }} />
      <FilterButton label={t.capital.investorKind} options={kinds} chosen={asked.kinds} change={(v) => { set({ ikind: v.join(',') }) }} />
      <EnterpriseFilters chosen={{ ...readFilters(query), kind: [], park: [], list: [] }} set={set} keys={['region', 'stage']} />
      {investors.map((id) => <button key={id} type="button" className="btn" aria-pressed onClick={() => { keep(['i:'], investors.filter((x) => x !== id)) }}>{label(id)} <span aria-hidden>✕</span></button>)}
      {filtered && <button type="button" className="btn plain" onClick={() => { set(clear) }}>{t.capital.clearAll}</button>}
      <span className="space" />
      <label><span className="meta">{t.capital.named}</span>{' '}
        <select className="input" value={String(asked.variables.investors)} onChange={(e) => { set({ top: e.target.value === '12' ? undefined : e.target.value }) }}>{tops.toSorted((a, b) => a - b).map((n) => <option key={n} value={n}>{n}</option>)}</select>
      </label>
      <span className="row">
        <span className="meta">{t.capital.width}</span>
        <span className="seg" role="group" aria-label={t.capital.width}>
          <button type="button" aria-pressed={!asked.amount} onClick={() => { set({ width: undefined, currency: undefined }) }}>{t.capital.rounds}</button>
          <button type="button" aria-pressed={asked.amount} onClick={() => { set({ width: 'amount' }) }}>{t.capital.amount}</button>
        </span>
        {asked.amount && currencies.length > 1 && <select className="input" aria-label={t.capital.currency} value={flow?.currency ?? ''} onChange={(e) => { set({ currency: e.target.value }) }}>{currencies.map((c) => <option key={c} value={c}>{currencyName(c, lang)}</option>)}</select>}
      </span>
      <Link className="btn" to={path(`/${lang}/funding/all`, { sort: 'date', down: '1' })}>{t.fundingPage.all}</Link>
    </div>
  )
}
