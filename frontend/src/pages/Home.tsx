import { useEffect } from 'react'
import { Link } from 'react-router'
import { HomeFiguresDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, day } from '../format'
import { useLang, useTexts, writtenIn } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { kindOf, reasonOf, sourceOf } from '../shell/batches'
import { byCode } from '../shell/Shell'
import { Empty, Show } from '../shell/states'
import { usePath } from '../state'

/** What is in it, how fresh, how complete, and where each reader may begin. */
export function Home() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const answer = useAsk(HomeFiguresDocument, { at })
  useEffect(() => { document.title = t.name }, [t])
  return (
    <main id="main" tabIndex={-1}>
      <Show answer={answer} rows={10}>
        {(d) => {
          const chains = d.chains?.nodes.toSorted(byCode) ?? []
          const chain = chains[0]
          const code = chain ? (chain.code ?? chain.id) : 'all'
          const map = (more: Record<string, string> = {}) => path(`/${lang}/chains/${encodeURIComponent(code)}`, more)
          const figures: [string, number, string][] = [
            [t.nav.enterprises, d.enterprises?.totalCount ?? 0, 'enterprises'], [t.nav.products, d.products?.totalCount ?? 0, 'products'], [t.nav.funding, d.fundingEvents?.totalCount ?? 0, 'funding'],
            [t.nav.institutions, d.institutions?.totalCount ?? 0, 'institutions'], [t.nav.parks, d.parks?.totalCount ?? 0, 'parks'], [t.nav.sectors, d.sectors?.totalCount ?? 0, 'sectors'],
          ]
          if ((d.enterprises?.totalCount ?? 0) === 0 && !chain) return <section className="panel"><Empty title={t.home.empty} why={t.home.emptyWhy} /></section>
          return (
            <>
              <div className="page-head"><h1>{t.home.title(count(d.enterprises?.totalCount ?? 0), chains.length)}</h1><p className="meta">{t.home.subtitle}</p></div>
              <section className="panel figures" aria-label={t.home.contents} style={{ marginBottom: 12 }}>
                {figures.map(([label, n, to]) => <div key={to}><p className="meta">{label}</p><p className="value"><Link to={path(`/${lang}/${to}`)}>{count(n)}</Link></p>{to === 'enterprises' && <p className="meta">{t.home.described(count(d.described?.totalCount ?? 0))}</p>}</div>)}
              </section>
              <div className="cols">
                <div className="stack">
                  <Panel title={t.home.chains} flush>
                    <ul className="list">{chains.map((c) => <li key={c.id}><Link to={path(`/${lang}/chains/${encodeURIComponent(c.code ?? c.id)}`)} lang={writtenIn(c.label)}><b>{lang === 'en' ? (c.property?.value?.text ?? c.label) : c.label}</b></Link></li>)}</ul>
                  </Panel>
                  <Panel title={t.home.questions}>
                    <div className="personas">
                      <div><h3>{t.home.policymaker}</h3><ul>
                        <li><Link to={map()}>{t.home.q1}</Link></li>
                        <li><Link to={path(`/${lang}/gaps`, { chain: code })}>{t.home.q2}</Link></li>
                        <li><Link to={map({ by: 'hhi' })}>{t.home.q3}</Link></li>
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
                        <li><Link to={path(`/${lang}/changes`)}>{t.home.q8}</Link></li>
                        <li><Link to={path(`/${lang}/products`)}>{t.home.q9}</Link></li>
                      </ul></div>
                    </div>
                  </Panel>
                </div>
                <Panel title={t.home.latest} flush>
                  <ul className="list">
                    {d.batches?.nodes.map((b) => (
                      <li key={b.revision}>
                        <div className="row"><Link className="code" to={path(`/${lang}/changes`, { from: `r${b.revision - 1}` })}>r{b.revision}</Link><span>{kindOf(b, t)}</span><span className="space" /><span className="meta" title={b.recorded}>{day(b.recorded)}</span></div>
                        <p className="meta ellipsis">{sourceOf(b, t)}</p>
                        <p className="meta">{b.revokedBy ? t.at.revoked : b.counts.created + b.counts.updated > 0 ? t.at.changes(b.counts.created, b.counts.updated) : reasonOf(b, t) || kindOf(b, t)} · {t.line.date} {b.dataDate ?? t.line.unknownDate}</p>
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
