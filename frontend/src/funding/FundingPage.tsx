import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { useCounts } from '../api/counts'
import { FundingBySegmentDocument, FundingEndsDocument, InvestorsDocument, type Filter, type FundingBySegmentQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, currencyName } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Views } from '../capital/Views'
import { KeyMark } from '../parts/KeyMark'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { Sums } from '../parts/Sums'
import { chainName, Facts, useFrame } from '../shell/Shell'
import { Empty, Show } from '../shell/states'
import { usePath, useQueryState } from '../state'
import { currenciesOf } from '../map/amount'
import { keysBelow, ranked } from './ranked'

type Place = NonNullable<FundingBySegmentQuery['chainMap']>['places'][number]

/** Where money went: by time, by segment, by round, and from whom. The service counts each figure. */
export function FundingPage() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const ends = useAsk(FundingEndsDocument, { at })
  useEffect(() => { document.title = `${t.nav.funding} · ${t.name}` }, [t])
  return (
    <main id="main" tabIndex={-1}>
      <Show answer={ends} rows={12}>
        {(d) => {
          const total = d.first?.totalCount ?? 0
          if (total === 0) return <section className="panel"><Empty title={t.fundingPage.none} why={t.fundingPage.noneWhy} /></section>
          const from = d.first?.nodes[0]?.date
          const to = d.last?.nodes[0]?.date
          return (
            <>
              <div className="page-head">
                <div className="row"><div className="titles"><h1>{from && to ? t.fundingPage.title(count(total), from.slice(0, 4), to.slice(0, 4)) : t.nav.funding}</h1></div><span className="space" /><Views view="lists" /></div>
                <div className="row"><p className="meta">{t.fundingPage.how}</p><span className="space" /><Link className="btn" to={path(`/${lang}/funding/all`, { sort: 'date', down: '1' })}>{t.fundingPage.all}</Link></div>
              </div>
              <div className="cols">
                <div className="stack">
                  {from && to && <ByYear from={Number(from.slice(0, 4))} to={Number(to.slice(0, 4))} undated={d.undated?.totalCount ?? 0} />}
                  <BySegment />
                </div>
                <div className="stack">
                  <ByRound rounds={d.vocabulary.round?.entries ?? []} />
                  <Investors />
                </div>
              </div>
              <Facts><span>{t.table.rows(count(total))}</span></Facts>
            </>
          )
        }}
      </Show>
    </main>
  )
}

/** How many years are drawn at most. */
const mostYears = 24

