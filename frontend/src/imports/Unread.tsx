import { useState } from 'react'
import type { ReportFragment } from '../api/generated'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { columnName } from './columnName'
import { ColumnTable, KindSelect, type Said } from './Columns'

type Sheet = ReportFragment['unread'][number]

/** Sheets that were not read: those that may hold data are to be told what they hold, of the others it is said why they are skipped. */
export function Unread({ report, busy, change }: { report: ReportFragment; busy: boolean; change: ((said: Said) => void) | undefined }) {
  const t = useTexts()
  const lang = useLang()
  const open = report.unread.filter((x) => change && x.rows.length > 0)
  const passed = report.unread.filter((x) => !open.includes(x))
  if (report.unread.length === 0) return null
  return (
    <Panel title={`${t.importPages.unread} ${report.unread.length}`} note={open.length > 0 ? t.importPages.unreadHow : undefined} flush>
      {change && open.map((x) => <OneSheet key={`${x.document} ${x.sheet}`} sheet={x} place={-1 - report.unread.indexOf(x)} first={open.filter((o) => o.code === 'UNKNOWN').indexOf(x)} busy={busy} change={change} />)}
      {passed.length > 0 && <ul className="list passed">{passed.map((x) => <li key={`${x.document} ${x.sheet}`}><b>{x.sheet || x.document}</b> <span className="meta">{say(x.reason, lang)}</span></li>)}</ul>}
    </Panel>
  )
}

function OneSheet({ sheet: x, place, first, busy, change }: { sheet: Sheet; place: number; first: number; busy: boolean; change: (said: Said) => void }) {
  const t = useTexts()
  const lang = useLang()
  const name = x.sheet || x.document
  const [unfolded] = useState(first >= 0 && first < 3) // as it was first
  // Before anybody has said so, the first row of several cells is most likely that of the headers.
  const likely = x.rows.find((r) => r.cells.filter(Boolean).length > 1)?.row ?? x.rows[0]?.row ?? 1
  const header = x.header || likely
  const chosen = x.code === 'UNKNOWN' ? x.near : null
  const kind = x.near
  const wide = Math.max(...x.rows.map((r) => r.cells.length))
  const said = (header: number, kind: typeof x.near) => { change({ sheets: [{ document: x.document, sheet: x.sheet, header: kind ? header : 0, kind }] }) }
  return (
    <details className="meanings" open={unfolded}>
      <summary><b>{name}</b> <span className={`chip${x.code === 'UNKNOWN' ? ' warn' : ''}`}>{t.importPages.codes[x.code]}</span> <span className="meta">{say(x.reason, lang)}</span></summary>
      <p className="row body"><KindSelect of={x} value={chosen} busy={busy} choose={(k) => { said(header, k) }} /><span className="meta">{t.importPages.pickHeader}</span></p>
      <TableFrame label={t.importPages.firstRows(name)}>
        <table className="grid head-rows">
          <thead><tr><th>{t.importPages.headerRow}</th>{Array.from({ length: wide }, (_, i) => <th key={i} className="code">{columnName(i + 1)}</th>)}</tr></thead>
          <tbody>
            {x.rows.map((r) => (
              <tr key={r.row} className={r.row === header ? 'on' : ''}>
                <td><label className="row"><input type="radio" name={`header ${x.document} ${x.sheet}`} aria-label={t.importPages.headerIs(r.row)} checked={r.row === header} aria-disabled={busy || !kind} onChange={() => { if (!busy && kind) said(r.row, kind) }} /> {r.row}</label></td>
                {Array.from({ length: wide }, (_, i) => <td key={i}>{r.cells[i]}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {kind && x.columns.length > 0 && (
        <>
          <p className="row body meta">{t.importPages.asKind(t.kindNames[kind])}</p>
          <ColumnTable of={{ document: x.document, sheet: x.sheet, header }} columns={x.columns} more={x.moreColumns} place={place} busy={busy}
            change={(c) => { change({ sheets: [{ document: x.document, sheet: x.sheet, header, kind }], columns: [c] }) }} />
        </>
      )}
    </details>
  )
}
