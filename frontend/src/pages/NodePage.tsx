import { Fragment, useEffect, useMemo, type ReactNode } from 'react'
import { Link, useParams } from 'react-router'
import { AroundDocument, EdgeNamesDocument, EnterprisePageDocument, InstitutionPageDocument, NodePageDocument, ProductPageDocument, type BriefFragment, type EdgeType, type FundingFieldsFragment, type HeadFragment, type NodePageQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, share } from '../format'
import { say, texts, useLang, useTexts, writtenIn, type Label } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { Figure, latest, readable } from '../parts/Figure'
import { Basis } from '../parts/Basis'
import { Contents } from '../parts/Contents'
import { Gone } from '../parts/Gone'
import { FundingTable, FundingTimeline, timelineMarks } from '../parts/Funding'
import { NeighbourName } from '../parts/NeighbourName'
import { Neighbours } from '../parts/Neighbours'
import { Members } from '../parts/Members'
import { inOrder } from '../parts/inOrder'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { placeOf } from '../parts/placeOf'
import { shown } from '../parts/values'
import { WithheldHow } from '../parts/Withheld'
import { ParkEnterprises } from '../parks/ParkEnterprises'
import { Sums } from '../parts/Sums'
import { TableFrame } from '../parts/TableFrame'
import { useCopy } from '../parts/useCopy'
import { LatestRatings } from '../ratings/LatestRatings'
import { Standings } from '../lists/Standings'
import { listOf } from '../shell/pages'
import { Facts } from '../shell/Shell'
import { Show } from '../shell/states'
import { usePath, useQueryState } from '../state'
import { checks } from './creditCode'

type Node = Extract<NonNullable<NodePageQuery['node']>, { nodeKind: unknown; properties: unknown[] }>
type Property = BriefFragment
type Head = HeadFragment

/** What is shown first, if it is known. */
const first = ['revenue', 'securityRevenue', 'netProfit', 'employees', 'rdRatio', 'rdSpend', 'enterpriseCount', 'output', 'marketSize', 'securitySpend', 'marketCap', 'patents', 'fundingTotal', 'amount', 'valuation', 'registeredCapital', 'employeesMin']
const identity = ['creditCode', 'stockCode', 'founded', 'listed', 'stage', 'kind', 'status', 'level', 'country', 'website', 'region', 'date', 'round']
const names = ['legalName', 'name', 'shortName', 'englishName', 'formerNames', 'aliases', 'ownId', 'citation', 'sourceUrl', 'remark', 'description', 'code']
/** The page of a node of any kind: what it is called, what is known of it with who said so, and what it stands beside. */
export function NodePage() {
  const t = useTexts()
  const at = useAt()
  const { id = '' } = useParams()
  const answer = useAsk(NodePageDocument, { id, at }, { keep: false })
  const node = answer.data?.data.node
  useEffect(() => { if (node && 'label' in node) document.title = `${node.label} · ${t.name}` }, [node, t])
  return (
    <main id="main" tabIndex={-1}>
      <Show answer={answer} rows={12}>
        {(d) => (d.node && 'properties' in d.node ? <Page key={id} node={d.node as Node} /> : <Gone id={id} old={at !== undefined} />)}
      </Show>
    </main>
  )
}