/** Events of each year as bars; a year without any is a tick on the line, for none on record is not none. */
function ByYear({ from, to, undated }: { from: number; to: number; undated: number }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const first = Math.max(from, to - mostYears + 1)
  const years = Array.from({ length: to - first + 1 }, (_, i) => first + i)
  const counts = useCounts('fundingEvents', years.map((y): Filter => ({ property: { name: 'date', min: `${y}-01-01`, max: `${y}-12-31` } })))
  const most = Math.max(1, ...(counts.data ?? []))
  return (
    <Panel title={t.fundingPage.byYear} note={[t.fundingPage.unit, undated > 0 ? t.fundingPage.undated(count(undated)) : '', first > from ? t.fundingPage.since(first) : ''].filter(Boolean).join(' · ')}>
      <ol className={`by-year${years.length > 12 ? ' many' : ''}`}>
        {years.map((y, i) => {
          const n = counts.data?.[i] ?? 0
          return (
            <li key={y}>
              {n > 0 && <b>{count(n)}</b>}
              <i className={n > 0 ? '' : 'none'} style={n > 0 ? { height: Math.max(2, Math.round((n / most) * 84)) } : {}} aria-hidden />
              {n > 0 ? <Link to={path(`/${lang}/funding/all`, { year: String(y) })}>{y}</Link> : <span>{y}</span>}
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}

function ByRound({ rounds }: { rounds: { code: string; label: { zh: string; en: string } }[] }) {
  const t = useTexts()
  const lang = useLang()
  const known = rounds.slice(0, 60)
  const counts = useCounts('fundingEvents', [{ property: { name: 'round', known: false } }, ...known.map((r): Filter => ({ property: { name: 'round', under: [r.code] } }))])
  const [unknown = 0, ...each] = counts.data ?? []
  const most = Math.max(1, unknown, ...each)
  return (
    <Panel title={t.fundingPage.byRound} note={t.fundingPage.unit} flush>
      <table className="grid">
        <tbody>
          {known.map((r, i) => (each[i] ? <Bar key={r.code} round={r.code} label={say(r.label, lang)} n={each[i]} most={most} /> : null))}
          {unknown > 0 && <Bar round="-" label={t.states.unknown} n={unknown} most={most} />}
        </tbody>
      </table>
    </Panel>
  )
}

/** How many events there are of a round; its name leads to them. */
function Bar({ round, label, n, most }: { round: string; label: string; n: number; most: number }) {
  const lang = useLang()
  const path = usePath()
  return <tr><th scope="row" className="nowrap"><Link to={path(`/${lang}/funding/all`, { round })}>{label}</Link></th><td className="num">{count(n)}</td><td style={{ width: '50%' }}><span className="bar full" aria-hidden><i style={{ width: `${(n / most) * 100}%`, background: 'var(--k2)' }} /></span></td></tr>
}

const events = (p: Place) => p.count.capital?.reduce((n, c) => n + c.events, 0) ?? 0

function BySegment() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const frame = useFrame()
  const [query, set] = useQueryState()
  const chain = query.get('chain') ?? frame.chains[0]?.code ?? undefined
  const answer = useAsk(FundingBySegmentDocument, { chain, at }, { enabled: chain !== undefined })
  const [whole, setWhole] = useState(false)
  const [by, setBy] = useState('') // a currency; "" is by events
  return (
    <Panel title={t.fundingPage.bySegment} note={t.fundingPage.once} flush actions={(
      <select className="input" aria-label={t.chain} value={chain ?? ''} onChange={(e) => { set({ chain: e.target.value }) }}>{frame.chains.map((c) => <option key={c.id} value={c.code ?? c.id}>{chainName(c, lang)}</option>)}</select>
    )}>
      <Show answer={answer} rows={6}>
        {(d) => {
          const all = ranked(d.chainMap?.places ?? [], events)
          if (all.length === 0) return <Empty title={t.fundingPage.none} why={t.fundingPage.noneWhy} action={chain ? <Link className="btn" to={path(`/${lang}/chains/${encodeURIComponent(chain)}`)}>{t.segment.onMap}</Link> : undefined} />
          const largest = events(all[0] as Place)
          const currencies = currenciesOf(all.map((p) => ({ capital: p.count.capital })))
          // By the lower end, which is sure; where nothing is disclosed in the currency comes last.
          const low = (p: Place) => Number(p.count.capital?.find((c) => c.currency === by)?.low ?? -1)
          if (by) all.sort((a, b) => low(b) - low(a))
          return (
            <div className="scroll-x">
              <table className="grid funded">
                <thead><tr><th scope="col">{t.table.code}</th><th scope="col">{t.table.segment}</th><th scope="col" className="num">{t.fundingPage.events}</th><td className="wide-only" /><th scope="col">{currencies.length > 0 ? <label>{t.enterprise.amount} · {t.table.sort} <select className="input small" aria-label={t.table.sort} value={by} onChange={(e) => { setBy(e.target.value) }}><option value="">{t.chainMap.byEvents}</option>{currencies.map((c) => <option key={c} value={c}>{t.chainMap.byAmount(currencyName(c, lang))}</option>)}</select></label> : t.enterprise.amount}</th></tr></thead>
                <tbody>
                  {all.slice(0, whole ? all.length : few).map((p) => (
                    <tr key={p.node.id}>
                      <td className="code">{p.code}</td>
                      <td><Link to={path(`/${lang}/segments/${encodeURIComponent(p.node.id)}`)}>{lang === 'en' ? (p.node.property?.value?.text ?? p.node.label) : p.node.label}</Link> <KeyMark own={p.keyLink ?? false} property={'keyLinkProperty' in p.node ? p.node.keyLinkProperty : null} node={p.node.id} below={keysBelow(d.chainMap?.places ?? [], p.node.id)} /></td>
                      <td className="num">{count(events(p))}</td>
                      <td className="wide-only" style={{ width: '25%' }}><span className="bar full" aria-hidden><i style={{ width: `${(events(p) / largest) * 100}%`, background: 'var(--k2)' }} /></span></td>
                      <td><Sums capital={p.count.capital ?? []} /></td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <Rest shown={whole ? all.length : few} known={all.length} whole={whole} show={setWhole} />
            </div>
          )
        }}
      </Show>
    </Panel>
  )
}

/** How many of a ranking are shown before all are asked for, and how many the service tells at once. */
const [few, most] = [20, 1000]

/** Who put money in, as the service ranks them over all events. */
function Investors() {
  const t = useTexts()
  const at = useAt()
  const [whole, setWhole] = useState(false)
  const answer = useAsk(InvestorsDocument, { first: whole ? most : few, at })
  return (
    <Panel title={t.enterprise.investors} flush>
      <Show answer={answer} rows={5}>
        {(d) => {
          const all = d.investors?.investors ?? []
          const known = d.investors?.total ?? 0
          if (all.length === 0) return <p className="state meta">{t.fundingPage.nobody}</p>
          return (
            <>
              <div className={whole ? 'capped' : ''} {...(whole ? { tabIndex: 0, role: 'region', 'aria-label': t.enterprise.investors } : {})}>
                <table className="grid">
                  <thead><tr><th scope="col">{t.table.name}</th><th scope="col" className="num">{t.fundingPage.events}</th></tr></thead>
                  <tbody>{all.map((x) => <tr key={x.node.id}><td><NodeLink node={x.node} /></td><td className="num">{count(x.events)}</td></tr>)}</tbody>
                </table>
              </div>
              <Rest shown={all.length} known={known} whole={whole} show={setWhole} />
            </>
          )
        }}
      </Show>
    </Panel>
  )
}

/** Leads from the first of a ranking to all of it, and back. */
function Rest({ shown, known, whole, show }: { shown: number; known: number; whole: boolean; show: (whole: boolean) => void }) {
  const t = useTexts()
  if (known <= few) return null
  return (
    <p className="row" style={{ padding: '6px 8px' }}>
      {shown < known && <span className="meta">{t.quality.first(shown, count(known))}</span>}
      <button type="button" className="btn small" onClick={() => { show(!whole) }}>{whole ? t.fundingPage.fewer : t.fundingPage.showAll(count(known))}</button>
    </p>
  )
}
