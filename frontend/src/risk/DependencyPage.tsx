import { useEffect } from 'react'
import { Link } from 'react-router'
import { ChainDependencyDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, share } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { Panel } from '../parts/Panel'
import { SourceName } from '../parts/SourceName'
import { useReveal } from '../parts/useReveal'
import { Empty, Failed, Show, Skeleton } from '../shell/states'
import { chainName, Facts, useFrame } from '../shell/Shell'
import { changed, usePath, useQueryState, type Changes } from '../state'
import { Categories } from './Categories'
import { inputOrders, type Dependency } from './dependency'
import { DependencyTable } from './DependencyTable'
import { InputPanel } from './InputPanel'
import { Metrics } from './Metrics'
import { Others } from './Others'
import { of } from './risk'
import './risk.css'
import './dependency.css'

/** How much the enterprises of a chain depend on single suppliers, and of how much of that nobody tells. */
export function DependencyPage() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const frame = useFrame()
  const [query, set] = useQueryState()
  const chain = query.get('chain') ?? frame.chains[0]?.code ?? frame.chains[0]?.id ?? (frame.revision === undefined ? undefined : 'all')
  const year = /^\d{4}$/.test(query.get('year') ?? '') ? query.get('year') : null
  const order = inputOrders[query.get('sort') ?? ''] ?? 'FIRST'
  const answer = useAsk(ChainDependencyDocument, { chain: chain === 'all' || chain === undefined ? null : chain, year, segment: query.get('seg'), order, reversed: query.get('rev') === '1', at }, { enabled: chain !== undefined })
  const d = answer.data?.data.chainDependency ?? null
  const named = frame.chains.find((c) => c.code === chain || c.id === chain)
  const name = named ? chainName(named, lang) : t.allChains
  useEffect(() => { document.title = `${t.dependency.dependency} · ${t.name}` }, [t])
  return (
    <main id="main" tabIndex={-1} className="risk">
      <div className="page-head">
        <h1>{d ? titleOf(d, t) : t.dependency.dependency}</h1>
        {d && d.total > 0 && <p className="meta">{subtitleOf(d, name, t)}</p>}
        <div className="row filters">
          <Metrics metric="dependency" set={set} />
          <label><span className="meta">{t.chain}</span>{' '}
            <select className="input" value={chain ?? ''} onChange={(e) => { set({ chain: e.target.value, seg: undefined, buyer: undefined, year: undefined }) }}>
              {frame.chains.map((c) => <option key={c.id} value={c.code ?? c.id}>{chainName(c, lang)}</option>)}
              {chain && chain !== 'all' && !named && <option value={chain}>{chain}</option>}
              <option value="all">{t.allChains}</option>
            </select>
          </label>
          {d && d.years.length > 0 && (
            <label><span className="meta">{t.risk.year}</span>{' '}
              <select className="input" value={year ?? ''} onChange={(e) => { set({ year: e.target.value || undefined }) }}>
                <option value="">{t.dependency.latestYear}</option>
                {year && !d.years.some((y) => y.year === year) && <option value={year}>{year}</option>}
                {d.years.map((y) => <option key={y.year} value={y.year}>{t.dependency.yearOf(y.year, count(y.inputs))}</option>)}
              </select>
            </label>
          )}
        </div>
      </div>
      {answer.error && !answer.data ? <section className="panel"><Failed error={answer.error} retry={() => void answer.refetch()} /></section>
        : !answer.data ? <section className="panel"><Skeleton rows={12} /></section>
          : <Show answer={answer} rows={12}>{(x) => x.chainDependency && <Body d={x.chainDependency} name={name} chain={chain ?? 'all'} year={year} query={query} set={set} />}</Show>}
    </main>
  )
}

/** What was found, in a sentence, from the same answer as the table. */
function titleOf(d: Dependency, t: Texts): string {
  if (d.total === 0) return d.expected > 0 ? t.dependency.nothing(count(d.expected)) : t.dependency.none
  return t.dependency.title(count(d.counts.computed), count(d.counts.dominated)) + (d.expected > d.recorded ? t.dependency.unknownToo(count(d.expected - d.recorded)) : '')
}

function subtitleOf(d: Dependency, name: string, t: Texts): string {
  return [
    name,
    d.firstYear && d.lastYear ? t.dependency.years(d.firstYear, d.lastYear) : '',
    d.counts.noShares > 0 ? t.dependency.noShares(count(d.counts.noShares)) : '',
    d.unnamed > 0 ? t.dependency.unnamed(count(d.unnamed)) : '',
    t.dependency.what,
    t.dependency.judgesNobody,
  ].filter(Boolean).join(' · ')
}

interface BodyProps { d: Dependency; name: string; chain: string; year: string | null; query: URLSearchParams; set: (c: Changes, how?: 'push' | 'replace') => void }

