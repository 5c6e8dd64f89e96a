import { useState } from 'react'
import type { ReportFragment } from '../api/generated'
import { count } from '../format'
import { say, useLang, useTexts, writtenIn } from '../i18n/i18n'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { columnName } from './columnName'

type Of = NonNullable<ReportFragment['identity']>
type Doubt = Of['doubts'][number]
const shown = 10

/** Whom the rows would be about beside what all sources say: what joins, what is new, and what only a person could tell, before anything is written. */
export function Identity({ of: x }: { of: Of }) {
  const t = useTexts()
  const lang = useLang()
  const [all, setAll] = useState(false)
  const parts: [string, number, string][] = [[t.identity.joined, x.joined, 'var(--s3)'], [t.identity.new, x.new, 'var(--acc)'], [t.identity.asked, x.asked, 'var(--info)'], [t.identity.queued, x.queued, 'var(--warn)'], [t.identity.rejected, x.rejected, 'var(--bad)']]
  const balanced = x.read === parts.reduce((n, [, y]) => n + y, 0)
  const doubts = all ? x.doubts : x.doubts.slice(0, shown)
  return (
    <Panel title={t.identity.title} note={<span className={`chip ${balanced ? 'ok' : 'bad'}`}>{balanced ? '✓' : '✕'} {x.read} = {parts.map(([, n]) => n).join(' + ')}</span>}>
      <p className="meta">{t.identity.how}</p>
      <div className="equation"><span><b>{count(x.read)}</b><small>{t.imports.read}</small></span><i>=</i>{parts.map(([label, n], i) => <span key={label}>{i > 0 && <i>+</i>}<b>{count(n)}</b><small>{label}</small></span>)}</div>
      {x.read > 0 && <div className="stacked" aria-hidden>{parts.map(([label, n, colour]) => (n > 0 ? <i key={label} style={{ flexGrow: n, background: colour }} /> : null))}</div>}
      {x.joins.length > 0 && <p className="row deltas"><span className="meta">{t.identity.joinsBy}</span>{x.joins.map((j) => <span key={`${j.kind} ${j.own} ${j.key?.en ?? ''}`} className="chip">{t.kindNames[j.kind]} · {j.own ? t.identity.own : j.key ? say(j.key, lang) : t.identity.judged} <b>{count(j.rows)}</b></span>)}</p>}
      {x.doubts.length > 0 && (
        <>
          <p className="meta">{x.questions > 0 && <>{t.identity.questions(count(x.questions))} </>}{x.queued > 0 && <>{t.identity.waits} </>}{x.questions > 0 && t.identity.then}</p>
          <ul className="list doubts">{doubts.map((d, i) => <OneDoubt key={i} of={d} />)}</ul>
          {(x.doubts.length > doubts.length || x.moreDoubts > 0) && <p className="row meta">{x.doubts.length > doubts.length && <button type="button" className="btn small" onClick={() => { setAll(true) }}>{t.identity.all(count(x.doubts.length))}</button>}{x.moreDoubts > 0 && <span>{t.identity.more(count(x.moreDoubts))}</span>}</p>}
        </>
      )}
    </Panel>
  )
}

function OneDoubt({ of: d }: { of: Doubt }) {
  const t = useTexts()
  const lang = useLang()
  const place = (sheet: string, document: string, row: number, column = 0) => `${sheet || document} ${column > 0 ? `${columnName(column)}${row}` : t.identity.row(row)}`
  return (
    <li>
      <div className="row"><span className="code">{place(d.sheet, d.document, d.row, d.column)}</span><b lang={writtenIn(d.label)}>{d.label}</b>{d.rows > 1 && <span className="meta">{t.identity.rows(count(d.rows))}</span>}<span className="space" /><span className={`chip ${d.what === 'NODES' ? '' : 'warn'}`}>{t.identity.what[d.what]}</span></div>
      <p className="row">
        <span className="meta">{t.identity.like}</span>
        {d.resembles.length === 0 && <span className="meta">{t.identity.likeNone}</span>}
        {d.resembles.map((o, i) => <span key={i}>{o.id ? <NodeLink node={{ id: o.id, label: o.label, nodeKind: d.kind }} now /> : <><span className="code">{place(o.sheet === d.sheet ? '' : o.sheet, o.sheet === d.sheet && o.document === d.document ? '' : o.document, o.row).trim()}</span> {o.label}</>}{i < d.resembles.length - 1 || d.moreResembles > 0 ? t.lists.and : ''}</span>)}
        {d.moreResembles > 0 && <span className="meta">{t.identity.more(count(d.moreResembles))}</span>}
      </p>
      <p className="meta">{d.keys.map((k) => say(k, lang)).join(t.semicolon)}{t.colon}{say(d.why, lang)}</p>
    </li>
  )
}
