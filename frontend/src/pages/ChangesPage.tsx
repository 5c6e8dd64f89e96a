import { useQueries } from '@tanstack/react-query'
import { Fragment } from 'react'
import { ask } from '../api/client'
import { ChangedDocument, EdgeNamesDocument, RevisionsDocument, type BriefFragment, type ChangedQuery, type Kind } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, day } from '../format'
import { say, useLang, useTexts, type Lang } from '../i18n/i18n'
import { Figure } from '../parts/Figure'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { shown, shownOr } from '../parts/values'
import { kindOf, reasonOf, sourceOf } from '../shell/batches'
import { useFrame } from '../shell/Shell'
import { useEntryState } from '../shell/place'
import { Empty, Failed, Show } from '../shell/states'
import { useQueryState } from '../state'

type Changes = NonNullable<ChangedQuery['changes']>

const pageSize = 60 // changes: more would be more fields than an answer may have

/** What is new since a revision: counted by kind, and node by node with what a value was and is, and what a new one came with. */
export function ChangesPage() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const [query, set] = useQueryState()
  const { revision } = useFrame()
  const revisions = useAsk(RevisionsDocument, { first: 200 })
  const batches = revisions.data?.data.batches?.nodes ?? []
  // Of an earlier view, what that revision brought: what came after it is none of its changes.
  const before = batches.filter((b) => revision === undefined || b.revision <= revision)
  const from = query.get('from') ?? (before[0] && revision !== undefined ? `r${Math.max(0, before[0].revision - 1)}` : revisions.data && before.length === 0 ? 'r0' : '') // a store without a revision has no change
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
  const titleFor = (c: Changes, of: Kind | null) => {
    const sum = (what: 'created' | 'changed' | 'removed') => c.kinds.reduce((n, k) => n + k[what], 0)
    return t.changed.title(`r${c.from}`, `r${c.to}`, of ? t.kindNames[of] : '', count(sum('created')), count(sum('changed')), count(sum('removed')))
  }
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <h1>{answer.data?.data.changes ? titleFor(answer.data.data.changes, kind) : t.nav.changes}</h1>
        <p className="meta">{t.changed.how}</p>
        <div className="row">
          <label><span className="meta">{t.changes.since}</span> <select className="input" value={from} onChange={(e) => { set({ from: e.target.value }) }}>
            <option value="r0">r0</option>
            {before.map((b) => <option key={b.revision} value={`r${b.revision}`}>r{b.revision} · {day(b.recorded)} · {kindOf(b, t)} · {(reasonOf(b, t) || sourceOf(b, t)).slice(0, 40)}</option>)}
          </select></label>
          <label><span className="meta">{t.changes.until}</span> <select className="input" value={revision !== undefined && at ? `r${revision}` : ''} onChange={(e) => { set({ at: e.target.value || undefined }) }}>
            <option value="">{t.at.latest}</option>
            {batches.filter((b) => b.revision > Number(from.slice(1))).map((b) => <option key={b.revision} value={`r${b.revision}`}>r{b.revision} · {day(b.recorded)} · {kindOf(b, t)}</option>)}
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
              <aside className="stack">
                <Panel title={t.changes.byKind} flush>
                  <table className="grid">
                    <thead><tr><th>{t.changes.kind}</th><th className="num">{t.changes.CREATED}</th><th className="num">{t.changes.CHANGED}</th><th className="num">{t.changes.REMOVED}</th></tr></thead>
                    <tbody>{c.kinds.map((k) => <tr key={k.kind}><td><button type="button" className="link" onClick={() => { set({ kind: k.kind }) }}>{t.kindNames[k.kind]}</button></td><td className="num">{count(k.created)}</td><td className="num">{count(k.changed)}</td><td className="num">{count(k.removed)}</td></tr>)}</tbody>
                  </table>
                </Panel>
                <Relations edges={c.edges} />
              </aside>
            </div>
          )
        }}
      </Show>
    </main>
  )
}

