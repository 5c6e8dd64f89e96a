import { useMemo } from 'react'
import { Link } from 'react-router'
import { GapsDocument, type GapsQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, share } from '../format'
import { say, useLang, useTexts, writtenIn } from '../i18n/i18n'
import { filterKeys, filterOf, readFilters, unknownValue, type FilterKey } from '../map/useFilter'
import { placeOf } from '../parts/placeOf'
import { EnterpriseFilters, useChosenNames } from '../parts/EnterpriseFilters'
import { KeyMark } from '../parts/KeyMark'
import { NodeLink } from '../parts/NodeLink'
import { shortly } from '../parts/shortly'
import { TableFrame } from '../parts/TableFrame'
import { chainName, Facts, useFrame } from '../shell/Shell'
import { Empty, Show } from '../shell/states'
import { changed, usePath, useQueryState } from '../state'

type Gap = NonNullable<GapsQuery['gapList']>['gaps'][number]
type Near = Gap['near'][number]
type Who = Gap['elsewhere'][number]

/** The segments that meet a rule, the fewest recorded first, and who stands near each. Nobody recorded is not nobody there. */
export function GapsPage() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const frame = useFrame()
  const [query, set] = useQueryState()
  const chain = query.get('chain') ?? frame.chains[0]?.code ?? undefined
  const keyOnly = query.get('key') !== 'all'
  const above = query.get('above') ?? ''
  const chosen = readFilters(query)
  const filter = useMemo(() => filterOf(readFilters(query)), [query])
  // Of all of them, where few are recorded; of those that a filter chooses, where nobody is.
  const fewer = Math.max(1, Math.min(1000, Number(query.get('fewer')) || (filter ? 1 : 5)))
  const rule = { ...(keyOnly ? { keyLink: true } : {}), fewerThan: above ? null : fewer, ...(above ? { shareAbove: above } : {}) }
  const answer = useAsk(GapsDocument, { chain, inChain: { segment: chain ? [chain] : [] }, enterprises: filter, rule, at }, { enabled: chain !== undefined })
  const names = useChosenNames(chosen)
  // The fields of which a filter asks something: those that may be missing.
  const fields = filterKeys.filter((k) => chosen[k].length > 0).map((k) => t.filter[k]).join(t.lists.and)
  const info = frame.chains.find((c) => c.code === chain)
  const name = (s: Gap['segment'] | Near['via'][number]) => (lang === 'en' ? (s.property?.value?.text ?? s.label) : s.label)
  // With a filter a segment leads to the map, which has the same filter; its page has none.
  const filters = { region: query.get('region') ?? undefined, stage: query.get('stage') ?? undefined, kind: query.get('kind') ?? undefined, park: query.get('park') ?? undefined, list: query.get('list') ?? undefined }
  const onMap = (s?: { id: string; code?: string | null }) => ({ pathname: `/${lang}/chains/${encodeURIComponent(chain ?? '')}`, search: changed(new URLSearchParams(), { ...filters, seg: s ? s.code ?? s.id : undefined, at }) })
  // What a count of enterprises opens: the segment's page with those that are counted, all on record unless a filter chooses.
  const inSegment = (id: string, only: Partial<Record<FilterKey, string | undefined>>) => ({ pathname: `/${lang}/segments/${encodeURIComponent(id)}`, search: changed(new URLSearchParams(), { ...only, at }) })
  // Who stands in a segment and does not match, as the list of enterprises has them.
  const notMatching = (id: string) => ({ pathname: `/${lang}/enterprises`, search: changed(new URLSearchParams(), { ...filters, segment: id, not: '1', referred: '1', at }) })
  // Of those undecided by one thing that is asked, it is what is unknown; of several it may be any of them.
  const [asked, ...others] = filterKeys.filter((k) => chosen[k].length > 0)
  const unknown = asked && others.length === 0 ? { [asked]: unknownValue } : null
  // Of a filter by region alone, who does not match stands elsewhere.
  const passedOver = asked === 'region' && others.length === 0 && !chosen.region.includes(unknownValue) ? { count: t.gapsBy.elsewhere, who: t.gapsBy.whoElsewhere } : { count: t.gapsBy.notMatching, who: t.gapsBy.whoNotMatching }
  const list = answer.data?.data.gapList
  const file = (format: string, about?: 'true') => `/download/gaps.${format}${changed(new URLSearchParams(), {
    chain, enterprises: filter ? JSON.stringify(filter) : undefined, keyLink: keyOnly ? 'true' : undefined, fewerThan: above ? undefined : String(fewer), shareAbove: above || undefined,
    near: '5', about, at: at ?? String(answer.data?.extensions.revision ?? ''), lang,
  })}`
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1>{answer.data?.data.gapList ? t.gaps.title([info ? chainName(info, lang) : t.allChains, ...names].join(' · '), answer.data.data.gapList.total, keyOnly, above ? t.gaps.shareAbove(share(above)) : fewer === 1 ? t.gaps.without : t.gaps.fewerThan(fewer)) : t.nav.gaps}</h1>
        {filter && list && list.undecided > 0 && <p className="caution">{t.gaps.undecided(count(list.undecided), count(answer.data?.data.enterprises?.totalCount ?? 0), fields)}</p>}
        <p className="meta">{t.gaps.how}{filter && t.gapsBy.how}</p>
        <p className="print-only">{[keyOnly ? t.gaps.keyOnly : '', above ? `${t.gaps.above} ${share(above)}` : `${t.gaps.fewer} ${fewer}`, ...names].filter(Boolean).join(' · ')}</p>
        {!(frame.revision !== undefined && frame.chains.length === 0) && <div className="row">
          <label><span className="meta">{t.chain}</span> <select className="input" value={chain ?? ''} onChange={(e) => { set({ chain: e.target.value }) }}>{frame.chains.map((c) => <option key={c.id} value={c.code ?? c.id}>{chainName(c, lang)}</option>)}</select></label>
          <button type="button" className="btn" aria-pressed={keyOnly} onClick={() => { set({ key: keyOnly ? 'all' : undefined }) }}>{t.gaps.keyOnly}</button>
          <label><span className="meta">{t.gaps.fewer}</span> <input className="input" style={{ width: 64 }} type="number" min={1} max={1000} disabled={above !== ''} value={fewer} onChange={(e) => { set({ fewer: e.target.value }, 'replace') }} />{filter && !above && !query.get('fewer') && <span className="meta"> {t.gaps.nobodyOfThem}</span>}</label>
          <label><span className="meta">{t.gaps.above}</span> <select className="input" value={above} onChange={(e) => { set({ above: e.target.value || undefined }) }}><option value="">{t.gaps.anyShare}</option>{['0.5', '0.8'].map((v) => <option key={v} value={v}>{share(v)}</option>)}</select></label>
          <EnterpriseFilters chosen={chosen} set={set} {...(chain ? { base: { segment: [chain] } } : {})} />
          <span className="space" />
          {chain && <Link className="btn" to={onMap()}>{t.segment.onMap}</Link>}
          <button type="button" className="btn" onClick={() => { print() }}>{t.gaps.print}</button>
        </div>}
      </div>
      <section className="panel" aria-label={t.nav.gaps}>
        {chain === undefined && frame.revision !== undefined && frame.chains.length === 0 ? <Empty title={t.risk.noSegments} why={t.home.emptyWhy} action={<Link className="btn" to={path(`/${lang}/imports`)}>{t.nav.imports}</Link>} /> : <Show answer={answer} rows={8}>
          {(d) => {
            const l = d.gapList
            if (!l) return null
            if (l.gaps.length === 0) return <Empty title={t.gaps.none} why={t.gaps.noneWhy} />
            return (
              <TableFrame cards sticks label={t.nav.gaps}><table className="grid gap-list">
                <thead><tr><th>{t.table.segment}</th><th>{t.map.keyLink}</th><th className="num">{filter ? t.gaps.recordedOfThem : t.gaps.recorded}</th>{filter && <><th className="num">{t.gaps.missing(fields)}</th><th className="num">{passedOver.count}</th><th>{passedOver.who}</th></>}<th className="num">{t.table.share}</th><th className="num">{t.gapsBy.largest}</th><th>{t.gaps.near}</th></tr></thead>
                <tbody>
                  {l.gaps.map((g) => (
                    <tr key={g.segment.id}>
                      <td><span className="code">{g.segment.code}</span> <Link to={filter ? onMap(g.segment) : path(`/${lang}/segments/${encodeURIComponent(g.segment.id)}`)} lang={writtenIn(name(g.segment))}>{name(g.segment)}</Link></td>
                      <td><KeyMark own={g.segment.keyLink ?? false} property={g.segment.keyLinkProperty} node={g.segment.id} below={g.keyLinksBelow} /></td>
                      <td className="num">{g.count.enterprises === 0 ? <span className="unknown">{t.map.nobody}</span> : <Link to={inSegment(g.segment.id, filters)}>{count(g.count.enterprises)}</Link>}</td>
                      {filter && <>
                        <td className="num">{g.undecided > 0 && unknown ? <Link to={inSegment(g.segment.id, unknown)}>{count(g.undecided)}</Link> : count(g.undecided)}</td>
                        <td className="num">{g.ruledOut > 0 ? <Link to={notMatching(g.segment.id)}>{count(g.ruledOut)}</Link> : 0}</td>
                        <td>
                          {g.ruledOut === 0 ? <span className="unknown">{t.gaps.whoNone}</span> : <ul className="near elsewhere">
                            {g.elsewhere.map((n) => <li key={n.id}><NodeLink node={{ id: n.id, label: shortly(n, lang), nodeKind: 'ENTERPRISE' }} /> <Where who={n} /></li>)}
                            {g.ruledOut > g.elsewhere.length && <li><Link to={notMatching(g.segment.id)}>{t.gapsBy.more(count(g.ruledOut - g.elsewhere.length))}</Link></li>}
                          </ul>}
                        </td>
                      </>}
                      <td className="num nowrap">{Number(g.concentration.coverage) > 0 ? `${share(g.concentration.coverage)} (${g.concentration.year ?? ''})` : <span className="unknown">{t.states.unknown}</span>}</td>
                      <td className="num nowrap">{g.concentration.cr1 ? share(g.concentration.cr1) : <span className="unknown">{t.states.unknown}</span>}</td>
                      <td>{g.near.length === 0 ? <span className="unknown">{t.gaps.nobodyNear}</span> : (
                        <ul className="near">
                          {g.near.map((n) => (
                            <li key={n.enterprise.id}>
                              <NodeLink node={{ id: n.enterprise.id, label: shortly(n.enterprise, lang), nodeKind: 'ENTERPRISE' }} /> <Where who={n.enterprise} />{' '}
                              <span className="meta">{n.via.map((v) => <span key={v.id} className="via"><span className="code">{v.code}</span> <span lang={writtenIn(name(v))}>{name(v)}</span></span>)} <span className="nowrap">{t.gaps.points(n.points)}</span></span>
                            </li>
                          ))}
                        </ul>
                      )}</td>
                    </tr>
                  ))}
                </tbody>
              </table></TableFrame>
            )
          }}
        </Show>}
      </section>
      {list && <p className="meta" style={{ padding: '8px 2px' }}>{list.total > list.gaps.length ? t.gaps.bounded(list.gaps.length, list.total) : ''} {say(list.rule, lang)}</p>}
      <Facts><span className="no-print">{t.line.download} {['xlsx', 'csv', 'jsonl'].map((f, i) => <span key={f}>{i > 0 && ' / '}<a href={file(f)} download>{f.toUpperCase()}</a>{f === 'csv' && <>{t.files.beside} <a href={file(f, 'true')} download title={t.files.aboutHow}>{t.files.about}</a></>}</span>)}</span></Facts>
    </main>
  )
}

/** Where an enterprise is, if a source says so: who stands elsewhere can be asked to come. */
function Where({ who }: { who: Who }) {
  const t = useTexts()
  const lang = useLang()
  const places = who.locatedIn?.nodes.map((n) => ('label' in n ? placeOf(n, lang) : '')).filter(Boolean) ?? []
  return places.length > 0 ? <span className="where">{places.join(t.comma)}</span> : <span className="where unknown">{t.gaps.placeUnknown}</span>
}
