import { useState } from 'react'
import { ChangedDocument, RevisionsDocument, type Kind } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, day } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { kindOf, reasonOf, sourceOf } from '../shell/batches'
import { Empty, Show } from '../shell/states'
import { useQueryState } from '../state'

/** How many changes are listed at first, and at most: more would be more fields than an answer may have. */
const [few, most] = [100, 200]

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
  const [first, setFirst] = useState(few)
  const answer = useAsk(ChangedDocument, { from, kinds: kind ? [kind] : null, first, at }, { enabled: from !== '' })
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
          if (c.kinds.length === 0 && c.nodes.length === 0) return <section className="panel"><Empty title={t.changes.none} /></section>
          return (
            <div className="cols">
              <Panel title={t.changes.nodes} note={c.bounded ? t.enterprise.bounded : undefined} flush>
                <table className="grid">
                  <tbody>
                    {c.nodes.map((n) => (
                      <tr key={`${n.id} ${n.change}`}>
                        <td className="nowrap meta">{t.changes[n.change]}</td>
                        <td className="nowrap meta">{t.kindNames[n.kind]}</td>
                        <td>{n.change === 'REMOVED' ? n.label : <NodeLink node={{ id: n.id, label: n.label, nodeKind: n.kind }} />}{n.members && <> <span className="chip">{t.changes.members}</span></>}</td>
                        <td>{n.change === 'CHANGED' && n.properties.slice(0, 4).map((p) => <p key={`${p.name} ${p.period ?? ''}`} className="meta">{say(p.label, lang)} {p.period}{t.colon}<s>{p.before ? say(p.before, lang) : '—'}</s> → <b>{p.after ? say(p.after, lang) : '—'}</b></p>)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
                {c.bounded && <p className="row" style={{ padding: '6px 8px' }}><span className="meta">{t.changes.shown(count(c.nodes.length))}</span>{first < most && <button type="button" className="btn small" disabled={answer.isFetching} onClick={() => { setFirst(most) }}>{t.table.more}</button>}</p>}
              </Panel>
              <Panel title={t.changes.byKind} flush>
                <table className="grid">
                  <thead><tr><td /><th className="num">{t.changes.CREATED}</th><th className="num">{t.changes.CHANGED}</th><th className="num">{t.changes.REMOVED}</th></tr></thead>
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
