import { useEffect } from 'react'
import { Link } from 'react-router'
import { GrowthListsDocument, type GrowthListsQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { Show } from '../shell/states'
import { usePath } from '../state'
import './lists.css'

type List = NonNullable<GrowthListsQuery['growthLists']>[number]

/** The rules that enterprises are listed by, how sure each is, and what was published by them. */
export function ListsPage() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const answer = useAsk(GrowthListsDocument, { at })
  useEffect(() => { document.title = `${t.nav.lists} · ${t.name}` }, [t])
  const to = (l: List, number: string) => path(`/${lang}/lists/${encodeURIComponent(l.code)}/${encodeURIComponent(number)}`)
  return (
    <main id="main" tabIndex={-1}>
      <Show answer={answer} rows={10}>
        {(d) => {
          const all = d.growthLists ?? []
          const published = all.flatMap((l) => l.editions.map((e) => ({ l, e }))).sort((a, b) => (b.e.batch?.revision ?? 0) - (a.e.batch?.revision ?? 0))
          return (
            <>
              <div className="page-head"><h1>{t.lists.title(all.length, published.length)}</h1><p className="meta">{t.lists.subtitle}</p></div>
              <div className="stack lists-of">
                {published.length === 0 ? <p className="meta">{t.lists.nonePublished}{t.stop}{t.lists.nonePublishedWhy}</p> : <Panel title={t.lists.published} note={t.table.rows(count(published.length))} flush>
                  <ul className="list published">
                    {published.slice(0, 50).map(({ l, e }) => (
                      <li key={e.id}>
                        <div className="row"><Link to={to(l, e.number)}><b>{say(l.name, lang)}</b> {e.number}</Link><span className="space" /><span className={`chip ${e.status === 'PUBLISHED' ? 'ok' : e.status === 'WITHDRAWN' ? 'bad' : 'dashed'}`}>{t.lists.statuses[e.status]}</span></div>
                        <p className="meta">{t.lists.members(count(e.members), l.of === 'PROJECT')} · {t.lists.publishedOn} {e.published ?? t.states.unknown} · <span className="code">r{e.batch?.revision}</span></p>
                      </li>
                    ))}
                  </ul>
                </Panel>}
                <Panel title={t.lists.rules} note={t.lists.rulesHow} flush>
                  <TableFrame cards>
                    <table className="grid">
                      <thead><tr><th>{t.lists.list}</th><th>{t.lists.basis}</th><th className="num">{t.lists.criteria}</th><th>{t.lists.latestEdition}</th></tr></thead>
                      <tbody>
                        {all.map((l) => {
                          const e = l.editions.find((x) => x.status === 'PUBLISHED')
                          return (
                            <tr key={l.code}>
                              <td><Link to={to(l, 'latest')}><b>{say(l.name, lang)}</b></Link> <span className="meta code">{l.code} {l.version}</span>{l.about && <p className="meta">{say(l.about, lang)}</p>}</td>
                              <td className="nowrap">{[...new Set(l.sources.map((s) => s.sure))].map((s) => <span key={s} className={`chip ${s === 'TEXT' ? 'acc' : 'dashed'}`}>{t.lists.sures[s]}</span>)}</td>
                              <td className="num">{count(l.criteria.filter((c) => c.level === 0).length)}</td>
                              <td className="nowrap">{e ? <Link to={to(l, e.number)}>{e.number}</Link> : <span className="unknown">{t.lists.neverPublished}</span>}</td>
                            </tr>
                          )
                        })}
                      </tbody>
                    </table>
                  </TableFrame>
                  <p className="meta" style={{ padding: '6px 14px' }}>{t.lists.suresHow}</p>
                </Panel>
              </div>
            </>
          )
        }}
      </Show>
    </main>
  )
}
