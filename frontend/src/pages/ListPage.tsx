import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Fragment, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { Link, useLocation } from 'react-router'
import { ask } from '../api/client'
import {
  EdgeNamesDocument, ListEnterprisesDocument, ListFundingDocument, ListInstitutionsDocument, ListParksDocument, ListProductsDocument, ListProjectsDocument, ListSectorsDocument, RegionCodesDocument, RoundCodesDocument, SegmentCalledDocument,
  type Filter, type ListEnterprisesQuery, type ListEnterprisesQueryVariables, type ListFundingQuery, type ListNodeFragment, type TypedDocumentString,
} from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, moneyIn, moneyScale, type MoneyScale } from '../format'
import { say, texts, useLang, useTexts, writtenIn, type Label, type Lang } from '../i18n/i18n'
import { filterOf, readFilters } from '../map/useFilter'
import { EnterpriseFilters } from '../parts/EnterpriseFilters'
import { Figure, latest } from '../parts/Figure'
import { FilterButton } from '../parts/FilterButton'
import { NodeLink } from '../parts/NodeLink'
import { ParksByProvince } from '../parks/ParksByProvince'
import { useRowPlace } from '../shell/place'
import { Facts } from '../shell/Shell'
import { Empty, Failed, Skeleton } from '../shell/states'
import { changed, usePath, useQueryState, type Changes } from '../state'
import type { Texts } from '../i18n/zh'
import { shown } from '../parts/values'
import { useKnownColumns } from './useKnownColumns'

/** All lists have one shape; that of enterprises stands for it. */
type ListDocument = TypedDocumentString<ListEnterprisesQuery, ListEnterprisesQueryVariables>

/** The kinds that have lists; each is counted in its own words. */
type Listed = keyof Texts['counted']

interface Folder {
  kind: Listed
  file: string
  document: ListDocument
  /** What the list is called where nothing is counted. */
  title: keyof Texts['nav']
  /** What it shows if nobody chose: the first of these of which anything is known. */
  columns: string[]
  region: boolean
  /** What it is ordered by if the address does not say, from the largest; without it by name. */
  sort?: string
}

/** What orders a list by what its rows are called, and what the service calls that in English. */
const [byName, byEnglishName] = ['name', 'englishName']

export const folders: Record<string, Folder> = {
  enterprises: { kind: 'ENTERPRISE', file: 'Enterprise', document: ListEnterprisesDocument, title: 'enterprises', columns: ['stage', 'kind', 'founded', 'revenue', 'employees', 'rdSpend', 'stockCode', 'creditCode', 'rdRatio', 'mainBusiness', 'website'], region: true, sort: 'revenue' },
  products: { kind: 'PRODUCT', file: 'Product', document: ListProductsDocument as unknown as ListDocument, title: 'products', columns: ['kind', 'version', 'launched', 'revenue', 'category', 'useCase', 'certificate', 'description', 'website'], region: false },
  parks: { kind: 'PARK', file: 'Park', document: ListParksDocument as unknown as ListDocument, title: 'parks', columns: ['region', 'kind', 'level', 'status', 'enterpriseCount', 'output', 'area', 'focus', 'operator', 'founded'], region: true },
  funding: { kind: 'FUNDING_EVENT', file: 'FundingEvent', document: ListFundingDocument as unknown as ListDocument, title: 'funding', columns: ['amount', 'date', 'round', 'kind', 'direction', 'valuation'], region: false, sort: 'date' },
  institutions: { kind: 'INSTITUTION', file: 'Institution', document: ListInstitutionsDocument as unknown as ListDocument, title: 'institutions', columns: ['kind', 'level', 'englishName', 'country', 'founded', 'website', 'host', 'trained', 'fundFocus'], region: true },
  projects: { kind: 'PROJECT', file: 'Project', document: ListProjectsDocument as unknown as ListDocument, title: 'projects', columns: ['kind', 'level', 'status', 'started', 'finished', 'investment', 'direction', 'number'], region: false },
  sectors: { kind: 'SECTOR', file: 'Sector', document: ListSectorsDocument as unknown as ListDocument, title: 'sectors', columns: ['code', 'englishName', 'securitySpend', 'itSpend', 'securityShare', 'organisations', 'description'], region: false },
}

