import { useEffect, useMemo, type ReactNode } from 'react'
import { Link } from 'react-router'
import { count, share } from '../format'
import { say, useLang, useTexts, type Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { useSize } from '../map/useSize'
import { Panel } from '../parts/Panel'
import { SourceName } from '../parts/SourceName'
import { useReveal } from '../parts/useReveal'
import { Empty, Failed, Show, Skeleton } from '../shell/states'
import { chainName, Facts, useFrame } from '../shell/Shell'
import { changed, usePath, useQueryState, type Changes } from '../state'
import { DependencyPage } from './DependencyPage'
import { KeyNodesPage } from './KeyNodesPage'
import { layout } from './layout'
import { Metrics } from './Metrics'
import { Others } from './Others'
import { RiskTable } from './RiskTable'
import { editions, keyOf, of, type Risk } from './risk'
import { SegmentPanel } from './SegmentPanel'
import { dotsOf, Legend, StripPlot } from './StripPlot'
import { useAsked, useRisk, type Asked } from './useRisk'
import { WhatIf } from './WhatIf'
import './risk.css'

/** How concentrated the segments of a chain are, what hangs on one supplier, and what would be left without it. */
function Concentration() {
  const t = useTexts()
  const lang = useLang()
  const frame = useFrame()
  const [query, set] = useQueryState()
  const chain = query.get('chain') ?? frame.chains[0]?.code ?? frame.chains[0]?.id ?? (frame.revision === undefined ? undefined : 'all')
  const asked = useAsked(query, chain)
  const answer = useRisk(asked, chain !== undefined)
  const risk = answer.data?.data.chainRisk ?? null
  const name = frame.chains.find((c) => c.code === chain || c.id === chain)
  const of = name ? chainName(name, lang) : t.allChains
  useEffect(() => { document.title = `${t.nav.risk} · ${t.name}` }, [t])
  return (
    <main id="main" tabIndex={-1} className="risk">
      <div className="page-head">
        <h1>{risk ? titleOf(risk, of, t) : t.nav.risk}</h1>
        {risk && risk.total > 0 && <p className="meta">{subtitleOf(risk, of, t)}</p>}
        {risk && risk.oneRecorded > 0 && <OneRecorded risk={risk} asked={asked} set={set} />}
        {risk?.total === 0 ? <div className="row filters"><Metrics metric="concentration" set={set} /></div> : <Choices asked={asked} chain={chain} risk={risk} set={set} />}
      </div>
      {answer.error && !answer.data ? <section className="panel"><Failed error={answer.error} retry={() => void answer.refetch()} /></section>
        : !answer.data ? <section className="panel"><Skeleton rows={12} /></section>
          : <Show answer={answer} rows={12}>{(d) => d.chainRisk && <Body risk={d.chainRisk} asked={asked} of={of} chain={chain} query={query} set={set} />}</Show>}
    </main>
  )
}

/** The risks of a chain, one at a time. */
export function RiskPage() {
  const [query] = useQueryState()
  const metric = query.get('metric')
  return metric === 'dependency' ? <DependencyPage /> : metric === 'keynodes' ? <KeyNodesPage /> : <Concentration />
}

/** What was found, in a sentence, from the same answer as the picture. */
function titleOf(risk: Risk, of: string, t: Texts): string {
  if (risk.total === 0) return t.risk.none
  if (risk.computed === 0) return t.risk.nothing(of, count(risk.total))
  return t.risk.title(count(risk.computed), count(risk.high), count(risk.limits.high)) + (risk.lacking > 0 ? t.risk.lacking(count(risk.lacking)) : '')
}

function subtitleOf(risk: Risk, of: string, t: Texts): string {
  return [
    of,
    risk.firstYear && risk.lastYear ? t.risk.years(risk.firstYear, risk.lastYear) : '',
    risk.unsure > 0 ? t.risk.unsure(count(risk.unsure)) : '',
    risk.nobody > 0 ? t.risk.nobody(count(risk.nobody)) : '',
    t.risk.judgesNobody,
    t.risk.counted,
  ].filter(Boolean).join(' · ')
}

/** What is recorded may tell of few providers where no share tells of concentration; it is counted apart from the indices. */
function OneRecorded({ risk, asked, set }: { risk: Risk; asked: Asked; set: (c: Changes) => void }) {
  const t = useTexts()
  const show = () => {
    if (asked.order !== 'MEMBERS' || asked.reversed) set({ sort: 'suppliers', rev: undefined })
    document.querySelector('.risk-rows')?.scrollIntoView({ block: 'start' })
  }
  return (
    <p className="row one-recorded">
      <b>{t.risk.oneRecorded(count(risk.oneRecorded))}</b>
      <button type="button" className="btn small no-print" onClick={show}>{t.risk.showFewest}</button>
      <span className="meta">{t.risk.oneRecordedHow}</span>
    </p>
  )
}

/** Of which chain, of which year, and by whose bands. */
function Choices({ asked, chain, risk, set }: { asked: Asked; chain: string | undefined; risk: Risk | null; set: (c: Changes) => void }) {
  const t = useTexts()
  const lang = useLang()
  const frame = useFrame()
  const years = risk?.years ?? []
  return (
    <div className="row filters">
      <Metrics metric="concentration" set={set} />
      <label><span className="meta">{t.chain}</span>{' '}
        <select className="input" value={chain ?? ''} onChange={(e) => { set({ chain: e.target.value, seg: undefined, year: undefined }) }}>
          {frame.chains.map((c) => <option key={c.id} value={c.code ?? c.id}>{chainName(c, lang)}</option>)}
          {chain && chain !== 'all' && !frame.chains.some((c) => chain === (c.code ?? c.id)) && <option value={chain}>{chain}</option>}
          <option value="all">{t.allChains}</option>
        </select>
      </label>
      <label><span className="meta">{t.risk.year}</span>{' '}
        <select className="input" value={asked.year ?? ''} onChange={(e) => { set({ year: e.target.value || undefined }) }}>
          <option value="">{t.risk.latestYear}</option>
          {asked.year && !years.some((y) => y.year === asked.year) && <option value={asked.year}>{asked.year}</option>}
          {years.map((y) => <option key={y.year} value={y.year}>{t.risk.yearOf(y.year, count(y.segments))}</option>)}
        </select>
      </label>
      <span className="row"><span className="meta">{t.risk.limitsOf}</span><Editions asked={asked} set={set} /><span className="print-only">{t.risk.editions[asked.bands]}</span></span>
    </div>
  )
}

/** Whose bands: guidelines differ, and so does what is called high. */
function Editions({ asked, set }: { asked: Asked; set: (c: Changes) => void }) {
  const t = useTexts()
  return (
    <span className="seg" role="group" aria-label={t.risk.limitsOf}>
      {Object.entries(editions).map(([key, edition]) => <button key={key} type="button" aria-pressed={asked.bands === edition} onClick={() => { set({ bands: edition === 'US_2023' ? undefined : key }) }}>{t.risk.editions[edition]}</button>)}
    </span>
  )
}

interface BodyProps { risk: Risk; asked: Asked; of: string; chain: string | undefined; query: URLSearchParams; set: (c: Changes, how?: 'push' | 'replace') => void }

function Body({ risk, asked, of: name, chain, query, set }: BodyProps) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const frame = useFrame()
  const [ref, size] = useSize<HTMLDivElement>()
  const scene = useMemo(() => (size.width > 0 && risk.computed > 0 ? layout(risk.groups.length, dotsOf(risk), [risk.limits.moderate, risk.limits.high], size.width - 2) : null), [risk, size.width])
  const revealed = useReveal(asked.seg || null)
  const select = (key: string) => { set({ seg: key || undefined }) }
  const chosen = asked.seg ? (risk.segments.find((s) => keyOf(s.segment) === asked.seg || s.segment.id === asked.seg)?.segment.id ?? asked.seg) : null
  const at = query.get('at')
  if (risk.total === 0) {
    return <section className="panel"><Empty title={t.risk.noSegments} why={t.home.emptyWhy} action={<Link className="btn" to={path(`/${lang}/imports`)}>{t.nav.imports}</Link>} /></section>
  }
  const order = Object.entries({ sort: query.get('sort'), rev: query.get('rev') })
  const file = (format: string) => `/download/risk.${format}${changed(new URLSearchParams(), { chain: asked.chain ?? undefined, bands: query.get('bands') ?? undefined, year: asked.year ?? undefined, ...Object.fromEntries(order.map(([k, v]) => [k, v ?? undefined])), cut: String(asked.cut), at: at ?? String(risk.revision), lang })}`
  const download = async (format: 'svg' | 'png') => {
    if (!scene) return
    const { exportRisk } = await import('./export')
    await exportRisk(format, { risk, selected: asked.seg, title: titleOf(risk, name, t), subtitle: subtitleOf(risk, name, t), url: location.origin + location.pathname + changed(new URLSearchParams(location.search), { at: at ?? `r${risk.revision}` }), revision: risk.revision, dataDate: frame.dataDate ?? '', t, lang })
  }
  const map = chain && chain !== 'all' ? chain : null
  return (
    <>
      {risk.computed > 0 && <Tiles risk={risk} />}
      <div className="cols">
        <div className="stack">
          {risk.computed === 0
            ? <Nothing risk={risk} asked={asked} map={map} set={set} />
            : (
              <Panel title={t.risk.heading} note={t.risk.onePoint} actions={<Legend risk={risk} />} flush>
                <div ref={ref} className="strip-room">{scene && <StripPlot risk={risk} scene={scene} selected={asked.seg} select={select} />}</div>
              </Panel>
            )}
          <div className="risk-rows">
            <Panel title={t.risk.segments} note={<>{count(risk.segments.length)}{risk.segments.length < risk.total ? ` / ${count(risk.total)}` : ''}{risk.computed > 0 && ` · ${t.risk.ticks(count(risk.limits.moderate), count(risk.limits.high))}`}</>} flush>
              {risk.computed > 0 && <p className="meta read-how">{t.risk.readHow(count(risk.limits.moderate), count(risk.limits.high))}</p>}
              <RiskTable risk={risk} asked={asked} selected={asked.seg} select={select} set={set} />
            </Panel>
          </div>
        </div>
        <div className="stack">
          {risk.computed > 0 && <WhatIf risk={risk} asked={asked} setCut={(cut) => { set({ cut: cut === 100 ? undefined : String(cut) }, 'replace') }} />}
          <div ref={revealed} tabIndex={-1} className="revealed">
            <SegmentPanel id={chosen} asked={asked} map={map ?? 'all'} choose={{ edition: risk.limits, editions: <Editions asked={asked} set={set} /> }} />
          </div>
        </div>
      </div>
      <Facts>
        <span>{t.risk.usable} <b>{of(risk.computed, risk.total)}</b><span className="bar" aria-hidden><i style={{ width: `${(risk.computed / risk.total) * 100}%` }} /></span></span>
        {risk.sources.length > 0 && <Sources risk={risk} lang={lang} t={t} />}
        <span className="wide-only">
          {t.line.download} <a href={file('xlsx')} download>XLSX</a> / <a href={file('csv')} download>CSV</a>{scene && <> / <button type="button" className="link" onClick={() => { void download('svg') }}>SVG</button> / <button type="button" className="link" onClick={() => { void download('png') }}>PNG</button></>}
        </span>
      </Facts>
    </>
  )
}