function Page({ node }: { node: Node }) {
  const t = useTexts()
  const lang = useLang()
  const of = useMemo(() => new Map(node.properties.filter((p) => !p.period).map((p) => [p.name, p])), [node])
  const dated = useMemo(() => {
    const out = new Map<string, Property[]>()
    for (const p of node.properties) if (p.period) out.set(p.name, [...(out.get(p.name) ?? []), p])
    for (const list of out.values()) list.sort((a, b) => String(b.period).localeCompare(String(a.period)))
    return out
  }, [node])
  const other = ['legalName', 'name', 'shortName', 'formerNames', 'englishName', 'aliases'].flatMap((n) => { const p = of.get(n); return p && p.value?.text !== node.label ? [p] : [] })
  const place = (p: Property) => (first.includes(p.name) ? first.indexOf(p.name) : first.length)
  const figures = [...dated.values()].flatMap((l) => (l[0] ? [l[0]] : [])).concat(first.flatMap((n) => of.get(n) ?? [])).sort((a, b) => place(a) - place(b)).slice(0, 6)
  const rest = [...of.values()].filter((p) => !identity.includes(p.name) && !names.includes(p.name) && !figures.includes(p))
  const raisers = (node as { raisedBy?: { nodes: { label: string }[] } | null }).raisedBy?.nodes.map((n) => n.label).join(t.lists.and)
  const title = node.label || [raisers || t.kindNames[node.nodeKind], ...['date', 'round'].map((n) => { const p = of.get(n); return p?.value ? readable(p.value, lang) : '' })].filter(Boolean).join(' · ')
  const path = usePath()
  const list = listOf(node.nodeKind)
  const line = identity.flatMap((n) => of.get(n) ?? [])
  const head = node.nodeKind === 'ENTERPRISE' ? (node as unknown as Head) : null
  return (
    <>
      <div className="page-head">
        <p className="meta">{node.nodeKind === 'PRODUCT' && <Makers id={node.id} />}{head?.placed?.nodes.map((s) => <Fragment key={s.id}><NodeLink node={{ id: s.id, label: (lang === 'en' && 'property' in s && s.property?.value?.text) || s.label, nodeKind: 'SEGMENT' }} code={'code' in s ? s.code : null} /> / </Fragment>)}{list ? <Link to={path(`/${lang}${list}`)}>{t.kindNames[node.nodeKind]}</Link> : t.kindNames[node.nodeKind]}{node.referred && <> <span className="chip dashed">{t.enterprise.referred}</span></>}</p>
        <h1 lang={writtenIn(node.label)}>{title}</h1>
        {other.length > 0 && <p className="row meta">{other.map((p) => <span key={p.name}>{say(p.label, lang)} <Figure property={p} node={node.id} /></span>)}</p>}
        {(line.length > 0 || head !== null) && <p className="row identity">{line.map((p) => <span key={p.name}><span className="meta">{say(p.label, lang)}</span> <Figure property={p} node={node.id} className={p.name.endsWith('Code') ? 'code' : ''} />{p.name === 'creditCode' && p.value && <CreditCode code={p.value.text} />}</span>)}{head && <Places head={head} />}</p>}
        {head && <Titles head={head} />}
        <Contents />
      </div>
      <div className="cols">
        <div className="stack">
          {(node.nodeKind === 'ENTERPRISE' || node.nodeKind === 'PRODUCT') && <LatestRatings node={node.id} />}
          {figures.length > 0 && (
            <section className="panel figures" aria-label={t.enterprise.figures}>
              {figures.map((p) => (
                <div key={p.name}>
                  <p className="meta">{say(p.label, lang)} {p.period}</p>
                  <p className="value"><Figure property={p} node={node.id}>{shown(p, lang) ?? t.states.undisclosed}</Figure></p>
                  <p className="meta ellipsis">{p.winner?.source.name}{p.conflicting ? ` · ${t.enterprise.conflicting}` : ''}</p>
                </div>
              ))}
            </section>
          )}
          {node.nodeKind === 'ENTERPRISE' && <EnterpriseParts id={node.id} />}
          {(node.nodeKind === 'ENTERPRISE' || node.nodeKind === 'PROJECT') && <Standings id={node.id} />}
          {node.nodeKind === 'INSTITUTION' && <Portfolio id={node.id} />}
          {node.nodeKind === 'PARK' && <ParkEnterprises id={node.id} />}
          {dated.size > 0 && <ByPeriod node={node} dated={dated} />}
          <Around id={node.id} name={title} />
        </div>
        <aside className="stack">
          <WhoSays node={node} />
          {rest.length + names.length > 0 && <Properties node={node} properties={[...names.filter((n) => !other.some((p) => p.name === n)).flatMap((n) => of.get(n) ?? []), ...rest]} />}
          <Members ids={node.members} />
          <Revisions node={node} />
        </aside>
      </div>
      <Facts><span>{t.enterprise.properties} <b>{count(node.properties.length)}</b></span></Facts>
    </>
  )
}

/** Whose product it is and where it stands, before its name. */
function Makers({ id }: { id: string }) {
  const at = useAt()
  const product = useAsk(ProductPageDocument, { id, at }, { keep: false }).data?.data.product
  const makers = product?.makers
  return (
    <>
      {product?.inSegments?.nodes.map((s) => <span key={s.id}><NodeLink node={{ id: s.id, label: s.label, nodeKind: 'SEGMENT' }} code={'code' in s ? s.code : null} /> / </span>)}
      {makers?.nodes.map((m) => <span key={m.id}><NodeLink node={{ id: m.id, label: m.label, nodeKind: 'ENTERPRISE' }} /> / </span>)}
      {makers && makers.totalCount > makers.nodes.length && <>+{makers.totalCount - makers.nodes.length} / </>}
    </>
  )
}