const pageSize = 60
const columnsKey = 'chainatlas.columns'

/** A list of one kind: what is sorted and filtered by is in the address, which columns are seen is the reader's own. */
export function ListPage() {
  const { pathname } = useLocation()
  const [query] = useQueryState()
  const name = pathname.split('/')[2] ?? ''
  const folder = folders[name]
  if (name === 'parks' && query.get('view') === 'provinces') return <ParksByProvince />
  return folder ? <List key={name} name={name} folder={folder} /> : null
}

function List({ name, folder }: { name: string; folder: Folder }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const [query, set] = useQueryState()
  const text = query.get('q') ?? ''
  const sort = query.get('sort') ?? folder.sort ?? byName
  const down = query.has('sort') ? query.get('down') === '1' : folder.sort !== undefined
  const narrow = useNarrow()
  const [typed, setTyped] = useState(text)
  const vocabulary = useAsk(EdgeNamesDocument, {})
  const regions = useAsk(RegionCodesDocument, {}, { enabled: folder.region && name !== 'enterprises' })
  const declared = useMemo(() => vocabulary.data?.data.vocabulary.kinds.find((k) => k.kind === folder.kind)?.properties.filter((p) => !p.personal) ?? [], [vocabulary.data, folder.kind])
  const [own, setOwn] = useState<string[] | null>(() => { try { return JSON.parse(localStorage.getItem(`${columnsKey}.${name}`) ?? 'null') as string[] | null } catch { return null } })
  const known = useKnownColumns(folder.kind, folder.columns, own === null)
  const columns = own ?? known ?? []
  const parties = partiesOf[name] ?? []
  const seen = columns.filter((c) => declared.some((p) => p.name === c))
  const choose = (next: string[]) => { setOwn(next); localStorage.setItem(`${columnsKey}.${name}`, JSON.stringify(next)) }

  const chosen = readFilters(query)
  const filter = useMemo((): Filter | null => {
    const picked = name === 'enterprises' ? ofEnterprises(query) : (query.get('region') ? { region: (query.get('region') ?? '').split(',') } : null)
    const parts: Filter[] = [...(picked ? [picked] : []), ...(name === 'funding' ? ofEvents(query) : []), ...(text.trim() ? [{ text: text.trim() }] : []), ...(query.get('referred') ? [] : name === 'enterprises' ? [{ referred: false }] : [])]
    return parts.length === 0 ? null : { all: parts }
  }, [query, name, text])
  const narrowed = text.trim() !== '' || (name === 'enterprises' ? filterOf(chosen) !== null : query.has('region')) || (name === 'funding' && ofEvents(query).length > 0)
  const orderBy = { property: sort === byName && lang === 'en' ? byEnglishName : sort, descending: down }

  const answer = useInfiniteQuery({
    queryKey: ['list', name, filter, orderBy, at, lang],
    queryFn: ({ pageParam, signal }) => ask(folder.document, { filter, orderBy, first: pageSize, after: pageParam, at }, lang, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => (last.data.list?.pageInfo.hasNextPage ? (last.data.list.pageInfo.endCursor ?? undefined) : undefined),
    placeholderData: (before) => before,
  })
  const rows = useMemo(() => answer.data?.pages.flatMap((p) => (p.data.list?.nodes ?? []) as ListNodeFragment[]) ?? [], [answer.data])
  // One unit for a column of amounts, so that its figures can be compared at a glance; on cards each says its own.
  const scales = useMemo(() => new Map(narrow ? [] : declared.filter((p) => p.type === 'MONEY').map((p) => [p.name, moneyScale(rows.flatMap((n) => latest(n.properties, p.name)?.value?.money ?? []), lang)])), [rows, declared, narrow, lang])
  const total = answer.data?.pages[0]?.data.list?.totalCount ?? 0
  const undecided = answer.data?.pages[0]?.data.list?.unknownCount ?? 0
  useEffect(() => { document.title = `${t.nav[folder.title]} · ${t.name}` }, [t, folder])

  const [scroller, setScroller] = useState<HTMLDivElement | null>(null)
  // The rows draw themselves by it; nothing of it is kept by a compiler.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller, estimateSize: () => 34, overscan: 12 })
  const items = virtual.getVirtualItems()
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = answer
  const more = useCallback(() => { if (!isFetchingNextPage) void fetchNextPage() }, [isFetchingNextPage, fetchNextPage])
  useRowPlace(scroller, virtual, rows.length, hasNextPage ? more : null)
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const file = (format: string) => `/download/${folder.file}.${format}${changed(new URLSearchParams(), { filter: filter ? JSON.stringify(filter) : undefined, orderBy: orderBy.property, descending: down ? 'true' : undefined, columns: ['id', 'label', ...parties.map((p) => linkOf[p]), ...seen].join(','), at: at ?? String(answer.data?.pages[0]?.extensions.revision ?? ''), lang })}`
  // A list opens in an order that is told, also where the column of it is not shown.
  const ofSort = declared.find((p) => p.name === sort && p.orders)
  const orderName = ofSort ? say(ofSort.label, lang) : sort === byName ? t.table.name : ''
  const foot = (
    <div className="row more">
      <span className="meta">{t.table.shown(count(rows.length), count(total))}</span>
      {answer.hasNextPage && <button type="button" className="btn small" disabled={answer.isFetchingNextPage} onClick={() => void answer.fetchNextPage()}>{t.table.more}</button>}
    </div>
  )
  return (
    <main id="main" className="list-page" tabIndex={-1}>
      <div className="page-head">
        <div className="titles"><h1>{answer.data && total > 0 ? (narrowed ? t.matched : t.counted)[folder.kind](count(total)) : t.nav[folder.title]}</h1><span className={undecided > 0 ? 'meta' : 'meta sr'} role="status">{answer.data ? t.table.rows(count(total)) : ''}{undecided > 0 ? ` · ${t.table.undecided(count(undecided))}` : ''}</span>{orderName && !narrow && <span className="order" title={sort === byName ? t.listOrder.byName : undefined}>{t.listOrder.by(orderName)} <span aria-hidden>{down ? '▼' : '▲'}</span><span className="sr">{down ? t.listOrder.down : t.listOrder.up}</span></span>}</div>
        <div className="row">
          <input className="input" type="search" maxLength={64} aria-label={t.table.textFilter} placeholder={t.table.textFilter} value={typed} onChange={(e) => { setTyped(e.target.value); set({ q: e.target.value || undefined }, 'replace') }} />
          {name === 'enterprises' && <EnterpriseFilters chosen={chosen} set={set} />}
          {name === 'enterprises' && query.get('not') && filterOf(chosen) && <button type="button" className="btn" aria-pressed onClick={() => { set({ not: undefined }) }}>{t.files.not} <span aria-hidden>✕</span></button>}
          {name === 'enterprises' && <OfSegment query={query} set={set} />}
          {name !== 'enterprises' && folder.region && (
            <FilterButton label={t.filter.region} options={regions.data?.data.vocabulary.list?.entries.map((r) => ({ value: r.code, label: say(r.label, lang) })) ?? []} chosen={query.get('region')?.split(',') ?? []} change={(v) => { set({ region: v.join(',') || undefined }) }} />
          )}
          {name === 'funding' && <EventFilters query={query} set={set} />}
          {narrow && <Sorting declared={[{ name: byName, label: { zh: texts.zh.table.name, en: texts.en.table.name } }, ...declared.filter((p) => p.orders && (seen.includes(p.name) || p.name === sort))]} sort={sort} down={down} set={set} />}
          <span className="space" />
          {name === 'parks' && <button type="button" className="btn" onClick={() => { set({ view: 'provinces' }) }}>{t.parks.byProvince}</button>}
          {name === 'funding' && <Link className="btn" to={path(`/${lang}/funding`)}>{t.fundingPage.overview}</Link>}
          <details className="columns">
            <summary className="btn">{t.table.columns} {declared.length > 0 && seen.length}</summary>
            <div className="floating choices">
              <ul>
                {declared.map((p) => (
                  <li key={p.name}><label><input type="checkbox" checked={seen.includes(p.name)} onChange={(e) => { choose(e.target.checked ? [...seen, p.name] : seen.filter((c) => c !== p.name)) }} /><span className="ellipsis">{say(p.label, lang)}</span></label></li>
                ))}
              </ul>
            </div>
          </details>
        </div>
      </div>
      {answer.error && !answer.data ? <section className="panel"><Failed error={answer.error} retry={() => void answer.refetch()} /></section>
        : !answer.data || (own ?? known) === undefined ? <section className="panel"><Skeleton rows={10} /></section>
          : rows.length === 0 ? <section className="panel"><Empty title={t.states.empty} why={query.size > 0 ? t.gaps.noneWhy : t.home.emptyWhy} action={query.size > 0 ? <button type="button" className="btn" onClick={() => { setTyped(''); set({ q: undefined, region: undefined, stage: undefined, kind: undefined, park: undefined, list: undefined, round: undefined, year: undefined, segment: undefined, not: undefined }) }}>{t.filter.clear}</button> : <Link className="btn" to={path(`/${lang}/imports`)}>{t.nav.imports}</Link>} /></section>
            : narrow ? (
              <div className="panel list-scroll" ref={setScroller} tabIndex={0} role="region" aria-label={t.nav[folder.title]}>
                <ul className="cards" style={{ paddingTop: before, paddingBottom: after }}>
                  {items.map((v) => {
                    const node = rows[v.index]
                    if (!node) return null
                    return (
                      <li key={node.id} ref={virtual.measureElement} data-index={v.index}>
                        <p><b><NodeLink node={node.label ? node : { ...node, label: unnamed(node, lang) }} /></b>{node.referred && <> <span className="chip dashed">{t.enterprise.referred}</span></>}</p>
                        <dl>
                          {parties.map((p) => <Fragment key={p}><dt>{partyName(p, t)}</dt><dd><Parties of={(node as WithParties)[p]} /></dd></Fragment>)}
                          {seen.map((c) => {
                            const p = declared.find((x) => x.name === c)
                            return p && node.properties.some((x) => x.name === c) ? <Fragment key={c}><dt>{say(p.label, lang)}</dt><dd><Value node={node} name={c} /></dd></Fragment> : null
                          })}
                        </dl>
                      </li>
                    )
                  })}
                </ul>
                {foot}
              </div>
            ) : (
              <div className="panel list-scroll" ref={setScroller} tabIndex={0} role="region" aria-label={t.nav[folder.title]}>
                <table className="grid" aria-rowcount={total}>
                  <thead>
                    <tr>
                      <SortHead column={byName} label={name === 'funding' ? t.fundingPage.event : t.table.name} sort={sort} down={down} folder={folder} set={set} />
                      {parties.map((p) => <th key={p} scope="col">{partyName(p, t)}</th>)}
                      {seen.map((c) => {
                        const p = declared.find((x) => x.name === c)
                        if (!p) return null
                        const numeric = ['INT', 'DECIMAL', 'MONEY'].includes(p.type)
                        return p.orders ? <SortHead key={c} column={c} label={headOf(p, scales.get(c), lang)} numeric={numeric} sort={sort} down={down} folder={folder} set={set} /> : <th key={c} scope="col" className={numeric ? 'num' : ''}>{headOf(p, scales.get(c), lang)}</th>
                      })}
                    </tr>
                  </thead>
                  <tbody>
                    {before > 0 && <tr aria-hidden><td colSpan={seen.length + parties.length + 1} style={{ height: before, padding: 0 }} /></tr>}
                    {items.map((v) => {
                      const node = rows[v.index]
                      if (!node) return null
                      return (
                        <tr key={node.id} ref={virtual.measureElement} data-index={v.index} aria-rowindex={v.index + 2}>
                          <td><NodeLink node={node.label ? node : { ...node, label: unnamed(node, lang) }} />{node.referred && <> <span className="chip dashed">{t.enterprise.referred}</span></>}</td>
                          {parties.map((p) => <td key={p} className="parties"><Parties of={(node as WithParties)[p]} /></td>)}
                          {seen.map((c) => <Cell key={c} node={node} name={c} numeric={['INT', 'DECIMAL', 'MONEY'].includes(declared.find((x) => x.name === c)?.type ?? '')} scale={scales.get(c)} />)}
                        </tr>
                      )
                    })}
                    {after > 0 && <tr aria-hidden><td colSpan={seen.length + parties.length + 1} style={{ height: after, padding: 0 }} /></tr>}
                  </tbody>
                </table>
                {foot}
              </div>
            )}
      <Facts>
        <span>{t.table.rows(count(total))}</span>
        <span className="wide-only">{t.line.download} <a href={file('xlsx')} download>XLSX</a> / <a href={file('csv')} download>CSV</a></span>
      </Facts>
    </main>
  )
}

type Party = 'raisedBy' | 'investors' | 'makers'
type Linked = NonNullable<ListFundingQuery['list']>['nodes'][number]['investors']
type WithParties = Partial<Record<Party, Linked>>

/** Who is behind what a list is of, which a reader asks first: who raised money in an event, and from whom; who provides a product. */
const partiesOf: Record<string, readonly Party[] | undefined> = { funding: ['raisedBy', 'investors'], products: ['makers'] }

/** The links that say so, as columns of a file. */
const linkOf: Record<Party, string> = { raisedBy: 'RAISED', investors: 'INVESTED_IN', makers: 'MAKES' }

const partyName = (p: Party, t: Texts) => (p === 'raisedBy' ? t.fundingPage.raiser : p === 'investors' ? t.enterprise.investors : t.drawer.providers)

function Parties({ of }: { of: Linked | undefined }) {
  const t = useTexts()
  const nodes = of?.nodes ?? []
  if (nodes.length === 0) return <span className="unknown">{t.states.unknown}</span>
  return <>{nodes.map((n, i) => <span key={n.id}>{i > 0 && t.lists.and}<NodeLink node={n} /></span>)}{of && of.totalCount > nodes.length && <span className="meta"> +{of.totalCount - nodes.length}</span>}</>
}

/** What stands for a name that an event does not have: its date and its round. */
const unnamed = (node: ListNodeFragment, lang: 'zh' | 'en') => ['date', 'round', 'direction'].flatMap((n) => { const p = node.properties.find((x) => x.name === n); return p ? [shown(p, lang) ?? ''] : [] }).join(' · ')

/** The head of a column, with the unit where all of its rows share it. */
const headOf = (p: { label: Label }, scale: MoneyScale | null | undefined, lang: Lang) => (scale ? texts[lang].table.inUnit(say(p.label, lang), scale.unit) : say(p.label, lang))

function Cell({ node, name, numeric, scale }: { node: ListNodeFragment; name: string; numeric: boolean; scale: MoneyScale | null | undefined }) {
  return <td className={numeric ? 'num nowrap' : 'clip'}><Value node={node} name={name} scale={scale} /></td>
}

/** What is known of a property, of the latest period if it is an observation. */
function Value({ node, name, scale }: { node: ListNodeFragment; name: string; scale?: MoneyScale | null | undefined }) {
  const t = useTexts()
  const lang = useLang()
  const p = latest(node.properties, name)
  if (!p) return <span className="unknown">—</span>
  return (
    <>
      <Figure property={p} node={node.id}>{p.value ? ((scale && p.value.money ? moneyIn(p.value.money, scale) : shown(p, lang)) ?? t.states.undisclosed) : t.enterprise.several}</Figure>
      {p.period && <span className="meta"> ({p.period})</span>}
    </>
  )
}

/** The head of a column that orders: pressed, it does so from the largest, or by names from the first; pressed again, the other way; then the list is as it is by itself. */
function SortHead({ column, label, numeric = false, sort, down, folder, set }: { column: string; label: string; numeric?: boolean; sort: string; down: boolean; folder: Folder; set: (c: Changes) => void }) {
  const t = useTexts()
  const first = column !== byName
  const sorted = sort !== column ? 'none' : down ? 'descending' : 'ascending'
  const next: Changes = sort !== column ? { sort: column, down: first ? '1' : undefined }
    : down === first ? { sort: column, down: first ? undefined : '1' }
      : { sort: undefined, down: undefined }
  // Where it is so by itself, the address need not say so.
  const plain = next.sort === (folder.sort ?? byName) && (next.down === '1') === (folder.sort !== undefined)
  return (
    <th scope="col" className={numeric ? 'num' : ''} aria-sort={sorted}>
      <button type="button" className="sorter" title={column === byName ? t.listOrder.byName : undefined} onClick={() => { set(plain ? { sort: undefined, down: undefined } : next) }}>{label}<span aria-hidden>{sorted === 'descending' ? ' ▼' : sorted === 'ascending' ? ' ▲' : ''}</span></button>
    </th>
  )
}

/** The order of a list that has no heads of columns to press. */
function Sorting({ declared, sort, down, set }: { declared: { name: string; label: { zh: string; en: string } }[]; sort: string; down: boolean; set: (c: Changes) => void }) {
  const t = useTexts()
  const lang = useLang()
  if (declared.length === 0) return null
  return (
    <select className="input" aria-label={t.table.sort} value={`${sort} ${down ? '1' : ''}`} onChange={(e) => { const [by, d] = e.target.value.split(' '); set({ sort: by, down: d }) }}>
      {declared.flatMap((p) => [<option key={`${p.name} 1`} value={`${p.name} 1`}>{say(p.label, lang)} ▼</option>, <option key={p.name} value={`${p.name} `}>{say(p.label, lang)} ▲</option>])}
    </select>
  )
}

/** Of an address, which events are asked for: of a round, of a year, or of those in a segment. A hyphen stands for those of which it is not known. */
function ofEvents(query: URLSearchParams): Filter[] {
  const round = query.get('round')
  const year = query.get('year')
  const segment = query.get('segment')
  return [
    ...(segment ? [{ segment: [segment] }] : []),
    ...(round ? [ofRounds(round.split(','))] : []),
    ...(year === '-' ? [{ property: { name: 'date', known: false } }] : year && /^\d{4}$/.test(year) ? [{ property: { name: 'date', min: `${year}-01-01`, max: `${year}-12-31` } }] : []),
  ]
}

function ofRounds(rounds: string[]): Filter {
  const named = rounds.filter((r) => r !== '-')
  const under: Filter = { property: { name: 'round', under: named } }
  const unknown: Filter = { property: { name: 'round', known: false } }
  return named.length === 0 ? unknown : named.length === rounds.length ? under : { any: [unknown, under] }
}

/** What the address asks of enterprises: what is chosen, or that it does not hold, and the segment that they stand in or below. */
function ofEnterprises(query: URLSearchParams): Filter | null {
  const chosen = filterOf(readFilters(query))
  const segment = query.get('segment')
  if (!segment) return chosen && query.get('not') ? { not: chosen } : chosen
  return { all: [{ segment: [segment] }, ...(chosen ? [query.get('not') ? { not: chosen } : chosen] : [])] }
}

/** The segment that a list is of, which a press leaves out. */
function OfSegment({ query, set }: { query: URLSearchParams; set: (c: Changes) => void }) {
  const t = useTexts()
  const lang = useLang()
  const segment = query.get('segment')
  const of = useAsk(SegmentCalledDocument, { id: segment ?? '', at: useAt() }, { enabled: segment !== null }).data?.data.segment
  const name = (lang === 'en' ? of?.property?.value?.text : null) ?? of?.label ?? segment ?? ''
  if (!segment) return null
  return <button type="button" className="btn" aria-pressed onClick={() => { set({ segment: undefined }) }}>{t.kindNames.SEGMENT} <span className="code">{of?.code}</span> <span lang={writtenIn(name)}>{name}</span> <span aria-hidden>✕</span></button>
}

function EventFilters({ query, set }: { query: URLSearchParams; set: (c: Changes) => void }) {
  const t = useTexts()
  const lang = useLang()
  const rounds = useAsk(RoundCodesDocument, {}).data?.data.vocabulary.list?.entries ?? []
  const year = query.get('year')
  return (
    <>
      <FilterButton label={t.enterprise.round} options={[...rounds.map((r) => ({ value: r.code, label: say(r.label, lang) })), { value: '-', label: t.states.unknown }]} chosen={query.get('round')?.split(',') ?? []} change={(v) => { set({ round: v.join(',') || undefined }) }} />
      <OfSegment query={query} set={set} />
      {year && <button type="button" className="btn" aria-pressed onClick={() => { set({ year: undefined }) }}>{year === '-' ? t.line.unknownDate : year} <span aria-hidden>✕</span></button>}
    </>
  )
}

const phone = '(max-width: 760px)'
const watchWidth = (tell: () => void) => {
  const media = matchMedia(phone)
  media.addEventListener('change', tell)
  return () => { media.removeEventListener('change', tell) }
}
/** Whether the screen is a phone's: a list is then one of cards, for its columns do not fit. */
const useNarrow = () => useSyncExternalStore(watchWidth, () => matchMedia(phone).matches)
