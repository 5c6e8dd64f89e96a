import { MeaningsDocument, type ImportColumnInput, type ReportFragment } from '../api/generated'
import { useAsk } from '../api/use'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { columnName } from './columnName'

type Table = ReportFragment['tables'][number]

/** What each column of the tables means, with some of its cells, to be corrected by a choice from what the vocabulary offers. */
export function Columns({ report, busy, change }: { report: ReportFragment; busy: boolean; change: (column: ImportColumnInput) => void }) {
  const t = useTexts()
  const tables = report.tables.filter((x) => x.columns.length > 0)
  return (
    <Panel title={t.imports.columns} note={t.imports.columnsHow}>
      {tables.map((x, i) => {
        const lost = x.columns.filter((c) => c.means === '').length
        return (
          <details key={`${x.document} ${x.sheet} ${x.header} ${i}`} open={tables.length === 1 || lost > 0}>
            <summary>{x.sheet || x.document} <span className="meta">{x.kinds.map((k) => t.kindNames[k]).join(', ')}</span>{lost > 0 && <> <span className="chip warn">{t.imports.unreadOf(lost)}</span></>}</summary>
            <OfTable table={x} busy={busy} change={change} />
          </details>
        )
      })}
    </Panel>
  )
}

function OfTable({ table: x, busy, change }: { table: Table; busy: boolean; change: (column: ImportColumnInput) => void }) {
  const t = useTexts()
  const lang = useLang()
  const kinds = useAsk(MeaningsDocument, {}).data?.data.vocabulary.kinds
  return (
    <div className="scroll-x">
      <table className="grid">
        <thead><tr><th>{t.imports.letter}</th><th>{t.imports.header}</th><th>{t.imports.samples}</th><th>{t.imports.means}</th></tr></thead>
        <tbody>
          {x.columns.map((c) => {
            const all = kinds?.find((k) => k.kind === c.kind)?.columns ?? []
            const groups = [...new Set(all.map((m) => say(m.group, lang)))].map((group) => ({ group, of: all.filter((m) => say(m.group, lang) === group) }))
            return (
              <tr key={c.column}>
                <td className="code">{columnName(c.column)}</td>
                <td>{c.header}</td>
                <td className="meta">{c.samples.join(' · ') || '—'}</td>
                <td>
                  <select className={`input${c.means === '' ? ' warn' : ''}`} aria-label={t.imports.meansOf(c.header)} title={c.means} aria-disabled={busy} value={c.means}
                    onChange={(e) => { if (!busy) change({ document: x.document, sheet: x.sheet, header: x.header, column: c.column, kind: c.kind, means: e.target.value }) }}>
                    {!all.some((m) => m.means === c.means) && c.means !== '-' && <option value={c.means} disabled>{say(c.label, lang)}</option>}
                    <option value="-">{t.imports.leaveOut}</option>
                    {groups.map(({ group, of }) => <optgroup key={group} label={group}>{of.map((m) => <option key={m.means} value={m.means}>{say(m.label, lang)}</option>)}</optgroup>)}
                  </select>
                  {c.chosen && <span className="chip ok">{t.imports.corrected}</span>}
                  <p className="meta">{say(c.why, lang)}</p>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {x.moreColumns > 0 && <p className="meta">{t.imports.moreColumns(String(x.moreColumns))}</p>}
    </div>
  )
}