/** Whether a credit code passes its own check digit, and a button that copies it. */
function CreditCode({ code }: { code: string }) {
  const t = useTexts()
  const { label, copy } = useCopy()
  return (
    <>
      {' '}{checks(code) ? <span className="good" title={t.enterprise.checkedHow}>✓ {t.enterprise.checked}</span> : <span className="meta" title={t.enterprise.checkedHow}>{t.enterprise.unchecked}</span>}
      {' '}<button type="button" className="link no-print" aria-live="polite" onClick={() => { copy(code) }}>{label}</button>
    </>
  )
}

/** Where an enterprise is: regions in the language of the page, parks by their names, each with who says so. Where only a park is on record its region is told; where nothing is, that. */
function Places({ head }: { head: Head }) {
  const t = useTexts()
  const lang = useLang()
  const edges = head.locatedIn?.edges ?? []
  const places = edges.map((e) => e.node)
  const ofPark = places.some((n) => n.nodeKind === 'REGION') ? undefined : places.flatMap((n) => ('region' in n && n.region ? [n.region] : []))[0]
  return (
    <>
      {ofPark && <span><span className="meta">{t.filter.region}</span> {say(ofPark.label, lang)} <span className="meta">{t.page.byPark}</span></span>}
      {!ofPark && !places.some((n) => n.nodeKind === 'REGION') && <span><span className="meta">{t.filter.region}</span> <span className="unknown">{t.page.noRegion}</span></span>}
      {edges.map(({ node: n, statement }) => {
        const name = placeOf(n, lang)
        const value = { text: name, number: null, boolean: null, code: null, money: null }
        const label = n.nodeKind === 'PARK' ? both((x) => x.filter.park) : both((x) => x.filter.region)
        const figure = (text: string) => <Figure property={{ name: 'locatedIn', label, period: null, conflicting: false, value, winner: { ...statement, value } }}>{text}</Figure>
        return <span key={n.id}><span className="meta">{say(label, lang)}</span> {n.nodeKind === 'PARK' ? <><NodeLink node={n} /> {figure(t.source.show)}</> : figure(name)}</span>
      })}
    </>
  )
}

/** A text of the pages in both languages, as the service has its labels. */
const both = (of: (t: Texts) => string): Label => ({ zh: of(texts.zh), en: of(texts.en) })

/** The titles that an enterprise was given, and to when each is valid. */
function Titles({ head }: { head: Head }) {
  const t = useTexts()
  const edges = head.recognisedBy?.edges ?? []
  if (edges.length === 0) return null
  return (
    <p className="row titles-given">
      {edges.map((e, i) => {
        const to = e.attributes.find((a) => a.name === 'validTo')
        const status = e.attributes.find((a) => a.name === 'status')
        return <span key={`${e.node.id} ${i}`} className={`chip ${status?.value?.text === 'expired' ? 'dashed' : 'acc'}`}>{e.node.label}{to?.value ? ` · ${t.enterprise.validTo(to.value.text)}` : ''}</span>
      })}
      {(head.recognisedBy?.totalCount ?? 0) > edges.length && <span className="meta">+{(head.recognisedBy?.totalCount ?? 0) - edges.length}</span>}
    </p>
  )
}

