import { useQueries } from '@tanstack/react-query'
import { ask } from '../api/client'
import { ChangedDocument, RevisionsDocument, type ChangedQuery, type Kind } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, day } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { kindOf, reasonOf, sourceOf } from '../shell/batches'
import { useEntryState } from '../shell/place'
import { Empty, Failed, Show } from '../shell/states'
import { useQueryState } from '../state'

type Changes = NonNullable<ChangedQuery['changes']>

const pageSize = 100 // changes: more would be more fields than an answer may have

/** What is new since a revision: counted by kind, and node by node with what a value was and is. */
export function ChangesPage() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const [query, set] = useQueryState()
  const revisions = useAsk(RevisionsDocument, { first: 200 })
  const batches = revisions.data?.data.batches?.nodes ?? []
  const from = query.get('from') ?? (batches[0] ? `r${Math.max(0, batches[0].revision - 1)}` : '')
  const kind = query.get('kind') as Kind | null
  const asked = { from, kinds: kind ? [kind] : null, first: pageSize, at }
  const answer = useAsk(ChangedDocument, { ...asked, offset: 0 }, { enabled: from !== '' })
  // How many pages are listed belongs to the entry of the history: who comes back finds as many.
  const [pages, setPages] = useEntryState('pages', 1)
  const rest = useQueries({
    queries: Array.from({ length: pages - 1 }, (_, i) => ({
      queryKey: ['changed', asked, i + 1, lang],
      queryFn: async ({ signal }: { signal: AbortSignal }) => (await ask(ChangedDocument, { ...asked, offset: (i + 1) * pageSize }, lang, signal)).data.changes,
    })),
  })
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1>{answer.data?.data.changes ? t.changes.title(`r${answer.data.data.changes.from}`, `r${answer.data.data.changes.to}`) : t.nav.changes}</h1>
        <div className="row">
          <label><span className="meta">{t.changes.since}</span> <select className="input" value={from} onChange={(e) => { set({ from: e.target.value }) }}>
            <option value="r0">r0</option>
            {batches.map((b) => <option key={b.revision} value={`r${b.revision}`}>r{b.revision} · {day(b.recorded)} · {kindOf(b, t)} · {(reasonOf(b, t) || sourceOf(b, t)).slice(0, 40)}</option>)}
          </select></label>
          {kind && <button type="button" className="btn" aria-pressed onClick={() => { set({ kind: undefined }) }}>{t.kindNames[kind]} ✕</button>}
        </div>
      </div>
      <Show answer={answer} rows={8}>
        {(d) => {
          const c = d.changes
          if (!c) return null
          if (c.kinds.length === 0 && c.nodes.length === 0) return <section className="panel"><Empty title={t.changes.none} why={t.changes.noneWhy} action={kind ? <button type="button" className="btn" onClick={() => { set({ kind: undefined }) }}>{t.changes.allKinds}</button> : undefined} /></section>
          const all = [c, ...rest.flatMap((p) => p.data ?? [])]
          const total = c.kinds.reduce((n, k) => n + k.created + k.changed + k.removed, 0)
          const shown = all.reduce((n, p) => n + p.nodes.length, 0)
          const failed = rest.find((p) => p.error)
          return (
            <div className="cols">
              <Panel title={t.changes.nodes} note={t.table.rows(count(total))} flush>
                <Nodes pages={all} />
                {failed && <Failed error={failed.error} retry={() => void failed.refetch()} />}
                {shown < total && !failed && (
                  <p className="row more"><span className="meta">{t.table.shown(count(shown), count(total))}</span><button type="button" className="btn small" disabled={rest.some((p) => p.isFetching)} onClick={() => { setPages(pages + 1) }}>{t.table.more}</button></p>
                )}
              </Panel>
              <Panel title={t.changes.byKind} flush>
                <table className="grid">
                  <thead><tr><th>{t.changes.kind}</th><th className="num">{t.changes.CREATED}</th><th className="num">{t.changes.CHANGED}</th><th className="num">{t.changes.REMOVED}</th></tr></thead>
                  <tbody>{c.kinds.map((k) => <tr key={k.kind}><td><button type="button" className="link" onClick={() => { set({ kind: k.kind }) }}>{t.kindNames[k.kind]}</button></td><td className="num">{count(k.created)}</td><td className="num">{count(k.changed)}</td><td className="num">{count(k.removed)}</td></tr>)}</tbody>
                </table>
              </Panel>
            </div>
          )
        }}
      </Show>
    </main>
  )
}

/** What changed, a row each: what it is called, what sort of thing it is, what became of it, and the values that differ. */
function Nodes({ pages }: { pages: Changes[] }) {
  const t = useTexts()
  const lang = useLang()
  return (
    <TableFrame cards>
      <table className="grid">
        <thead><tr><th>{t.table.name}</th><th>{t.changes.kind}</th><th>{t.changes.change}</th><th>{t.changes.values}</th></tr></thead>
        <tbody>
          {pages.flatMap((p) => p.nodes).map((n) => (
            <tr key={`${n.id} ${n.change}`}>
              <td>{n.change === 'REMOVED' ? n.label || t.kindNames[n.kind] : <NodeLink node={{ id: n.id, label: n.label, nodeKind: n.kind }} />}</td>
              <td className="nowrap meta">{t.kindNames[n.kind]}</td>
              <td className="nowrap">{t.changes[n.change]}{n.members && <> <span className="chip">{t.changes.members}</span></>}</td>
              <td>{n.change === 'CHANGED' && n.properties.slice(0, 4).map((p) => <p key={`${p.name} ${p.period ?? ''}`} className="meta">{say(p.label, lang)} {p.period}{t.colon}<s>{p.before ? say(p.before, lang) : '—'}</s> → <b>{p.after ? say(p.after, lang) : '—'}</b></p>)}{n.change === 'CHANGED' && n.properties.length > 4 && <p className="meta">{t.hood.more(n.properties.length - 4)}</p>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
