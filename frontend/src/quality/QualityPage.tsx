import { useEffect } from 'react'
import { Link } from 'react-router'
import { QualityPageDocument, type QualityPageQuery } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, day, share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Figure } from '../parts/Figure'
import { Clauses } from '../parts/Clauses'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { SourceName } from '../parts/SourceName'
import { TableFrame } from '../parts/TableFrame'
import { shownOr } from '../parts/values'
import { Withheld, WithheldHow } from '../parts/Withheld'
import { Facts } from '../shell/Shell'
import { Empty, Show } from '../shell/states'
import { usePath, useQueryState } from '../state'

type Quality = NonNullable<QualityPageQuery['quality']>

/** How good the data are: how fresh each source is, how complete each kind, where sources disagree, and what waits for a person. */
export function QualityPage() {
  const t = useTexts()
  const at = useAt()
  const answer = useAsk(QualityPageDocument, { at })
  useEffect(() => { document.title = `${t.nav.quality} · ${t.name}` }, [t])
  return (
    <main id="main" tabIndex={-1}>
      <Show answer={answer} rows={12}>
        {({ quality: q }) => {
          if (!q) return null
          if (q.sources.length === 0) return <><div className="page-head"><h1>{t.nav.quality}</h1></div><section className="panel"><Empty title={t.home.empty} why={t.home.emptyWhy} /></section></>
          return (
            <>
              <div className="page-head">
                <h1><Clauses text={t.quality.title(count(q.sources.length), count(q.conflicts.total), count(q.duplicates.total))} /></h1>
                <p className="meta">{t.quality.how}</p>
              </div>
              <div className="cols">
                <div className="stack">
                  <Completeness kinds={q.kinds} />
                  <Conflicts list={q.conflicts} />
                  <Unread list={q.unread} />
                </div>
                <div className="stack">
                  <Freshness sources={q.sources} />
                  <Duplicates list={q.duplicates} queued={q.queued} />
                </div>
              </div>
              <Facts><span>{t.quality.examined(count(q.conflicts.examined))}</span></Facts>
            </>
          )
        }}
      </Show>
    </main>
  )
}

