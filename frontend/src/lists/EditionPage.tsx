import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { Link, useParams } from 'react-router'
import { ask } from '../api/client'
import { GrowthEditionPageDocument, GrowthRunPageDocument, type GrowthHeadFragment, type GrowthRowFragment, type GrowthRunPageQuery, type GrowthState } from '../api/generated'
import { useAt } from '../api/use'
import { count } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { filterOf, readFilters } from '../map/useFilter'
import { EnterpriseFilters } from '../parts/EnterpriseFilters'
import { NodeLink } from '../parts/NodeLink'
import { shortly } from '../parts/shortly'
import { TableFrame } from '../parts/TableFrame'
import { byArrows, useReveal } from '../parts/useReveal'
import { Facts } from '../shell/Shell'
import { Empty, Failed, Skeleton } from '../shell/states'
import { usePath, useQueryState } from '../state'
import { IntervalMark, RuleChips, Sparkline, useInterval, WhyChip } from './marks'
import { DiffPanel } from './DiffPanel'
import { PublishPanel } from './PublishPanel'
import { ReasonsPanel } from './ReasonsPanel'
import { RulePanel } from './RulePanel'
import { lastDay, useReferenceDate } from './useReferenceDate'
import './lists.css'

const pageSize = 50

/** So many rows are shorter than most rules. */
const fewRows = 9

/** What a page of an edition asks: a published one, or a run of now. */
export interface Subject { list: string; number: string | null; run: { list: string; referenceDate: string; whatIf: { criterion: string; number: string }[] } | null }

/** The tabs, by the word that the address has. Whom a list is not for is out, too, but not by a judgement: it has a tab of its own. */
const tabs: { key: keyof Texts['lists']['tabs']; states: GrowthState[] | null; notFor: boolean | null }[] = [
  { key: 'in', states: ['IN'], notFor: null }, { key: 'borderline', states: ['BORDERLINE'], notFor: null }, { key: 'out', states: ['OUT'], notFor: false },
  { key: 'notfor', states: ['OUT'], notFor: true }, { key: 'insufficient', states: ['INSUFFICIENT'], notFor: null }, { key: 'all', states: null, notFor: null },
]

/** Tabs that are wider than their screen begin where the chosen one is in sight. */
const chosenInView = (tabs: HTMLElement | null) => {
  const on = tabs?.querySelector<HTMLElement>('[aria-current]')
  if (tabs && on) tabs.scrollLeft = Math.max(0, on.offsetLeft - tabs.offsetLeft + on.offsetWidth - tabs.clientWidth)
}

/** One list: who is on it, who may be, who is not, and of whom too little is known, each with why. */
export function EditionPage() {
  const { list = '', edition = '' } = useParams()
  const [query] = useQueryState()
  const run = edition === 'latest'
  const suggested = useReferenceDate()
  const date = query.get('date') ?? suggested?.date
  const tried = query.get('if') ?? ''
  const subject = useMemo<Subject>(() => ({
    list, number: run ? null : edition,
    run: run ? { list, referenceDate: lastDay(date ?? ''), whatIf: tried.split(',').flatMap((x) => { const [criterion, number] = x.split(':'); return criterion && number ? [{ criterion, number }] : [] }) } : null,
  }), [list, edition, run, date, tried])
  return (
    <main id="main" tabIndex={-1}>
      {run && date === undefined ? <section className="panel"><Skeleton rows={10} /></section> : <Edition subject={subject} suggested={suggested} />}
    </main>
  )
}

