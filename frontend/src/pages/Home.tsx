import { useEffect } from 'react'
import { Link } from 'react-router'
import { HomeFiguresDocument, HomeQualityDocument, MeasuredDocument, type HomeQualityQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, day, share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { ChainGlance } from '../map/ChainGlance'
import { Panel } from '../parts/Panel'
import { SourceName } from '../parts/SourceName'
import { kindOf, reasonOf, sourceOf } from '../shell/batches'
import { byCode } from '../shell/Shell'
import { Empty, Failed, Show, Skeleton } from '../shell/states'
import { usePath } from '../state'

type Quality = NonNullable<HomeQualityQuery['quality']>

/** What is in it, how fresh, how complete, and where each reader may begin. */
export function Home() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const answer = useAsk(HomeFiguresDocument, { at })
  const quality = useAsk(HomeQualityDocument, { at })
  const measured = useMeasured(answer.data?.data.chains?.nodes ?? [])
  useEffect(() => { document.title = t.name }, [t])
  return (
    <main id="main" tabIndex={-1}>
      <Show answer={answer} rows={10}>
        {(d) => {
          const chains = d.chains?.nodes.toSorted(byCode) ?? []
          const all = d.chains?.totalCount ?? 0
          const chain = chains[0]
          const code = chain ? (chain.code ?? chain.id) : 'all'
          const map = (more: Record<string, string> = {}) => path(`/${lang}/chains/${encodeURIComponent(code)}`, more)
          // What the latest data changed is of the latest batch that changed any; runs of ratings change none.
          const changing = d.batches?.nodes.find((b) => !b.revokedBy && b.counts.created + b.counts.updated > 0)
          const described = new Map(quality.data?.data.quality?.kinds.map((k) => [k.kind, k.described]))
          const figures = [
            { label: t.nav.enterprises, n: d.enterprises?.totalCount, to: 'enterprises', kind: 'ENTERPRISE' }, { label: t.nav.products, n: d.products?.totalCount, to: 'products', kind: 'PRODUCT' },
            { label: t.home.events, n: d.fundingEvents?.totalCount, to: 'funding', kind: 'FUNDING_EVENT' }, { label: t.nav.institutions, n: d.institutions?.totalCount, to: 'institutions', kind: 'INSTITUTION' },
            { label: t.nav.parks, n: d.parks?.totalCount, to: 'parks', kind: 'PARK' }, { label: t.nav.sectors, n: d.sectors?.totalCount, to: 'sectors', kind: 'SECTOR' },
          ] as const
          if ((d.enterprises?.totalCount ?? 0) === 0 && !chain) return <><div className="page-head"><h1>{t.name}</h1></div><section className="panel"><Empty title={t.home.empty} why={t.home.emptyWhy} action={<Link className="btn primary" to={path(`/${lang}/imports`)}>{t.nav.imports}</Link>} /></section></>
          return (
            <>
              <div className="page-head"><h1>{t.home.title(count(d.enterprises?.totalCount ?? 0), all)}</h1><p className="meta">{t.home.subtitle}</p></div>
              <section className="panel figures" aria-label={t.home.contents} style={{ marginBottom: 12 }}>
                {figures.map(({ label, n, to, kind }) => (
                  <div key={to}>
                    <p className="meta">{label}</p>
                    <p className="value"><Link to={path(`/${lang}/${to}`)}>{count(n ?? 0)}</Link></p>
                    <p className="meta">{described.has(kind) ? (described.get(kind) === n ? t.home.allDescribed : t.home.described(count(described.get(kind) ?? 0))) : '\u00A0'}</p>
                  </div>
                ))}
              </section>
              <div className="cols">
                <div className="stack">
                  <Panel title={t.home.questions}>
                    <div className="personas">
                      <div><h3>{t.home.policymaker}</h3><ul>
                        <li><Link to={map()}>{t.home.q1}</Link></li>
                        <li><Link to={path(`/${lang}/gaps`, { chain: code })}>{t.home.q2}</Link></li>
                        <li><Link to={path(`/${lang}/risk`, { chain: measured ?? code })}>{t.home.q3}</Link></li>
                      </ul></div>
                      <div><h3>{t.home.investor}</h3><ul>
                        <li><Link to={path(`/${lang}/lists`)}>{t.home.q10}</Link></li>
                        <li><Link to={map({ by: 'capital' })}>{t.home.q4}</Link></li>
                        <li><Link to={path(`/${lang}/funding/all`, { sort: 'date', down: '1' })}>{t.home.q5}</Link></li>
                        <li><Link to={path(`/${lang}/enterprises`, { sort: 'revenue', down: '1' })}>{t.home.q6}</Link></li>
                      </ul></div>
                      <div><h3>{t.home.evaluator}</h3><ul>
                        <li><Link to={path(`/${lang}/imports`)}>{t.home.q7}</Link></li>
                        <li><Link to={path(`/${lang}/ratings`)}>{t.home.q11}</Link></li>
                        <li><Link to={path(`/${lang}/changes`, changing ? { from: `r${changing.revision - 1}` } : {})}>{t.home.q8}</Link></li>
                        <li><Link to={path(`/${lang}/products`)}>{t.home.q9}</Link></li>
                      </ul></div>
                    </div>
                  </Panel>
                  <Panel title={t.home.chains} note={<Legend />} flush>
                    <ul className="list">{chains.slice(0, glances).map((c) => <li key={c.id}><ChainGlance chain={c.id} code={c.code ?? c.id} /></li>)}</ul>
                    {all > glances && <p className="more"><Link to={path(`/${lang}/chains/all`)}>{t.home.moreChains(all - glances)}</Link></p>}
                  </Panel>
                </div>
                <div className="stack"><Good answer={quality} /></div>
              </div>
              <div className="stack" style={{ marginTop: 12 }}>
                <Panel title={t.home.latest} flush>
                  <ul className="list">
                    {d.batches?.nodes.map((b) => (
                      <li key={b.revision}>
                        <div className="row"><Link className="code" to={path(`/${lang}/changes`, { from: `r${b.revision - 1}` })}>r{b.revision}</Link><span>{kindOf(b, t)}</span><span className="meta ellipsis">{sourceOf(b, t)}</span><span className="space" /><span className="meta" title={b.recorded}>{day(b.recorded)}</span></div>
                        <p className="meta">{[b.revokedBy ? t.at.revoked : b.counts.created + b.counts.updated > 0 ? t.at.changesWords(b.counts.created, b.counts.updated) : reasonOf(b, t) || kindOf(b, t), b.kind === 'IMPORT' && `${t.line.date} ${b.dataDate ?? t.line.unknownDate}`].filter(Boolean).join(' · ')}</p>
                      </li>
                    ))}
                  </ul>
                </Panel>
              </div>
            </>
          )
        }}
      </Show>
    </main>
  )
}