function Body({ d, name, chain, year, query, set }: BodyProps) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const frame = useFrame()
  const seg = query.get('seg')
  const buyer = query.get('buyer')
  const chosen = buyer && seg ? { buyer, segment: query.get('of') ?? seg } : buyer && query.get('of') ? { buyer, segment: query.get('of') ?? '' } : null
  const revealed = useReveal(chosen ? `${chosen.buyer} ${chosen.segment}` : null)
  if (d.total === 0) {
    return (
      <section className="panel">
        <Empty title={d.expected > 0 ? t.dependency.nothing(count(d.expected)) : t.dependency.none} why={t.dependency.toRecord}
          action={<div className="row"><Others chain={chain} of="dependency" set={set} /><a className="btn" href={`/download/template.xlsx?lang=${lang}`} download>{t.imports.template}</a><Link className="btn" to={path(`/${lang}/imports`)}>{t.nav.imports}</Link></div>} />
      </section>
    )
  }
  const category = d.categories.find((c) => c.segment.id === seg)
  const all = category?.total ?? d.total
  const file = (format: string) => `/download/dependency.${format}${changed(new URLSearchParams(), { chain: chain === 'all' ? undefined : chain, segment: seg ?? undefined, year: year ?? undefined, sort: query.get('sort') ?? undefined, rev: query.get('rev') ?? undefined, at: query.get('at') ?? String(d.revision), lang })}`
  const picture = async (format: 'svg' | 'png') => {
    const { exportBars, dependencyBars } = await import('./exportBars')
    const url = location.origin + location.pathname + changed(new URLSearchParams(location.search), { at: query.get('at') ?? `r${d.revision}` })
    await exportBars(format, dependencyBars(d, { title: titleOf(d, t), subtitle: subtitleOf(d, name, t), url, dataDate: frame.dataDate ?? '', t, lang }))
  }
  return (
    <>
      <Tiles d={d} />
      <div className="cols">
        <div className="stack">
          <Panel title={t.dependency.byCategory} note={t.dependency.onePart} flush><Categories d={d} chosen={seg} choose={(id) => { set({ seg: id === seg ? undefined : id, buyer: undefined, of: undefined }) }} /></Panel>
          <div className="risk-rows">
            <Panel title={category ? t.dependency.inputsOf(`${category.segment.code ?? ''} ${category.segment.label}`.trim()) : t.dependency.inputs} note={d.inputs.length < all ? of(d.inputs.length, all) : t.table.rows(count(all))} flush
              actions={category && <button type="button" className="btn small no-print" onClick={() => { set({ seg: undefined }) }}>{t.dependency.allInputs}</button>}>
              <DependencyTable d={d} order={inputOrders[query.get('sort') ?? ''] ?? 'FIRST'} reversed={query.get('rev') === '1'} chosen={chosen ? `${chosen.buyer} ${chosen.segment}` : null} set={set} />
            </Panel>
          </div>
        </div>
        <div className="stack">
          <div ref={revealed} tabIndex={-1} className="revealed"><InputPanel chosen={chosen} chain={chain === 'all' ? null : chain} year={year} /></div>
        </div>
      </div>
      <Facts>
        <span>{t.dependency.covered} <b>{of(d.recorded, d.expected)}</b>{d.expected > 0 && <span className="bar" aria-hidden><i style={{ width: `${(d.recorded / d.expected) * 100}%` }} /></span>}</span>
        {d.sources.length > 0 && <span className="wide-only ellipsis sources">{t.line.sources} {d.sources.slice(0, 2).map((s, i) => <span key={s.sourceId}>{i > 0 && t.lists.and}<b><SourceName source={s} /></b></span>)}{d.sources.length > 2 && ` +${d.sources.length - 2}`}</span>}
        <span className="wide-only">{t.line.download} <a href={file('xlsx')} download>XLSX</a> / <a href={file('csv')} download>CSV</a> / <button type="button" className="link" onClick={() => { void picture('svg') }}>SVG</button> / <button type="button" className="link" onClick={() => { void picture('png') }}>PNG</button></span>
      </Facts>
    </>
  )
}

function Tiles({ d }: { d: Dependency }) {
  const t = useTexts()
  const c = d.counts
  const tiles: [value: string, label: string, how?: string][] = [
    [of(c.dominated, c.computed), t.dependency.tileDominated, t.dependency.tileHow],
    [of(c.half, c.computed), t.dependency.tileHalf, t.dependency.tileHow],
    [count(c.sole), t.risk.sole, t.dependency.soleHow],
    [count(c.oneRecorded), t.dependency.tileOne, t.risk.oneRecordedHow],
    [d.expected > 0 ? share(d.recorded / d.expected, 0) : t.states.none, t.dependency.tileCovered, t.dependency.coveredHow],
  ]
  return <section className="panel figures" aria-label={t.risk.figures}>{tiles.map(([value, label, how]) => <div key={label} title={how}><p className="value">{value}</p><p className="meta">{label}</p></div>)}</section>
}