function Completeness({ kinds }: { kinds: Quality['kinds'] }) {
  const t = useTexts()
  const lang = useLang()
  const [query, set] = useQueryState()
  const shown = kinds.filter((k) => k.described > 0 && k.properties.length > 0)
  const kind = shown.find((k) => k.kind === query.get('kind')) ?? shown.find((k) => k.kind === 'ENTERPRISE') ?? shown[0]
  if (!kind) return null
  // What nobody says of any is one line: it would bury the rest.
  const [known, nowhere] = [kind.properties.filter((p) => p.known > 0), kind.properties.filter((p) => p.known === 0)]
  return (
    <Panel title={t.quality.complete} note={t.quality.completeHow}>
      <div className="row" role="group" aria-label={t.quality.complete}>
        {shown.map((k) => <button key={k.kind} type="button" className="btn small" aria-pressed={k === kind} onClick={() => { set({ kind: k.kind }) }}>{say(k.label, lang)} {count(k.described)}</button>)}
      </div>
      <p className="meta" style={{ margin: '8px 0' }}>{t.quality.described(say(kind.label, lang), count(kind.described), count(kind.total))}</p>
      <table className="grid">
        <thead><tr><th scope="col">{t.quality.property}</th><th scope="col" className="num">{t.quality.known}</th><th scope="col">{t.quality.part}</th></tr></thead>
        <tbody>
          {known.map((p) => (
            <tr key={p.name}>
              <th scope="row">{say(p.label, lang)}</th>
              <td className="num nowrap">{count(p.known)}</td>
              <td className="nowrap" style={{ width: '45%' }}><span className="bar wide" aria-hidden><i style={{ width: `${(p.known / kind.described) * 100}%` }} /></span> {share(p.known / kind.described, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {nowhere.length > 0 && <p className="meta" style={{ marginTop: 8 }}>{t.quality.nowhere(nowhere.length)}{t.colon}{nowhere.map((p) => say(p.label, lang)).join(t.lists.and)}</p>}
    </Panel>
  )
}

function Freshness({ sources }: { sources: Quality['sources'] }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  return (
    <Panel title={t.quality.fresh} note={t.table.rows(count(sources.length))} flush>
      <ul className="list">
        {sources.slice(0, 100).map((s) => (
          <li key={s.source.sourceId}>
            <div className="row"><b className="ellipsis" style={{ flex: 1 }}><SourceName source={s.source} /></b><span className="nowrap">{s.dataDate ?? <span className="unknown">{t.line.unknownDate}</span>}</span></div>
            <p className="meta">{t.trust[s.source.trust]} · {t.quality.batches(count(s.batches))} · <Link className="code" to={path(`/${lang}/changes`, { from: `r${s.revision - 1}` })}>r{s.revision}</Link> <span title={s.recorded}>{day(s.recorded)}</span></p>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Who says it, and in which cell of which sheet. */
const saidIn = (s: { source: { name: string }; place: { sheet: string; cell: string | null } | null }) => [s.source.name, [s.place?.sheet, s.place?.cell].filter(Boolean).join(' ')].filter(Boolean).join(' · ')

function Conflicts({ list }: { list: Quality['conflicts'] }) {
  const t = useTexts()
  const lang = useLang()
  const note = [list.total > list.conflicts.length ? t.quality.first(list.conflicts.length, count(list.total)) : t.table.rows(count(list.total)), list.bounded ? t.quality.examined(count(list.examined)) : ''].filter(Boolean).join(' · ')
  return (
    <Panel title={t.quality.conflicts} note={note} flush>
      {list.conflicts.length === 0 ? <p className="state meta">{t.quality.noConflicts}</p> : (
        <div className="capped" role="group" aria-label={t.quality.conflicts} tabIndex={0}><TableFrame cards>
          <table className="grid">
            <thead><tr><th scope="col">{t.table.name}</th><th scope="col">{t.quality.property}</th><th scope="col">{t.source.adopted}</th><th scope="col">{t.source.alternative}</th></tr></thead>
            <tbody>
              {list.conflicts.map((c) => (
                <tr key={`${c.node.id} ${c.property.name} ${c.property.period ?? ''}`}>
                  <td className="of-what">{'measures' in c.node && c.node.measures?.nodes.map((n) => <span key={n.label}>{n.label} · </span>)}<NodeLink node={c.node} /></td>
                  <td className="nowrap">{say(c.property.label, lang)} {c.property.period}</td>
                  <td><Figure property={c.property} node={c.node.id}>{shownOr(c.property, lang)}</Figure> <span className="meta">{c.property.winner && saidIn(c.property.winner)}</span></td>
                  <td>{c.property.alternatives.map((a, i) => <p key={i}>{shownOr({ name: c.property.name, value: a.value }, lang)} <span className="meta">{saidIn(a)}</span></p>)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame></div>
      )}
    </Panel>
  )
}

function Duplicates({ list, queued }: { list: Quality['duplicates']; queued: number }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const open = list.total + queued
  return (
    <Panel title={t.quality.duplicates} actions={open > 0 && <Link className="btn small" to={path(`/${lang}/quality/questions`)}>{t.questions.open(count(open))}</Link>} note={list.total > list.questions.length ? t.quality.first(list.questions.length, count(list.total)) : t.table.rows(count(list.total))} flush>
      <ul className="list">
        {list.questions.map((q) => (
          <li key={q.id}>
            {q.subject.node && <NodeLink node={q.subject.node} />} · {q.candidates.map((c, i) => c.node && <NodeLink key={i} node={c.node} />)}
            <p className="meta">{t.quality.sharedKey} {q.keys.map((k) => say(k, lang)).join(t.lists.and)} · {say(q.why, lang)} · <Link to={path(`/${lang}/quality/questions`, { q: q.id })}>{t.questions.decide}</Link></p>
          </li>
        ))}
        {list.questions.length === 0 && <li className="meta">{t.quality.noDuplicates}</li>}
        {queued > 0 && <li className="meta">{t.quality.queued(count(queued))}</li>}
      </ul>
    </Panel>
  )
}

function Unread({ list }: { list: Quality['unread'] }) {
  const t = useTexts()
  const lang = useLang()
  return (
    <Panel title={t.quality.unread} note={list.total > list.cells.length ? t.quality.first(list.cells.length, count(list.total)) : t.table.rows(count(list.total))} flush>
      {list.cells.length === 0 ? <p className="state meta">{t.quality.allRead}</p> : (
        <ul className="list">
          {list.cells.map((c, i) => <li key={i}><div className="row"><span>{c.node ? <NodeLink node={c.node} /> : t.states.unknown} · {say(c.label, lang)} {c.withheld ? <Withheld why={c.withheld} /> : <s>{c.value}</s>}</span><span className="space" /><span className="meta">{c.place?.document.name} {c.place?.sheet} <b className="code">{c.place?.cell ?? (c.place ? `${t.source.row} ${c.place.row}` : '')}</b></span></div></li>)}
        </ul>
      )}
      {list.cells.some((c) => c.withheld) && <WithheldHow />}
    </Panel>
  )
}