/** Who states the shares, and by which licence. */
function Sources({ risk, t }: { risk: Risk; lang: Lang; t: Texts }) {
  const shown = risk.sources.slice(0, 2)
  return (
    <span className="wide-only ellipsis sources">{t.line.sources}{' '}
      {shown.map((s, i): ReactNode => <span key={s.sourceId}>{i > 0 && t.lists.and}<b><SourceName source={s} /></b>{s.licence && ` · ${s.licence}`}</span>)}
      {risk.sources.length > shown.length && ` +${risk.sources.length - shown.length}`}
    </span>
  )
}

function Tiles({ risk }: { risk: Risk }) {
  const t = useTexts()
  const tiles: [value: string, label: string, how?: string][] = [
    [of(risk.high, risk.computed), t.risk.tileHigh(count(risk.limits.high)), t.chainMap.hhi],
    [count(risk.sole), t.risk.tileSole],
    [count(risk.dominated), t.risk.tileDominated],
    [risk.medianEffective ? `${risk.segments.some((s) => s.concentration.effective !== s.concentration.effectiveLower) ? '≤ ' : ''}${risk.medianEffective}` : t.states.none, t.risk.tileEffective, t.risk.effectiveHow],
    [share(risk.computed / risk.total, 0), t.risk.tileUsable],
  ]
  return <section className="panel figures" aria-label={t.risk.figures}>{tiles.map(([value, label, how]) => <div key={label} title={how}><p className="value">{value}</p><p className="meta">{label}</p></div>)}</section>
}

/** Why nothing is computed, and what would have to be recorded. */
function Nothing({ risk, asked, map, set }: { risk: Risk; asked: Asked; map: string | null; set: (c: Changes) => void }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  return (
    <section className="panel">
      <div className="state">
        <p className="what">{asked.year ? t.risk.nothingOfYear(asked.year) : t.risk.nothingWhy}</p>
        <ul className="reasons">{risk.withheld.map((w) => <li key={w.reason}><b>{count(w.segments)}</b> {say(w.label, lang)}</li>)}</ul>
        <p>{t.risk.toRecord}</p>
        <div className="row">
          <Others chain={asked.chain} of="concentration" set={set} />
          {asked.year && <button type="button" className="btn" onClick={() => { set({ year: undefined }) }}>{t.risk.latestYear}</button>}
          <a className="btn" href={`/download/template.xlsx?lang=${lang}`} download>{t.imports.template}</a>
          <Link className="btn" to={path(`/${lang}/imports`)}>{t.nav.imports}</Link>
          {map && <Link className="btn" to={path(`/${lang}/chains/${encodeURIComponent(map)}`, { by: 'coverage' })}>{t.risk.whereKnown}</Link>}
        </div>
      </div>
    </section>
  )
}