/** The first chain of which shares are known, by its code: only there one can see what depends on a single vendor. */
function useMeasured(chains: readonly { id: string; code: string | null; label: string }[]): string | undefined {
  const at = useAt()
  const answer = useAsk(MeasuredDocument, { at })
  const computed = new Set(answer.data?.data.chainRisk?.groups.filter((g) => g.computed > 0).map((g) => g.node?.id))
  const c = chains.toSorted(byCode).find((x) => computed.has(x.id))
  return c && (c.code ?? c.id)
}

/** How many chains are shown in a few lines each: each is a map to ask for. */
const glances = 6
/** How many sources and properties are named; the page on the quality of the data has all. */
const named = 5

/** What the marks of the chains mean. */
function Legend() {
  const t = useTexts()
  return (
    <span className="glance legend">
      <span className="strip"><i data-look="1" /> {t.glance.some}</span>
      <span className="strip"><i data-look="4" /> {t.glance.many}</span>
      <span className="strip"><i data-look="gap" /> {t.map.nobody}</span>
      <span className="strip"><i data-look="1" className="key" /> {t.map.keyLink}</span>
    </span>
  )
}

/** How fresh and how complete the data are, in short. */
function Good({ answer }: { answer: ReturnType<typeof useAsk<HomeQualityQuery, unknown>> }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const all = <Link to={path(`/${lang}/quality`)}>{t.home.all}</Link>
  const q: Quality | null | undefined = answer.data?.data.quality
  if (!q) return <Panel title={t.quality.fresh} note={all}>{answer.error ? <Failed error={answer.error} retry={() => void answer.refetch()} /> : <Skeleton rows={4} />}</Panel>
  const kind = q.kinds.find((k) => k.kind === 'ENTERPRISE')
  const known = kind?.properties.filter((p) => p.known > 0).toSorted((a, b) => b.known - a.known) ?? []
  return (
    <>
      <Panel title={t.quality.fresh} note={all} flush>
        <ul className="list">
          {q.sources.slice(0, named).map((s) => (
            <li key={s.source.sourceId} className="row">
              <span className="ellipsis" style={{ flex: 1 }}><SourceName source={s.source} /> <span className="meta">{t.trust[s.source.trust]}</span></span>
              <span className="nowrap">{s.dataDate ?? <span className="unknown">{t.line.unknownDate}</span>}</span>
            </li>
          ))}
          {q.queued > 0 && <li className="meta">{t.home.queued(count(q.queued))}</li>}
        </ul>
      </Panel>
      {kind && kind.described > 0 && (
        <Panel title={t.home.complete} note={all} flush>
          <ul className="list">
            {known.slice(0, named).map((p) => (
              <li key={p.name} className="row">
                <span style={{ flex: 1 }}>{say(p.label, lang)}</span>
                <span className="bar" aria-hidden><i style={{ width: `${(p.known / kind.described) * 100}%` }} /></span>
                <span className="num" style={{ width: 40 }}>{share(p.known / kind.described, 0)}</span>
              </li>
            ))}
            <li className="meta">{t.home.completeHow(count(kind.described), kind.properties.length - known.length)}</li>
          </ul>
        </Panel>
      )}
    </>
  )
}
