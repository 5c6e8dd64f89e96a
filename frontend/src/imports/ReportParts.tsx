import type { ReportFragment } from '../api/generated'
import { count } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { columnName } from './columnName'
import { Delta } from './Delta'
import { Identity } from './Identity'
import { toMeaning } from './place'
import { Problems, type Cures, type Of } from './Problems'
import { unknownOf, type Unknown } from './unknown'

type Table = ReportFragment['tables'][number]

/** What was recognised, what became of each row as an equation that must balance, and what is wrong with the cure beside it. */
export function ReportParts({ report: r, of, ...cures }: { report: ReportFragment; of: Of | null } & Cures) {
  return (
    <div className="cols">
      <div className="stack">
        <Balance of={r} />
        {r.identity && r.identity.read > r.identity.rejected && <Identity of={r.identity} />}
        <Tables report={r} jump={cures.jump} />
      </div>
      {of && <Problems key={JSON.stringify(of)} of={of} report={r} {...cures} />}
    </div>
  )
}

/** What became of the rows, as an equation that must balance, and what it does to the graph. */
export function Balance({ of: r }: { of: Pick<ReportFragment, 'counts' | 'goneCount' | 'kinds' | 'properties'> }) {
  const t = useTexts()
  const lang = useLang()
  const c = r.counts
  const parts: [string, number, string][] = [[t.imports.created, c.created, 'var(--acc)'], [t.imports.updated, c.updated, 'var(--s3)'], [t.imports.unchanged, c.unchanged, 'var(--line2)'], [t.imports.queued, c.queued, 'var(--warn)'], [t.imports.rejected, c.rejected, 'var(--bad)']]
  const balanced = c.read === parts.reduce((n, [, x]) => n + x, 0)
  const lost = r.properties.filter((p) => p.removed > 0)
  return (
    <Panel title={t.imports.balance} note={<span className={`chip ${balanced ? 'ok' : 'bad'}`}>{balanced ? '✓' : '✕'} {c.read} = {parts.map(([, n]) => n).join(' + ')}</span>}>
      <div className="equation"><span><b>{count(c.read)}</b><small>{t.imports.read}</small></span><i>=</i>{parts.map(([label, n], i) => <span key={label}>{i > 0 && <i>+</i>}<b>{count(n)}</b><small>{label}</small></span>)}</div>
      {c.read > 0 && <div className="stacked" aria-hidden>{parts.map(([label, n, colour]) => (n > 0 ? <i key={label} style={{ flexGrow: n, background: colour }} /> : null))}</div>}
      <p className="meta">{t.imports.badCells(count(c.badCells))}{r.goneCount > 0 ? ` · ${t.imports.gone(count(r.goneCount))}` : ''}</p>
      {r.kinds.length > 0 && <p className="meta">{t.imports.kindsHow}</p>}
      {r.kinds.length > 0 && <p className="row deltas">{r.kinds.map((k) => <Delta key={k.kind} label={t.kindNames[k.kind]} of={k} />)}</p>}
      {lost.length > 0 && <p className="mistake" role="alert">{t.imports.losing(count(lost.reduce((n, p) => n + p.removed, 0)))}{t.colon}{lost.map((p) => `${t.kindNames[p.kind]} ${say(p.label, lang)} ${count(p.removed)}`).join(t.semicolon)}</p>}
      {r.properties.length > 0 && <><p className="meta">{t.imports.propertiesHow}</p><p className="row deltas">{r.properties.map((p) => <Delta key={`${p.kind} ${p.property}`} label={`${t.kindNames[p.kind]} · ${say(p.label, lang)}`} of={p} bad={p.removed > 0} />)}</p></>}
    </Panel>
  )
}

function Tables({ report: r, jump }: { report: ReportFragment; jump: Cures['jump'] }) {
  const t = useTexts()
  const full = r.tables.filter((x) => x.counts.read > 0 || x.unknownColumns.length > 0)
  const blank = r.tables.filter((x) => !full.includes(x))
  if (r.tables.length === 0) return null
  return (
    <Panel title={t.imports.tables} note={`${t.imports.source} ${r.source} · ${t.source.dataDate} ${r.dataDate ?? t.states.unknown}`} flush>
      <TableFrame cards>
        <table className="grid">
          <thead><tr><th>{t.source.sheet}</th><th>{t.imports.is}</th><th>{t.imports.rows}</th><th className="num">{t.imports.read}</th><th>{t.imports.unknownColumns}</th></tr></thead>
          <tbody>
            {r.tables.map((x, i) => full.includes(x) && (
              <tr key={i}>
                <td>{x.sheet || x.document}</td>
                <td>{x.kinds.map((k) => t.kindNames[k]).join(t.lists.and)}<Reading table={x} /></td>
                <td className="nowrap">{x.last > 0 ? `${x.first}–${x.last}` : '—'}</td>
                <td className="num">{count(x.counts.read)}</td>
                <td>{x.unknownColumns.length > 0 ? <span className="row"><Unread table={x} place={i} columns={unknownOf(x)} jump={jump} />{x.moreUnknownColumns > 0 && <b>{t.imports.moreColumns(count(x.moreUnknownColumns))}</b>}</span> : '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {blank.length > 0 && <p className="state meta">{t.imports.blankTables(blank.length)}{t.colon}{blank.map((x) => x.sheet || x.document).join(t.lists.and)}</p>}
    </Panel>
  )
}

/** As what the columns were read, in the words of people; the name that the mapping knows is for whoever points at it. */
function Reading({ table: x }: { table: Table }) {
  const t = useTexts()
  const lang = useLang()
  const read = x.columns.filter((c) => c.means !== '' && c.means !== '-')
  if (read.length === 0) return x.columns.length > 0 ? null : <p className="meta explain">{say(x.explain, lang)}</p>
  return (
    <ul className="reading meta">
      {read.map((c) => {
        const label = say(c.label, lang)
        const why = say(c.why, lang)
        return <li key={c.column} title={why ? `${c.means} · ${why}` : c.means}><span className="code letter">{columnName(c.column)}</span>{c.header}{label !== c.header && ` → ${label}`}</li>
      })}
      {x.moreColumns > 0 && <li>{t.imports.moreColumns(count(x.moreColumns))}</li>}
    </ul>
  )
}

/** Columns that nothing reads, each leading to where its meaning is chosen. */
function Unread({ table: x, place, columns, jump }: { table: Table; place: number; columns: Unknown[]; jump: Cures['jump'] }) {
  const t = useTexts()
  return columns.map((u, k) => jump
    ? <button key={k} type="button" className="chip warn" title={u.column > 0 ? t.imports.chooseMeaning : t.imports.toMapping} onClick={() => { if (u.column > 0) toMeaning(place, u.column); else jump(x.document, x.sheet) }}>{u.name}</button>
    : <span key={k} className="chip warn">{u.name}</span>)
}
