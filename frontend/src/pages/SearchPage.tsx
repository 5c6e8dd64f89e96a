import { useState } from 'react'
import { SearchPageDocument, type Kind } from '../api/generated'
import { useAsk } from '../api/use'
import { count } from '../format'
import { useTexts } from '../i18n/i18n'
import { NodeLink } from '../parts/NodeLink'
import { Facts } from '../shell/Shell'
import { Empty, Show } from '../shell/states'
import { useQueryState } from '../state'

/** All that a text finds, by names, codes, pinyin; counted by kind. It speaks of the latest revision. */
export function SearchPage() {
  const t = useTexts()
  const [query, set] = useQueryState()
  const text = (query.get('q') ?? '').trim()
  const kind = (query.get('kind') ?? '') as Kind | ''
  const [typed, setTyped] = useState(text)
  const answer = useAsk(SearchPageDocument, { text, kinds: kind ? [kind] : null }, { enabled: text !== '' })
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1>{t.nav.search}</h1>
        <input className="input" style={{ maxWidth: 480 }} type="search" autoFocus maxLength={64} aria-label={t.search.label} placeholder={t.search.label} value={typed} onChange={(e) => { setTyped(e.target.value); set({ q: e.target.value || undefined }, 'replace') }} />
      </div>
      {text === '' ? null : (
        <section className="panel" aria-label={t.nav.search}>
          <Show answer={answer}>
            {(d) => {
              const r = d.search
              if (!r) return null
              const kinds = r.facets.find((f) => f.by === 'KIND')?.values ?? []
              return (
                <>
                  <header>
                    <b>{t.table.rows(`${count(r.total)}${r.totalExact ? '' : '+'}`)}</b>
                    {r.pending > 0 && <span className="meta">{t.search.pending(count(r.pending))}</span>}
                    <span className="space" />
                    <div className="row">
                      {kind && <button type="button" className="btn small" aria-pressed onClick={() => { set({ kind: undefined }) }}>{t.kindNames[kind]} ✕</button>}
                      {!kind && kinds.map((k) => <button key={k.value} type="button" className="btn small" onClick={() => { set({ kind: k.value.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase() }) }}>{t.kindNames[k.value.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase() as Kind]} {count(k.count)}</button>)}
                    </div>
                  </header>
                  {r.hits.length === 0 && <Empty title={t.search.none} why={t.map.nobodyWhy} />}
                  <ul className="list">
                    {r.hits.map((h) => (
                      <li key={h.node.id} className="row">
                        <span className="meta kind">{t.kindNames[h.node.nodeKind]}</span>
                        <NodeLink node={h.node} code={'code' in h.node ? h.node.code : null} />
                        {h.text !== h.node.label && <span className="meta">{h.text}</span>}
                        {'makers' in h.node && <span className="meta">{h.node.makers?.nodes.map((m) => m.label).join(t.lists.and)}</span>}
                        {h.node.referred && <span className="chip dashed">{t.enterprise.referred}</span>}
                      </li>
                    ))}
                  </ul>
                </>
              )
            }}
          </Show>
        </section>
      )}
      <Facts><span>{t.search.now}</span></Facts>
    </main>
  )
}