function Edition({ subject, suggested }: { subject: Subject; suggested: ReturnType<typeof useReferenceDate> }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const [query, set] = useQueryState()
  const tab = tabs.find((x) => x.key === query.get('tab')) ?? tabs[0]
  const only = query.get('only')
  const text = query.get('q') ?? ''
  const who = query.get('who')
  const opened = useReveal(who)
  const [typed, setTyped] = useState(text)
  const chosen = readFilters(query)
  const filter = useMemo(() => filterOf(readFilters(query)), [query])
  const rows = { states: tab?.states ?? null, notFor: tab?.notFor ?? null, oneMore: only === 'one', fallsOut: only === 'falls', filter, text: text || null, first: pageSize, at }
  const { run, list, number } = subject
  // The head comes with each page; that of the first is the one that is shown.
  const answer = useInfiniteQuery({
    queryKey: ['edition', subject, rows, lang],
    queryFn: async ({ pageParam, signal }): Promise<GrowthRunPageQuery> => (run
      ? (await ask(GrowthRunPageDocument, { run, ...rows, after: pageParam }, lang, signal)).data
      : (await ask(GrowthEditionPageDocument, { list, number, ...rows, after: pageParam }, lang, signal)).data),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last.edition?.page?.pageInfo.hasNextPage ? last.edition.page.pageInfo.endCursor : undefined),
    placeholderData: (before) => before,
  })
  const e = answer.data?.pages[0]?.edition
  const shown = answer.data?.pages.flatMap((p) => p.edition?.page?.nodes ?? []) ?? []
  useEffect(() => { if (e) document.title = `${say(e.list.name, lang)} ${e.number} · ${t.name}` }, [e, lang, t])
  if (!e) return <section className="panel">{answer.error ? <Failed error={answer.error} retry={() => void answer.refetch()} /> : <Skeleton rows={10} />}</section>
  const names = new Map(e.list.criteria.map((c) => [c.id, say(c.name, lang)]))
  const counts: Record<(typeof tabs)[number]['key'], number> = { in: e.counts.in, borderline: e.counts.borderline, out: e.counts.out - e.counts.notFor, notfor: e.counts.notFor, insufficient: e.counts.insufficient, all: e.counts.considered }
  // The rows of the open tab as they are filtered, or all rows of the list.
  const asked = { lang, ...(subject.run ? { run: JSON.stringify(subject.run) } : { list: subject.list, number: e.number }), ...(at ? { at } : {}) }
  const chosenRows = { ...(tab?.states ? { states: tab.states.join(',') } : {}), ...(tab?.notFor == null ? {} : { notFor: String(tab.notFor) }), ...(only === 'one' ? { oneMore: 'true' } : {}), ...(only === 'falls' ? { fallsOut: 'true' } : {}), ...(filter ? { filter: JSON.stringify(filter) } : {}), ...(text ? { text } : {}) }
  const file = (format: string, all = false) => `/download/growth.${format}?${new URLSearchParams(all ? asked : { ...asked, ...chosenRows })}`
  const p = e.publication
  const filtered = filter !== null || text !== '' || only !== null
  // Those of whom nothing is known are counted, and in no page and no file.
  const known = counts.all - e.counts.unseen
  const bound = known - counts.in - counts.borderline > e.brokenDown ? t.listFile.bound(count(e.brokenDown)) : ''
  const holds = t.listFile.holds(t.lists.tabs[tab?.key ?? 'all'], count(e.page?.totalCount ?? 0), filtered) + bound
  const rowsText = (n: number, of: number) => (e.list.bySegment ? t.lists.rowsOf(count(n), count(of)) : t.table.rows(count(n)))
  const total = e.page?.totalCount ?? 0
  // Where there are few rows the rule stands below them, not beside an empty page.
  const few = !who && (e.page?.totalCount ?? 0) <= fewRows
  return (
    <>
      <div className="page-head">
        <p className="meta"><Link to={path(`/${lang}/lists`)}>{t.nav.lists}</Link> / <span className="code">{e.list.code} {e.list.version}</span> {p ? <span className={`chip ${p.status === 'PUBLISHED' ? 'ok' : p.status === 'WITHDRAWN' ? 'bad' : 'warn'}`}>{t.lists.statuses[p.status]}</span> : <span className="chip info">{t.lists.run}</span>}</p>
        <div className="row">
          <h1>{say(e.list.name, lang)}{p ? ` ${e.number}` : ''}{t.colon}{(e.list.of === 'PROJECT' ? t.lists.findingProjects : t.lists.finding)(count(e.counts.candidatesIn), count(e.counts.candidates))}</h1>
          <span className="space" />
          <select className="input" aria-label={t.lists.edition} value={p ? e.number : 'latest'} onChange={(x) => { location.assign(path(`/${lang}/lists/${encodeURIComponent(e.list.code)}/${encodeURIComponent(x.target.value)}`)) }}>
            {e.list.editions.map((x) => <option key={x.id} value={x.number}>{x.number} · {t.lists.statuses[x.status]}</option>)}
            <option value="latest">{t.lists.run}</option>
          </select>
          <a className="btn primary" href={file('xlsx')} download title={holds}>XLSX · {t.lists.tabs[tab?.key ?? 'all']}{filtered ? ` (${t.listFile.filtered})` : ''} {count(total)}</a>
          {(tab?.states ?? filtered) && <a className="btn" href={file('xlsx', true)} download title={`${t.listFile.all(count(known))}${e.counts.unseen > 0 ? t.listFile.unseen(count(e.counts.unseen)) : ''}${bound}`}>XLSX · {e.counts.unseen > 0 ? t.listFile.known : t.lists.tabs.all} {count(known)}</a>}
        </div>
        <p className="meta">{t.lists.how(e.referenceDate, e.year)}{e.list.rankedByWords ? ` ${t.lists.sorted(say(e.list.rankedByWords, lang))}` : ''}{e.list.bySegment ? ` ${t.lists.bySegment(count(counts.in), count(counts.all))}` : ''}</p>
        {!p && (
          <div className="row">
            <label><span className="meta">{t.lists.referenceDate}</span> <input className="input" type="date" value={e.referenceDate} onChange={(x) => { if (x.target.value) set({ date: x.target.value }, 'replace') }} /></label>
            {suggested && (e.referenceDate === suggested.date ? <span className="meta">{suggested.year === null ? t.lists.dateOfData : t.lists.dateOfYear(suggested.year)}</span> : <button type="button" className="link" title={suggested.year === null ? t.lists.dateOfData : t.lists.dateOfYear(suggested.year)} onClick={() => { set({ date: undefined }, 'replace') }}>{t.lists.dateBack(suggested.date)}</button>)}
          </div>
        )}
      </div>
      {p?.status === 'WITHDRAWN' && <div className="notice" role="status">{t.lists.withdrawn} {p.last?.reason} ({p.last?.actor} · r{p.last?.revision})</div>}
      {p?.status === 'CORRECTED' && <div className="notice" role="status">{t.lists.corrected} {p.last?.reason}</div>}
      {p?.status === 'SUPERSEDED' && <div className="notice info" role="status">{t.lists.superseded}</div>}
      {e.tried.length > 0 && <div className="notice info" role="status">{t.lists.tried} {e.tried.map((x) => { const [c = '', n = ''] = x.split(' = '); return `${names.get(c) ?? c} = ${n}` }).join('; ')} <button type="button" className="link" onClick={() => { set({ if: undefined }) }}>{t.lists.untry}</button></div>}
      <nav className="tabs" aria-label={t.lists.outcomes} ref={chosenInView}>
        {tabs.filter((x) => x.key !== 'notfor' || x.key === tab?.key || counts.notfor > 0).map((x) => <Link key={x.key} to={tabHref(query, x.key)} replace preventScrollReset aria-current={x.key === tab?.key ? 'page' : undefined}>{t.lists.tabs[x.key]} <span className="num">{count(counts[x.key])}</span></Link>)}
      </nav>
      <div className={few ? 'cols few' : 'cols'}>
        <div className="stack">
          <div className="row">
            {e.list.of === 'ENTERPRISE' && <EnterpriseFilters chosen={chosen} set={set} />}
            <form onSubmit={(x) => { x.preventDefault(); set({ q: typed || undefined }, 'replace') }}><input className="input" type="search" aria-label={t.lists.find} placeholder={t.lists.find} value={typed} maxLength={64} onChange={(x) => { setTyped(x.target.value) }} onBlur={() => { if (typed !== text) set({ q: typed || undefined }, 'replace') }} /></form>
            {(e.counts.oneMore > 0 || only === 'one') && <button type="button" className="btn" aria-pressed={only === 'one'} onClick={() => { set(only === 'one' ? { only: undefined } : { only: 'one', tab: 'insufficient' }) }}>{t.lists.oneMore} {count(e.counts.oneMore)}</button>}
            {(e.counts.fallsOut > 0 || only === 'falls') && <button type="button" className="btn" aria-pressed={only === 'falls'} onClick={() => { set(only === 'falls' ? { only: undefined } : { only: 'falls', tab: 'all' }) }}>{t.lists.fallsOut} {count(e.counts.fallsOut)}</button>}
            <span className="space" />
            <span className="meta" title={e.counts.unseen > 0 ? t.lists.unseen(count(e.counts.unseen)) : undefined}>{rowsText(total, e.page?.candidates ?? 0)}{(tab?.key === 'all' || tab?.key === 'insufficient') && !filtered && e.counts.unseen > 0 && ` · ${t.lists.unseenToo(count(e.counts.unseen))}`}</span>
          </div>
          {tab?.key === 'insufficient' && <Lacking edition={e} />}
          {shown.length > 0 && <p className="meta">{t.lists.why}{t.colon}{t.lists.whyHow}</p>}
          <Results edition={e} rows={shown} names={names} who={who} choose={(id) => { set({ who: id === who ? undefined : id }) }} />
          {answer.hasNextPage && <div className="row"><span className="meta">{t.table.shown(count(shown.length), count(total))}</span><button type="button" className="btn small" disabled={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>{t.table.more}</button></div>}
        </div>
        <aside className="stack">
          {who && <div className="opened" ref={opened} tabIndex={-1}><ReasonsPanel subject={subject} who={who} list={e.list} close={() => { set({ who: undefined }) }} /></div>}
          <RulePanel edition={e} trying={subject.run !== null} tried={subject.run?.whatIf ?? []} setTried={(all) => { set({ if: all.map((x) => `${x.criterion}:${x.number}`).join(',') || undefined }) }} />
          {e.previous && <DiffPanel subject={subject} of={e.list.of} number={e.number} previous={e.previous} names={names} />}
          <PublishPanel edition={e} subject={subject} />
        </aside>
      </div>
      <Facts>
        <span>{t.lists.dataRevision} <b className="code">r{e.revision}</b></span>
        <span className="wide-only">{t.line.download} <a href={file('xlsx')} download title={holds}>XLSX</a> / <a href={file('csv')} download title={holds}>CSV</a> / <a href={file('jsonl')} download title={holds}>JSONL</a> / <a href={file('json')} download title={t.lists.fileHow}>{t.lists.file}</a></span>
      </Facts>
    </>
  )
}