/** What is known for each period: a row a figure, a column a period, a dash where nobody says. */
function ByPeriod({ node, dated }: { node: Node; dated: Map<string, Property[]> }) {
  const t = useTexts()
  const lang = useLang()
  const periods = [...new Set([...dated.values()].flat().map((p) => String(p.period)))].sort().reverse().slice(0, 8)
  return (
    <Panel title={t.enterprise.byPeriod} anchor="years" flush>
      <TableFrame label={t.enterprise.byPeriod}>
        <table className="grid by-period">
          <thead><tr><td />{periods.map((p) => <th key={p} className="num">{p}</th>)}</tr></thead>
          <tbody>
            {[...dated.entries()].map(([name, list]) => (
              <tr key={name}>
                <th scope="row">{list[0] && say(list[0].label, lang)}</th>
                {periods.map((period) => {
                  const p = list.find((x) => x.period === period)
                  return <td key={period} className="num nowrap">{p ? <Figure property={p} node={node.id}>{shown(p, lang) ?? t.states.undisclosed}</Figure> : <span className="unknown">—</span>}</td>
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Panel>
  )
}

function Properties({ node, properties }: { node: Node; properties: Property[] }) {
  const t = useTexts()
  const lang = useLang()
  return (
    <Panel title={t.enterprise.known} anchor="known" flush>
      <table className="grid known">
        <tbody>
          {properties.map((p) => (
            <tr key={p.name}>
              <th scope="row" className="of-known">{say(p.label, lang)}</th>
              <td>{p.value && /^https?:\/\//.test(p.value.text) ? <a href={p.value.text} rel="noreferrer noopener" target="_blank">{p.value.text}</a> : <Figure property={p} node={node.id}>{p.value ? shown(p, lang) : t.enterprise.several}</Figure>}</td>
              <td className="meta num">{p.winner?.place?.sheet} {p.winner?.place?.cell}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {properties.some((p) => p.withheld) && <WithheldHow />}
    </Panel>
  )
}

/** Who says how much of what is shown, and of which day. */
function WhoSays({ node }: { node: Node }) {
  const t = useTexts()
  const by = new Map<string, { name: string; trust: string; n: number; date: string | null; rows: Map<string, Set<number>> }>()
  for (const p of node.properties) {
    const s = p.winner
    if (!s) continue
    const e = by.get(s.source.sourceId) ?? { name: s.source.name, trust: t.trust[s.source.trust], n: 0, date: null, rows: new Map<string, Set<number>>() }
    e.n++
    if (s.dataDate && (!e.date || s.dataDate > e.date)) e.date = s.dataDate
    if (s.place) {
      const sheet = [s.place.document.name, s.place.sheet].filter(Boolean).join(' · ')
      e.rows.set(sheet, (e.rows.get(sheet) ?? new Set()).add(s.place.row))
    }
    by.set(s.source.sourceId, e)
  }
  const all = [...by.values()].sort((a, b) => b.n - a.n)
  return (
    <Panel title={t.source.title} note={t.enterprise.sources(all.length)} flush>
      <ul className="list">
        {all.map((s) => (
          <li key={s.name}>
            <div className="row"><b className="ellipsis" style={{ flex: 1 }}>{s.name}</b><span className="num">{count(s.n)}</span></div>
            <p className="meta">{s.trust} · {t.source.dataDate} {s.date ?? t.states.unknown}</p>
            {[...s.rows].map(([sheet, rows]) => <p key={sheet} className="meta">{sheet} · {t.source.row} {runs([...rows])}</p>)}
          </li>
        ))}
        {all.length === 0 && <li className="meta">{t.source.none}</li>}
      </ul>
    </Panel>
  )
}

/** Numbers as runs: 3–5, 8. */
export function runs(numbers: number[]): string {
  const out: [number, number][] = []
  for (const n of numbers.toSorted((a, b) => a - b)) {
    const last = out.at(-1)
    if (last && n <= last[1] + 1) last[1] = n
    else out.push([n, n])
  }
  return out.map(([a, b]) => (a === b ? String(a) : `${a}–${b}`)).join(', ')
}

function Revisions({ node }: { node: Node }) {
  const t = useTexts()
  const at = useAt()
  return (
    <Panel title={t.source.history} note={t.enterprise.batches}>
      <div className="row">{node.revisions.map((r) => <Link key={r} className={`chip code${at === `r${r}` ? ' acc' : ''}`} to={`?at=r${r}`}>r{r}</Link>)}</div>
    </Panel>
  )
}

/** What stands one edge away, by the kind of edge and its direction: as a picture, or all of it as a table. */
function Around({ id, name }: { id: string; name: string }) {
  const t = useTexts()
  const [query, set] = useQueryState()
  const table = query.get('around') === 'table'
  const lang = useLang()
  const at = useAt()
  const names = useAsk(EdgeNamesDocument, {})
  const answer = useAsk(AroundDocument, { id, at }, { keep: false })
  const label = (type: EdgeType) => { const e = names.data?.data.vocabulary.edges.find((x) => x.type === type); return e ? e.label : { zh: type, en: type } }
  return (
    <Show answer={answer} rows={4}>
      {(d) => {
        const hood = d.neighbourhood
        if (!hood || hood.links.length === 0) return null
        // An event has no name of its own: its day, its round and who raised it tell it from others.
        const nodes = new Map(hood.nodes.map(({ node: n }) => [n.id, n.label || !('date' in n) ? n : { ...n, label: [n.date, n.round ? say(n.round.label, lang) : '', n.raisedBy?.nodes.find((r) => r.label !== name)?.label].filter(Boolean).join(' ') }]))
        const groups = new Map<string, { type: EdgeType; out: boolean; ids: string[] }>()
        for (const l of hood.links) {
          if ((l.from !== id && l.to !== id) || l.type === 'RATES') continue // ratings have a table of their own
          const out = l.from === id
          const key = `${l.type} ${out}`
          const g = groups.get(key) ?? { type: l.type, out, ids: [] }
          g.ids.push(out ? l.to : l.from)
          groups.set(key, g)
        }
        return (
          <Panel
            title={t.enterprise.around} note={hood.bounded ? t.enterprise.bounded : undefined} anchor="relations" flush
            actions={<span className="seg" role="group" aria-label={t.page.relationsAs}>{([['', t.page.picture], ['table', t.view.table]] as const).map(([value, text]) => <button key={value} type="button" aria-pressed={table === (value === 'table')} onClick={() => { set({ around: value || undefined }, 'replace') }}>{text}</button>)}</span>}
          >
            {!table ? <Neighbours id={id} name={name} groups={[...groups.values()].map((g) => ({ type: g.type, out: g.out, label: label(g.type), nodes: g.ids.flatMap((i) => nodes.get(i) ?? []) }))} /> : <table className="grid">
              <tbody>
                {[...groups.values()].map((g) => (
                  <tr key={`${g.type} ${g.out}`}>
                    <th scope="row" style={{ width: 150 }}>{g.out ? `${say(label(g.type), lang)} →` : `← ${say(label(g.type), lang)}`} <span>{g.ids.length}</span></th>
                    <td><span className="row names">{g.ids.slice(0, 40).map((i) => { const n = nodes.get(i); return n ? <NeighbourName key={i} of={id} node={n} type={g.type} label={label(g.type)} out={g.out} /> : null })}{g.ids.length > 40 && <span className="meta">+{g.ids.length - 40}</span>}</span></td>
                  </tr>
                ))}
              </tbody>
            </table>}
          </Panel>
        )
      }}
    </Show>
  )
}

const eventsOf = (edges: { node: object }[] | undefined) => (edges ?? []).flatMap((e) => ('date' in e.node ? [e.node as FundingFieldsFragment] : []))

function Portfolio({ id }: { id: string }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const at = useAt()
  const investor = `i:${id}` // as the flow of capital calls it
  const answer = useAsk(InstitutionPageDocument, { id, investor, at }, { keep: false })
  return (
    <Show answer={answer} rows={3}>
      {(d) => {
        const c = d.institution?.investedIn
        if (!c || c.totalCount === 0) return null
        const flow = d.capitalFlow
        const between = [...new Set([flow?.first, flow?.last])].filter(Boolean).join('–')
        return (
          <Panel title={t.enterprise.portfolio} note={[t.table.rows(count(c.totalCount)), between].filter(Boolean).join(' · ')} anchor="portfolio" flush
            actions={<Link className="btn small" to={path(`/${lang}/funding`, { chain: 'all', only: investor })}>{t.page.seeFlow}</Link>}>
            {flow && flow.sums.length > 0 && <div className="body row"><span className="meta">{t.page.disclosedSum}</span><Sums capital={flow.sums} /></div>}
            <FundingTable events={eventsOf(c.edges)} raiser />
          </Panel>
        )
      }}
    </Show>
  )
}

interface Placed { segment: { id: string; label: string; code: string | null }; products: { id: string; label: string }[] }

/** The segments that products stand in, each with the products. */
function segmentsOfProducts(edges: readonly { node: { id: string; label: string; inSegments?: { nodes: { id: string; label: string; code?: string | null }[] } | null } | { id: string; label: string } }[]): Placed[] {
  const out = new Map<string, Placed>()
  for (const { node } of edges) {
    for (const s of ('inSegments' in node ? node.inSegments?.nodes : undefined) ?? []) {
      const placed = out.get(s.id) ?? { segment: { id: s.id, label: s.label, code: s.code ?? null }, products: [] }
      placed.products.push({ id: node.id, label: node.label })
      out.set(s.id, placed)
    }
  }
  return [...out.values()]
}

function EnterpriseParts({ id }: { id: string }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const at = useAt()
  const answer = useAsk(EnterprisePageDocument, { id, at }, { keep: false })
  const part = (anchor: string, title: string, note: ReactNode, body: ReactNode) => <Panel title={title} note={note} anchor={anchor} flush>{body}</Panel>
  return (
    <Show answer={answer} rows={5}>
      {(d) => {
        const e = d.enterprise
        if (!e) return null
        const raised = eventsOf(e.raised?.edges)
        const invested = eventsOf(e.investedIn?.edges)
        // The map has it in the segments of its products, too.
        const own = new Set(e.inSegments?.edges.map((x) => x.node.id))
        const byProduct = segmentsOfProducts(e.makes?.edges ?? []).filter(({ segment }) => !own.has(segment.id))
        return (
          <>
            {(e.inSegments?.totalCount ?? 0) + byProduct.length > 0 && part('segments', t.enterprise.segments, t.table.rows(count((e.inSegments?.totalCount ?? 0) + byProduct.length)), (
              <TableFrame cards><table className="grid">
                <thead><tr><th>{t.table.segment}</th><th>{t.drawer.basis}</th><th>{t.drawer.why}</th><th className="num">{t.enterprise.share}</th><th>{t.source.show}</th></tr></thead>
                <tbody>
                  {e.inSegments?.edges.map((x) => {
                    const a = (n: string) => x.attributes.find((p) => p.name === n)
                    const basis = a('basis')
                    const market = latest(x.attributes, 'marketShare')
                    return (
                      <tr key={x.node.id}>
                        <td><Link to={path(`/${lang}/segments/${encodeURIComponent(x.node.id)}`)}><span className="code">{'code' in x.node ? x.node.code : ''}</span> {x.node.label}</Link></td>
                        <td className="nowrap"><Basis property={basis} /></td>
                        <td className="meta">{a('reason')?.value?.text ?? '—'}</td>
                        <td className="num nowrap">{market?.value?.number ? <Figure property={market}>{share(market.value.number)} ({market.period})</Figure> : <span className="unknown">{t.states.unknown}</span>}</td>
                        <td className="meta">{x.statement.source.name}{x.statement.place && ` · ${x.statement.place.sheet} ${x.statement.place.cell ?? ''}`}</td>
                      </tr>
                    )
                  })}
                  {byProduct.map(({ segment, products }) => (
                    <tr key={segment.id}>
                      <td><NodeLink node={{ id: segment.id, label: segment.label, nodeKind: 'SEGMENT' }} code={segment.code} /></td>
                      <td className="nowrap">{t.segment.byProduct}</td>
                      <td className="meta">{products.slice(0, 3).map((x, i) => <Fragment key={x.id}>{i > 0 && t.lists.and}<NodeLink node={{ ...x, nodeKind: 'PRODUCT' }} /></Fragment>)}{products.length > 3 && ` +${products.length - 3}`}</td>
                      <td className="num"><span className="unknown">{t.states.unknown}</span></td>
                      <td />
                    </tr>
                  ))}
                </tbody>
              </table></TableFrame>
            ))}
            {(e.makes?.totalCount ?? 0) > 0 && part('products', t.nav.products, t.table.rows(count(e.makes?.totalCount ?? 0)), (
              <ul className="list">
                {inOrder(e.makes?.edges.map((x) => x.node) ?? []).map((x) => (
                  <li key={x.id} className="row"><NodeLink node={{ id: x.id, label: x.label, nodeKind: 'PRODUCT' }} /><span className="space" />{'inSegments' in x && x.inSegments?.nodes.map((s) => <NodeLink key={s.id} node={{ id: s.id, label: s.label, nodeKind: 'SEGMENT' }} code={'code' in s ? s.code : null} className="meta" />)}</li>
                ))}
              </ul>
            ))}
            {raised.length > 0 && part('funding', t.enterprise.funding, timelineMarks(raised, t) || t.table.rows(count(raised.length)), <><FundingTimeline events={raised} /><FundingTable events={raised} raiser={false} /></>)}
            {invested.length > 0 && part('portfolio', t.enterprise.portfolio, t.table.rows(count(invested.length)), <FundingTable events={invested} raiser />)}
          </>
        )
      }}
    </Show>
  )
}
