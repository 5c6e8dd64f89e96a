import { useState } from 'react'
import { MeaningsDocument, type ImportColumnInput, type ReportFragment } from '../api/generated'
import { useAsk } from '../api/use'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { columnName } from './columnName'
import { meaningId } from './place'

type Table = ReportFragment['tables'][number]
type Change = (column: ImportColumnInput) => void

/** What each column of the tables means, with some of its cells, to be corrected by a choice from what the vocabulary offers. */
export function Columns({ report, busy, change }: { report: ReportFragment; busy: boolean; change: Change }) {
  const t = useTexts()
  const single = report.tables.filter((x) => x.columns.length > 0).length === 1
  return (
    <Panel title={t.imports.columns} note={t.imports.columnsHow} flush>
      {report.tables.map((x, i) => x.columns.length > 0 && <OfTable key={`${x.document} ${x.sheet} ${x.header} ${i}`} table={x} place={i} single={single} busy={busy} change={change} />)}
    </Panel>
  )
}

function OfTable({ table: x, place, single, busy, change }: { table: Table; place: number; single: boolean; busy: boolean; change: Change }) {
  const t = useTexts()
  const lang = useLang()
  const kinds = useAsk(MeaningsDocument, {}).data?.data.vocabulary.kinds
  const lost = x.columns.filter((c) => c.means === '').length
  const [open] = useState(single || lost > 0) // as it was first: a table whose last unknown column was just chosen must not fold
  return (
    <details className="meanings" open={open}>
      <summary><b>{x.sheet || x.document}</b> <span className="meta">{t.imports.is} {x.kinds.map((k) => t.kindNames[k]).join(t.lists.and)}</span>{lost > 0 && <> <span className="chip warn">{t.imports.unreadOf(lost)}</span></>}</summary>
      <TableFrame cards label={x.sheet || x.document}>
        <table className="grid">
          <thead><tr><th>{t.imports.header}</th><th>{t.imports.samples}</th><th>{t.imports.means}</th></tr></thead>
          <tbody>
            {x.columns.map((c) => {
              const all = kinds?.find((k) => k.kind === c.kind)?.columns ?? []
              const groups = [...new Set(all.map((m) => say(m.group, lang)))].map((group) => ({ group, of: all.filter((m) => say(m.group, lang) === group) }))
              return (
                <tr key={c.column}>
                  <td><span className="code letter">{columnName(c.column)}</span>{c.header}</td>
                  <td className="meta">{c.samples.join(' · ') || '—'}</td>
                  <td>
                    <div className="row">
                      <select id={meaningId(place, c.column)} className={`input${c.means === '' ? ' warn' : ''}`} aria-label={t.imports.meansOf(c.header)} title={c.means} aria-disabled={busy} value={c.means}
                        onChange={(e) => { if (!busy) change({ document: x.document, sheet: x.sheet, header: x.header, column: c.column, kind: c.kind, means: e.target.value }) }}>
                        {!all.some((m) => m.means === c.means) && c.means !== '-' && <option value={c.means} disabled>{say(c.label, lang)}</option>}
                        <option value="-">{t.imports.leaveOut}</option>
                        {groups.map(({ group, of }) => <optgroup key={group} label={group}>{of.map((m) => <option key={m.means} value={m.means}>{say(m.label, lang)}</option>)}</optgroup>)}
                      </select>
                      {c.chosen && <span className="chip ok">{t.imports.corrected}</span>}
                      {say(c.why, lang) && <span className="meta">{say(c.why, lang)}</span>}
                    </div>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </TableFrame>
      {x.moreColumns > 0 && <p className="meta more">{t.imports.moreColumns(String(x.moreColumns))}</p>}
    </details>
  )
}