function tabHref(query: URLSearchParams, key: string) {
  const q = new URLSearchParams(query)
  q.set('tab', key)
  q.delete('only')
  return `?${q}`
}

/** What is missing most often where there is not enough data. */
function Lacking({ edition: e }: { edition: GrowthHeadFragment }) {
  const t = useTexts()
  const lang = useLang()
  if (e.lacking.length === 0) return null
  return (
    <section className="panel" aria-label={t.lists.lacking}>
      <div className="body">
        <p className="meta">{t.lists.lacking}</p>
        <p className="row">{e.lacking.slice(0, 12).map((l) => <span key={`${l.need.label.en} ${l.need.year ?? ''}`} className="chip dashed">{say(l.need.label, lang)} {l.need.year ?? ''} <b>{count(l.count)}</b></span>)}</p>
        {e.counts.unseen > 0 && <p className="meta">{t.lists.unseen(count(e.counts.unseen))}</p>}
      </div>
    </section>
  )
}

/** The results as a table: a row an enterprise or a project, or one in one segment. */
function Results({ edition: e, rows, names, who, choose }: { edition: GrowthHeadFragment; rows: GrowthRowFragment[]; names: Map<string, string>; who: string | null; choose: (id: string) => void }) {
  const t = useTexts()
  const lang = useLang()
  const ratio = e.list.rankedByRatio
  const line = e.list.criteria.find((c) => c.number !== null && c.what === e.list.rankedBy)?.number ?? null
  const interval = useInterval(ratio, line)
  if (rows.length === 0) return <section className="panel"><Empty title={t.lists.none} why={t.lists.noneWhy} /></section>
  const ends = rows.flatMap((r) => [r.value?.low, r.value?.high]).flatMap((x) => (x == null ? [] : [Number(x)]))
  const [from, to] = [Math.min(0, ...ends), Math.max(ratio ? 0.5 : 1, ...ends, Number(line ?? 0))]
  const segments = rows.some((r) => r.segment)
  const ranked = rows.some((r) => r.rank !== null || r.best !== null)
  const revenue = rows.some((r) => (r.enterprise?.revenue.length ?? 0) > 1)
  return (
    <div className="panel" role="region" aria-label={t.lists.outcomes}><TableFrame cards label={t.lists.outcomes}>
      <table className="grid results">
        <thead>
          <tr>
            <th>{t.table.name}</th>
            {ranked && <th className="num">{t.lists.rank}</th>}
            <th>{t.table.segment}</th>
            {revenue && <th className="wide">{t.lists.revenue}</th>}
            {e.list.rankedBy && <><th className="num by">{t.lists.value(e.list.rankedByWords ? say(e.list.rankedByWords, lang) : e.list.rankedBy)}</th><th className="wide">{ratio ? t.lists.interval(`${Math.round(from * 100)}–${Math.round(to * 100)}%`.replaceAll('-', '−')) : t.lists.interval('')}</th></>}
            <th>{t.lists.criteria}</th>
            <th title={t.lists.whyHow}>{t.lists.why}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => {
            const years = new Map<number, number>()
            for (const o of r.enterprise?.revenue ?? []) if (/^\d{4}$/.test(o.period) && o.value?.low) years.set(Number(o.period), Number(o.value.low))
            return (
              <tr key={`${r.id} ${r.segment ?? ''}`} className={r.id === who ? 'chosen' : ''} onClick={(x) => { if (!(x.target as Element).closest('a,button')) choose(r.id) }}>
                <td className="name">{r.enterprise ? <NodeLink node={{ id: r.enterprise.id, label: shortly(r.enterprise, lang), nodeKind: 'ENTERPRISE' }} /> : r.project ? <NodeLink node={{ id: r.project.id, label: r.project.label, nodeKind: 'PROJECT' }} /> : <span>{r.name}</span>}<p className="meta">{(r.enterprise ?? r.project)?.locatedIn?.nodes.map((n) => n.label).join(' · ')}</p></td>
                {ranked && <td className="num nowrap">{r.rank ?? '—'}{r.best !== null && r.best !== r.worst && <p className="meta">{r.best}–{r.worst}</p>}</td>}
                <td className="place">{segments ? <>{r.segmentNode ? <NodeLink node={r.segmentNode} code={r.segmentNode.code} /> : r.segment ? <span className="code">{r.segment}</span> : <span className="unknown">{t.lists.noSegment}</span>}{r.groupLabel && <p className="meta">{say(r.groupLabel, lang)}</p>}</> : (r.enterprise?.inSegments ?? r.project?.concerns)?.nodes.slice(0, 1).map((n) => <NodeLink key={n.id} node={n} code={'code' in n ? n.code : null} />)}</td>
                {revenue && <td className="wide"><Sparkline points={[...years].map(([year, low]) => ({ year, low }))} /></td>}
                {e.list.rankedBy && <><td className="num nowrap"><b>{interval(r.value)}</b></td><td className="wide"><IntervalMark value={r.value} from={from} to={to} line={line === null ? null : Number(line)} /></td></>}
                <td><RuleChips outcomes={r.outcomes} names={names} /></td>
                <td><WhyChip result={r} />{(r.next?.fallsOut.length ?? 0) > 0 && <p className="meta">{t.lists.willFail(r.next?.year ?? 0, (r.next?.fallsOut ?? []).map((c) => names.get(c) ?? c).join(t.lists.and))}</p>} <button type="button" className="link" data-row={r.id} onKeyDown={byArrows} aria-pressed={r.id === who} aria-label={`${t.lists.reasons}${t.colon}${r.name}`} onClick={() => { choose(r.id) }}>{t.lists.reasons}</button></td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableFrame></div>
  )
}
