import { useQuery } from '@tanstack/react-query'
import { Fragment, useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { ask } from '../api/client'
import { ChainsDocument, NodePageDocument, SegmentFundingDocument, SegmentPageDocument, SegmentSharesDocument, type BriefFragment, type FundingFieldsFragment, type SegmentPageQuery, type SegmentSharesQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, share } from '../format'
import { otherName } from '../map/model'
import { useFilters } from '../map/useFilter'
import { say, useLang, useTexts, writtenIn, type Lang } from '../i18n/i18n'
import { Basis } from '../parts/Basis'
import { EnterpriseFilters } from '../parts/EnterpriseFilters'
import { Figure, latest } from '../parts/Figure'
import { Gone } from '../parts/Gone'
import { FundingTable } from '../parts/Funding'
import { KeyMark } from '../parts/KeyMark'
import { inOrder } from '../parts/inOrder'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { placeOf } from '../parts/placeOf'
import { shortly } from '../parts/shortly'
import { TableFrame } from '../parts/TableFrame'
import { Undecided } from '../parts/Undecided'
import { LatestRatings } from '../ratings/LatestRatings'
import { fourOf } from '../risk/risk'
import { Facts } from '../shell/Shell'
import { Empty, Show } from '../shell/states'
import { usePath, useQueryState } from '../state'

/** The page of a segment: who stands in it and says so, what feeds it and what it feeds, its products and its funding. */
export function SegmentPage() {
  const { id = '' } = useParams()
  // What stays while a filter is asked for is of this segment, not of another.
  return <OfSegment key={id} id={id} />
}

function OfSegment({ id }: { id: string }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const [query, set] = useQueryState()
  const { chosen, filter } = useFilters(query)
  const answer = useAsk(SegmentPageDocument, { id, filter, at })
  const properties = useAsk(NodePageDocument, { id, at }, { keep: false })
  const shares = usePlacings(id)
  const chains = useAsk(ChainsDocument, { at })
  const node = properties.data?.data.node
  const of = (name: string): BriefFragment | undefined => (node && 'properties' in node ? node.properties.find((p) => p.name === name) : undefined)
  const label = answer.data?.data.segment?.label
  useEffect(() => { if (label) document.title = `${label} · ${t.name}` }, [label, t])
  const edges = new Map(shares.data?.map((e) => [e.node.id, e]))
  return (
    <main id="main" tabIndex={-1}>
      <Show answer={answer} rows={12}>
        {(d) => {
          const s = d.segment
          if (!s) return <Gone id={id} old={at !== undefined} />
          const parent = s.partOf?.nodes[0]
          const above = parent && ('partOf' in parent ? parent.partOf?.nodes.find((n) => n.nodeKind === 'CHAIN') : parent.nodeKind === 'CHAIN' ? parent : undefined)
          // A segment names its chain by its code; where an edge says so instead, that is followed.
          const chain = chains.data?.data.chains?.nodes.find((c) => (above ? c.id === above.id : c.code === s.chain))
          const chainCode = chain?.code ?? chain?.id
          const chainName = chain?.label
          const named = of(otherName[lang])
          const all = s.all?.totalCount ?? 0
          const countries = s.countries?.totalCount ?? 0
          const [fedBy, feeds] = [flows(s, 'fedBy'), flows(s, 'feeds')]
          const matching = s.enterprises?.totalCount ?? 0
          const listed = s.enterprises?.nodes.length ?? 0
          const key = of('keyLink')
          const reason = of('keyLinkReason')
          return (
            <>
              <div className="page-head">
                <p className="meta">{chainCode && <><Link to={path(`/${lang}/chains/${encodeURIComponent(chainCode)}`)} lang={chainName && writtenIn(chainName)}>{chainName}</Link> / </>}{parent?.nodeKind === 'SEGMENT' && <><NodeLink node={parent} code={'code' in parent ? parent.code : null} /> / </>}{t.kindNames.SEGMENT}</p>
                <div className="row">
                  <h1><span className="code" style={{ fontSize: 18, color: 'var(--ink2)' }}>{s.code}</span> <span lang={writtenIn(s.label)}>{s.label}</span></h1>
                  <KeyMark own={key?.value?.text === 'true'} property={key} node={s.id} below={s.parts?.nodes.flatMap((p) => ('keyLink' in p && p.keyLink ? [{ id: p.id, code: p.code, label: p.label }] : [])) ?? []} />
                  <span className="space" />
                  {chainCode && <Link className="btn" to={path(`/${lang}/chains/${encodeURIComponent(chainCode)}`, { seg: s.code ?? s.id })}>{t.segment.onMap}</Link>}
                </div>
                {named && named.value?.text !== s.label && <p className="meta"><Figure property={named} node={s.id} /></p>}
                {key && <p className="row identity"><span><span className="meta">{t.map.keyLink}</span> <Figure property={key} node={s.id} /></span>{reason && <span className="meta">{reason.value?.text}</span>}</p>}
              </div>
              <section className="panel figures" aria-label={t.enterprise.figures} style={{ marginBottom: 12 }}>
                <div><p className="meta">{t.drawer.known}</p><p className="value">{count(all)}</p><p className="meta">{countries > 0 ? (all === 0 ? t.countries.only : t.countries.beside)(count(countries)) : all === 0 ? t.map.nobodyWhy : ''}</p></div>
                <div><p className="meta">{t.table.products}</p><p className="value">{count(s.products?.totalCount ?? 0)}</p></div>
                <div><p className="meta">{t.drawer.fedBy} / {t.drawer.feeds}</p><p className="value">{fedBy.length} / {feeds.length}</p></div>
                <div><p className="meta">{t.table.share} {s.concentration?.year}</p><p className="value">{s.concentration && s.concentration.known > 0 ? share(s.concentration.coverage) : <span className="unknown">—</span>}</p><p className="meta">{s.concentration ? t.segment.withShares(s.concentration.known, s.concentration.members) : ''}</p></div>
                <div><p className="meta"><abbr title={t.chainMap.hhi}>HHI</abbr> · <abbr title={t.chainMap.cr4}>CR4</abbr></p><p className="value">{s.concentration?.hhi != null ? `${s.concentration.hhi} · ${fourOf(s.concentration)}` : <span className="withheld" style={{ fontSize: 13 }}>{t.states.withheld}</span>}</p><p className="meta">{s.concentration?.withheld ? say(s.concentration.withheld, lang) : <Link to={path(`/${lang}/risk`, { chain: chainCode || 'all', seg: s.code ?? s.id })}>{t.risk.toRisk}</Link>}</p></div>
              </section>
              <div className="cols">
                <div className="stack">
                  {all > 0 && (
                    <div className="row filters no-print">
                      <EnterpriseFilters chosen={chosen} set={set} base={{ segment: [s.id] }} />
                      {filter && chainCode && <Undecided chain={chainCode} filter={filter} place={s.id} />}
                    </div>
                  )}
                  <Panel title={t.drawer.providers} note={matching > listed ? t.quality.first(listed, count(matching)) : filter ? `${count(matching)} / ${count(all)}` : t.segment.providers(count(matching))} flush>
                    {all === 0 ? <Empty title={countries > 0 ? t.countries.only(count(countries)) : t.drawer.nobody} why={countries > 0 ? t.map.nobodyWhy : t.drawer.nobodyWhy} /> : matching === 0 ? <Empty title={t.segment.noMatch} why={t.map.nobodyWhy} /> : (
                      <TableFrame cards>
                        <table className="grid">
                          <thead><tr><th>{t.table.name}</th><th>{t.filter.region}</th><th>{t.filter.stage}</th><th>{t.drawer.basis}</th><th>{t.drawer.why}</th><th className="num">{t.enterprise.share}</th><th>{t.source.show}</th></tr></thead>
                          <tbody>
                            {byShare(s.enterprises?.nodes ?? [], edges).map((n) => {
                              const e = edges.get(n.id)
                              const a = (name: string) => e?.attributes.find((p) => p.name === name)
                              const market = latest(e?.attributes, 'marketShare')
                              return (
                                <tr key={n.id}>
                                  <td><NodeLink node={{ id: n.id, label: shortly(n, lang), nodeKind: 'ENTERPRISE' }} />{shortly(n, lang) !== n.label && <p className="meta" lang={writtenIn(n.label)}>{n.label}</p>}</td>
                                  <td className="where">{where(n.locatedIn?.nodes ?? [], lang) || <span className="unknown">{t.states.unknown}</span>}</td>
                                  <td className="nowrap">{n.stage ? say(n.stage.label, lang) : <span className="unknown">{t.states.unknown}</span>}</td>
                                  <td className="nowrap">{e ? <Basis property={a('basis')} /> : <span className="unknown">{shares.isPending ? t.states.none : t.segment.byProduct}</span>}</td>
                                  <td className="meta">{e ? a('reason')?.value?.text : productsOf(s.products?.nodes ?? [], n.id).slice(0, 3).map((p, i) => <Fragment key={p.id}>{i > 0 && t.lists.and}<NodeLink node={{ id: p.id, label: p.label, nodeKind: 'PRODUCT' }} /></Fragment>)}</td>
                                  <td className="num nowrap">{market?.value?.number ? <Figure property={market}>{share(market.value.number)} ({market.period})</Figure> : <span className="unknown">{t.states.unknown}</span>}</td>
                                  <td className="meta">{e ? `${e.statement.place?.sheet ?? ''} ${e.statement.place?.cell ?? ''}` : ''}</td>
                                </tr>
                              )
                            })}
                          </tbody>
                        </table>
                      </TableFrame>
                    )}
                  </Panel>
                  {countries > 0 && <Countries of={s.countries?.nodes ?? []} all={countries} edges={edges} />}
                  <SegmentFunding id={s.id} />
                  <LatestRatings node={s.id} />
                </div>
                <aside className="stack">
                  <Panel title={t.segment.links}>
                    <h3>{t.drawer.fedBy} <span className="meta">{fedBy.length}</span></h3>
                    <Flows of={fedBy} />
                    <h3>{t.drawer.feeds} <span className="meta">{feeds.length}</span></h3>
                    <Flows of={feeds} />
                    {(s.parts?.totalCount ?? 0) > 0 && <><h3>{t.segment.parts}</h3><div className="row links">{inOrder(s.parts?.nodes ?? []).map((n) => <NodeLink key={n.id} className="chip" node={{ id: n.id, label: n.label, nodeKind: 'SEGMENT' }} code={'code' in n ? n.code : null} />)}</div></>}
                  </Panel>
                  {s.parkCounts && all > 0 && (
                    <Panel title={t.nav.parks} note={s.parkCounts.total > 0 ? t.table.rows(count(s.parkCounts.total)) : undefined} flush>
                      <ul className="list">
                        {s.parkCounts.parks.map((p) => <li key={p.park.id} className="row"><span style={{ flex: 1 }}><NodeLink node={{ ...p.park, nodeKind: 'PARK' }} /></span><span className="num">{count(p.enterprises)}</span></li>)}
                        {s.parkCounts.unknown > 0 && <li className="meta">{(s.parkCounts.total === 0 ? t.park.allUnknown : t.park.unknown)(count(s.parkCounts.unknown))}</li>}
                      </ul>
                    </Panel>
                  )}
                  {(s.products?.totalCount ?? 0) > 0 && (
                    <Panel title={t.nav.products} note={t.table.rows(count(s.products?.totalCount ?? 0))} flush>
                      <ul className="list">{inOrder(s.products?.nodes ?? []).slice(0, 40).map((p) => <li key={p.id}><NodeLink node={{ id: p.id, label: p.label, nodeKind: 'PRODUCT' }} /> <span className="meta">{p.makers?.nodes.map((m) => m.label).join(', ')}</span></li>)}</ul>
                    </Panel>
                  )}
                </aside>
              </div>
              <Facts><span>{t.drawer.known} <b>{count(all)}</b></span></Facts>
            </>
          )
        }}
      </Show>
    </main>
  )
}

type Segment = NonNullable<SegmentPageQuery['segment']>
interface Flow { id: string; label: string; code: string | null; part: string }

/** What feeds a segment, or what it feeds, with the feeds of its parts, as the map counts them: those between its parts are its own affair. */
function flows(s: Segment, way: 'fedBy' | 'feeds'): Flow[] {
  const own = new Set([s.id, ...(s.parts?.nodes.map((n) => n.id) ?? [])])
  const out = new Map<string, Flow>()
  const add = (edges: readonly { node: { id: string; label: string; code?: string | null } }[] | undefined, part: string) => {
    for (const { node: n } of edges ?? []) if (!own.has(n.id) && !out.has(n.id)) out.set(n.id, { id: n.id, label: n.label, code: n.code ?? null, part })
  }
  add(s[way]?.edges, '')
  for (const n of s.parts?.nodes ?? []) if ('code' in n) add(n[way]?.edges, `${n.code ?? ''} ${n.label}`.trim())
  return inOrder([...out.values()])
}

function Flows({ of }: { of: Flow[] }) {
  const t = useTexts()
  return (
    <div className="row links">
      {of.map((f) => <span key={f.id} title={f.part ? t.segment.ofPart(f.part) : undefined}><NodeLink className="chip" node={{ id: f.id, label: f.label, nodeKind: 'SEGMENT' }} code={f.code} /></span>)}
      {of.length === 0 && <span className="meta">{t.drawer.none}</span>}
    </div>
  )
}

/** Where an enterprise is: its regions in the language of the page, and its parks, which may lie elsewhere. */
function where(nodes: readonly { nodeKind: string; label: string; area?: { label: { zh: string; en: string } } | null }[], lang: Lang): string {
  return nodes.toSorted((a, b) => Number(a.nodeKind === 'PARK') - Number(b.nodeKind === 'PARK')).map((n) => placeOf(n, lang)).join(' · ')
}

type Placings = NonNullable<NonNullable<SegmentSharesQuery['segment']>['inSegmentOf']>
type Placing = Placings['edges'][number]

/** How many pages of placings are asked for: as many as there are enterprises on the page. */
const mostPages = 5

/** Who is placed in the segment by what, page by page: each tells much, and the service bounds an answer. */
function usePlacings(id: string) {
  const lang = useLang()
  const at = useAt()
  return useQuery({
    queryKey: ['placings', id, at, lang],
    queryFn: async ({ signal }) => {
      const out: Placing[] = []
      let after: string | null = null
      for (let i = 0; i < mostPages; i++) {
        const answer: { data: SegmentSharesQuery } = await ask(SegmentSharesDocument, { id, at, after }, lang, signal)
        const page: Placings | null | undefined = answer.data.segment?.inSegmentOf
        out.push(...(page?.edges ?? []))
        if (!page?.pageInfo.hasNextPage) break
        after = page.pageInfo.endCursor
      }
      return out
    },
  })
}

/** What stands for all of a country or region: its share has those of its enterprises in it, so it is told apart from them. */
function Countries({ of, all, edges }: { of: readonly { id: string; label: string }[]; all: number; edges: Map<string, Placing> }) {
  const t = useTexts()
  return (
    <Panel title={t.countries.title} note={of.length < all ? t.quality.first(of.length, count(all)) : t.table.rows(count(all))} flush>
      <p className="meta" style={{ padding: '6px 14px' }}>{t.countries.why}</p>
      <ul className="list">
        {byShare(of, edges).map((n) => {
          const market = latest(edges.get(n.id)?.attributes, 'marketShare')
          return <li key={n.id} className="row"><span style={{ flex: 1 }}><NodeLink node={{ ...n, nodeKind: 'ENTERPRISE' }} /></span><span className="num nowrap">{market?.value?.number ? <Figure property={market}>{share(market.value.number)} ({market.period})</Figure> : <span className="unknown">{t.states.unknown}</span>}</span></li>
        })}
      </ul>
    </Panel>
  )
}

/** The products here that an enterprise makes, by which it stands here. */
const productsOf = (products: readonly { id: string; label: string; makers?: { nodes: readonly { id: string }[] } | null }[], maker: string) => products.filter((p) => p.makers?.nodes.some((m) => m.id === maker))

/** Those with a known share first, the largest before others; then those whom a source states, those inferred, those by a product of theirs. */
function byShare<T extends { id: string }>(nodes: readonly T[], edges: Map<string, Placing>): T[] {
  const rank = (n: T) => {
    const e = edges.get(n.id)
    const share = latest(e?.attributes, 'marketShare')?.value?.number
    return share ? -1 - Number(share) : !e ? 3 : e.attributes.find((p) => p.name === 'basis')?.value?.text === 'inferred' ? 2 : 1
  }
  return nodes.toSorted((a, b) => rank(a) - rank(b))
}

/** Who of the segment raised what from whom; an investor's name leads to all that it is known to have invested in. */
function SegmentFunding({ id }: { id: string }) {
  const t = useTexts()
  const at = useAt()
  const answer = useAsk(SegmentFundingDocument, { id, at }, { keep: false })
  return (
    <Show answer={answer} rows={4}>
      {(d) => {
        const seen = new Map<string, FundingFieldsFragment>()
        for (const e of d.segment?.enterprises?.nodes ?? []) for (const r of e.raised?.edges ?? []) if ('date' in r.node) seen.set(r.node.id, r.node as FundingFieldsFragment)
        if (seen.size === 0) return null
        return <Panel anchor="funding" title={t.enterprise.funding} note={t.table.rows(count(seen.size))} flush><FundingTable events={[...seen.values()]} raiser /></Panel>
      }}
    </Show>
  )
}
