import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { SearchPageDocument, type Kind, type SearchPageQuery } from '../api/generated'
import { useAt } from '../api/use'
import { count } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { NodeLink } from '../parts/NodeLink'
import { useEntryState } from '../shell/place'
import { Facts } from '../shell/Shell'
import { Empty, Failed, Skeleton } from '../shell/states'
import { usePath, useQueryState } from '../state'
import { Then, useRegionIn, Whereabouts } from './found'

type Found = NonNullable<SearchPageQuery['search']>

/** How many hits are asked for at once, and after how many the service goes no further. */
const [pageSize, most] = [60, 240]

/** A kind as facets write it, FundingEvent, as the schema does, FUNDING_EVENT. */
const kindOfFacet = (value: string) => value.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase() as Kind

/** The grades of what lacks a part of the text, or differs from it: where the best hit has one, none has all that was typed. */
const similar = new Set(['slip', 'part'])

/** All that a text finds, by names, codes, pinyin; counted by kind. What is searched is of now: what stood otherwise at the revision that the address pins says so. */
export function SearchPage() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const [query, set] = useQueryState()
  const text = (query.get('q') ?? '').trim()
  const kind = (query.get('kind') ?? '') as Kind | ''
  const [typed, setTyped] = useState(text)
  const [seen, setSeen] = useState(text)
  // The address has changed otherwise, as by the back button: it counts.
  if (text !== seen) { setSeen(text); if (text !== typed.trim()) setTyped(text) }
  const [pages, setPages] = useEntryState('pages', 1)
  const answer = useInfiniteQuery({
    queryKey: ['search', text, kind, lang, at],
    queryFn: async ({ pageParam, signal }) => (await ask(SearchPageDocument, { text, kinds: kind ? [kind] : null, offset: pageParam, at: at ?? 'r0', past: at !== undefined }, lang, signal)).data.search,
    initialPageParam: 0,
    getNextPageParam: (last, all) => (last && last.hits.length === pageSize && all.length * pageSize < most ? all.length * pageSize : undefined),
    enabled: text !== '',
    placeholderData: (before) => before,
  })
  const loaded = answer.data?.pages.length ?? 0
  const { hasNextPage, isFetching, fetchNextPage } = answer
  useEffect(() => { if (loaded > 0 && loaded < pages && hasNextPage && !isFetching) void fetchNextPage() }, [loaded, pages, hasNextPage, isFetching, fetchNextPage])
  const r = answer.data?.pages[0]
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1>{text !== '' && r && r.hits.length > 0 ? t.search.found(text, `${count(r.total)}${r.totalExact ? '' : '+'}`) : t.nav.search}</h1>
        <input className="input" style={{ maxWidth: 480 }} type="search" autoFocus maxLength={64} aria-label={t.search.label} placeholder={t.search.label} value={typed} onChange={(e) => { setTyped(e.target.value); set({ q: e.target.value || undefined }, 'replace') }} />
      </div>
      {text === '' ? <p className="meta">{t.search.how}</p> : (
        <section className="panel" aria-label={t.nav.search}>
          {answer.error && !r ? <Failed error={answer.error} retry={() => void answer.refetch()} /> : !r ? <Skeleton /> : r.hits.length === 0 ? <Nothing text={text} kind={kind} /> : (
            <div className={answer.isPlaceholderData ? 'shown before' : 'shown'}>
              <Kinds found={r} kind={kind} />
              {at !== undefined && <p className="meta said-of">{t.found.past(at)}</p>}
              <Region text={text} />
              {r.hits[0] && similar.has(r.hits[0].grade) && <p className="said-of" role="status">{t.search.similar(text)}</p>}
              <ul className="list">
                {answer.data?.pages.flatMap((p) => p?.hits ?? []).map((h) => (
                  <li key={h.node.id} className="row hit">
                    <span className="meta kind">{t.kindNames[h.node.nodeKind]}</span>
                    {/* What was not there then has its page today; what was had perhaps another name. */}
                    <NodeLink node={h.then?.node ? { ...h.node, id: h.then.node.id } : h.node} code={'code' in h.node ? h.node.code : null} {...(h.then && !h.then.node ? { now: true } : {})} />
                    <Then then={h.then} now={h.node.label} at={at ?? ''} />
                    <Whereabouts node={h.node} />
                    {h.text !== h.node.label && <span className="meta">{h.text}</span>}
                    {'makers' in h.node && <span className="meta">{h.node.makers?.nodes.map((m) => m.label).join(t.lists.and)}</span>}
                    {h.node.referred && <span className="chip dashed">{t.enterprise.referred}</span>}
                  </li>
                ))}
              </ul>
              <div className="row more">
                <span className="meta">{t.table.shown(count(answer.data?.pages.reduce((n, p) => n + (p?.hits.length ?? 0), 0) ?? 0), `${count(r.total)}${r.totalExact ? '' : '+'}`)}{!hasNextPage && r.total > most ? ` · ${t.search.narrow}` : ''}</span>
                {hasNextPage && <button type="button" className="btn small" disabled={isFetching} onClick={() => { setPages(Math.max(pages, loaded) + 1) }}>{t.table.more}</button>}
              </div>
            </div>
          )}
        </section>
      )}
      <Facts>{at === undefined && <span>{t.search.now}</span>}</Facts>
    </main>
  )
}

/** Says, of a text that names a region, that a filter by that region finds others than names do. */
function Region({ text }: { text: string }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const region = useRegionIn(text)
  if (!region) return null
  return <p className="meta said-of">{t.found.region(say(region.name, lang))} <Link to={path(`/${lang}/enterprises`, { region: region.code })}>{t.found.inRegion(say(region.name, lang))}</Link></p>
}

/** How many of each kind were found; one of them can be seen alone. */
function Kinds({ found: r, kind }: { found: Found; kind: Kind | '' }) {
  const t = useTexts()
  const [, set] = useQueryState()
  const kinds = r.facets.find((f) => f.by === 'KIND')?.values ?? []
  return (
    <header>
      <b>{t.table.rows(`${count(r.total)}${r.totalExact ? '' : '+'}`)}</b>
      {r.pending > 0 && <span className="meta">{t.search.pending(count(r.pending))}</span>}
      <span className="space" />
      <div className="row">
        {kind && <button type="button" className="btn small" aria-pressed onClick={() => { set({ kind: undefined }) }}>{t.kindNames[kind]} ✕</button>}
        {!kind && kinds.map((k) => <button key={k.value} type="button" className="btn small" onClick={() => { set({ kind: kindOfFacet(k.value) }) }}>{t.kindNames[kindOfFacet(k.value)]} {count(k.count)}</button>)}
      </div>
    </header>
  )
}

/** What to do where nothing was found: of another kind, with fewer characters, or among all enterprises. */
function Nothing({ text, kind }: { text: string; kind: Kind | '' }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const [, set] = useQueryState()
  if (kind) return <Empty title={t.search.noneOfKind(text, t.kindNames[kind])} why={t.search.noneOfKindWhy} action={<button type="button" className="btn" onClick={() => { set({ kind: undefined }) }}>{t.search.allKinds}</button>} />
  const shorter = [...text].slice(0, Math.max(1, Math.floor([...text].length / 2))).join('')
  return (
    <Empty title={t.search.noneFor(text)} why={t.search.noneWhy} action={(
      <div className="row">
        {shorter !== text && <button type="button" className="btn" onClick={() => { set({ q: shorter }) }}>{t.search.shorter(shorter)}</button>}
        <Link className="btn" to={path(`/${lang}/enterprises`)}>{t.search.browse}</Link>
      </div>
    )} />
  )
}