/** What changed, a row each: what it is called, what became of it, and the values that differ or that it came with. */
function Nodes({ pages }: { pages: Changes[] }) {
  const t = useTexts()
  const lang = useLang()
  return (
    <TableFrame cards>
      <table className="grid changed">
        <thead><tr><th>{t.table.name}</th><th>{t.changes.change}</th><th>{t.changed.what}</th></tr></thead>
        <tbody>
          {pages.flatMap((p) => p.nodes).map((n) => (
            <tr key={`${n.id} ${n.change}`}>
              <td>{n.change === 'REMOVED' ? titleOf(n, lang) || t.kindNames[n.kind] : <NodeLink node={{ id: n.id, label: titleOf(n, lang), nodeKind: n.kind }} />} <span className="meta nowrap">{t.kindNames[n.kind]}</span></td>
              <td className="nowrap">{t.changes[n.change]}{n.members && <> <span className="chip">{t.changes.members}</span></>}</td>
              <td><Facts node={n} />{n.facts.length === 0 && n.more === 0 && <span className="meta">{n.change !== 'CHANGED' ? t.changed.nameOnly : n.references ? t.changed.references : t.changed.ends}</span>}{n.more > 0 && <p className="meta">{t.hood.more(n.more)}</p>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}

/** How many relations came, changed or went, by their type. */
function Relations({ edges }: { edges: Changes['edges'] }) {
  const t = useTexts()
  const lang = useLang()
  const names = useAsk(EdgeNamesDocument, {}).data?.data.vocabulary.edges
  if (edges.length === 0) return null
  return (
    <Panel title={t.changed.relations} flush>
      <table className="grid">
        <thead><tr><th>{t.changes.kind}</th><th className="num">{t.changes.CREATED}</th><th className="num">{t.changes.CHANGED}</th><th className="num">{t.changes.REMOVED}</th></tr></thead>
        <tbody>{edges.map((e) => { const known = names?.find((x) => x.type === e.type); return <tr key={e.type}><td>{known ? say(known.label, lang) : e.type}</td><td className="num">{count(e.created)}</td><td className="num">{count(e.changed)}</td><td className="num">{count(e.removed)}</td></tr> })}</tbody>
      </table>
    </Panel>
  )
}

type Node = Changes['nodes'][number]

/** What a node is called; an event has no name of its own, so that who raised how much in which round tells it. */
function titleOf(n: Node, lang: Lang): string {
  const amount = n.kind === 'FUNDING_EVENT' ? n.facts.map((f) => f.stands ?? f.stood).find((p) => p?.name === 'amount') : undefined
  const text = amount && shown(amount, lang)
  return text ? `${n.label} · ${text}` : n.label
}

/** The values of a node that changed, before and after; of one that came or went its main values. Each leads to who said so. */
function Facts({ node: n }: { node: Node }) {
  const t = useTexts()
  const lang = useLang()
  // The amount of an event stands in its title.
  const facts = n.kind === 'FUNDING_EVENT' && n.change !== 'CHANGED' ? n.facts.filter((f) => (f.stands ?? f.stood)?.name !== 'amount') : n.facts
  const figure = (p: BriefFragment | null, node?: string) => (p ? <Figure property={p} {...(node ? { node } : {})}>{shownOr(p, lang)}</Figure> : <span className="unknown">{t.changed.none}</span>)
  return (
    <ul className={n.change === 'CHANGED' ? 'facts-changed' : 'facts-of'}>
      {facts.map((f) => {
        const property = f.stands ?? f.stood
        return (
          <li key={`${f.label.en} ${property?.period ?? ''}`}>
            <span className="meta">{say(f.label, lang)}{property?.period ? ` ${property.period}` : ''}</span>{' '}
            {!property ? <>{f.ends.map((e, i) => <Fragment key={e.id}>{i > 0 && t.lists.and}<NodeLink node={{ id: e.id, label: e.label, nodeKind: e.kind }} /></Fragment>)}{f.endCount > f.ends.length && <span className="meta"> +{f.endCount - f.ends.length}</span>}</>
              : n.change === 'CHANGED' ? <><s>{figure(f.stood)}</s> → <b>{figure(f.stands, n.id)}</b> <span className="meta">{sourcesOf(f.stood, f.stands)}</span></>
                : n.change === 'REMOVED' ? <s>{figure(property)}</s> : figure(property, n.id)}
          </li>
        )
      })}
    </ul>
  )
}

/** Who says what was, and what is; once, if it is the same source. */
function sourcesOf(stood: BriefFragment | null, stands: BriefFragment | null): string {
  const of = (p: BriefFragment | null) => (p?.winner ? [p.winner.source.name, p.winner.place?.cell].filter(Boolean).join(' ') : '')
  const [before, after] = [of(stood), of(stands)]
  return before === after || before === '' || after === '' ? before || after : `${before} → ${after}`
}
