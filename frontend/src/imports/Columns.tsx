import { useState } from 'react'
import { MeaningsDocument, type ImportColumnInput, type ImportSheetInput, type Kind, type MeaningsQuery, type ReportFragment } from '../api/generated'
import { useAsk } from '../api/use'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { columnName } from './columnName'
import { MeaningBox, type Choice } from './MeaningBox'
import { boxOf, meaningId } from './place'

type Table = ReportFragment['tables'][number]
type Unread = ReportFragment['unread'][number]
type Column = Table['columns'][number]

/** What a person says of columns and of whole sheets. */
export interface Said { columns?: ImportColumnInput[]; sheets?: ImportSheetInput[] }
type Change = (said: Said) => void

/** What each column of the tables means, with some of its cells, to be corrected by a choice from what the vocabulary offers. */
export function Columns({ report, busy, change }: { report: ReportFragment; busy: boolean; change: Change }) {
  const t = useTexts()
  const full = report.tables.filter((x) => x.columns.length > 0)
  const lacking = full.filter((x) => x.columns.some((c) => c.means === '')).slice(0, 3) // the others are unfolded by who is done with these
  if (full.length === 0) return null
  return (
    <Panel title={t.imports.columns} note={t.imports.columnsHow} flush>
      {report.tables.map((x, i) => x.columns.length > 0 && <OfTable key={`${x.document} ${x.sheet} ${x.header} ${i}`} table={x} place={i} begin={full.length === 1 || lacking.includes(x)} busy={busy} change={change} />)}
    </Panel>
  )
}

function OfTable({ table: x, place, begin, busy, change }: { table: Table; place: number; begin: boolean; busy: boolean; change: Change }) {
  const t = useTexts()
  const lost = x.columns.filter((c) => c.means === '').length
  const [open] = useState(begin) // as it was first: a table whose last unknown column was just chosen must not fold
  const [unfolded, unfold] = useState(open) // what is folded is not drawn: there may be hundreds of columns
  return (
    <details className="meanings" open={open} onToggle={(e) => { if (e.currentTarget.open) unfold(true) }}>
      <summary><b>{x.sheet || x.document}</b> <span className="meta">{t.imports.is} {x.kinds.map((k) => t.kindNames[k]).join(t.lists.and)}</span>{lost > 0 && <> <span className="chip warn">{t.imports.unreadOf(lost)}</span></>}</summary>
      {x.kinds[0] && x.header > 0 && <p className="row body"><KindSelect of={x} value={x.kinds[0]} busy={busy} choose={(kind) => { change({ sheets: [{ document: x.document, sheet: x.sheet, header: kind ? x.header : 0, kind }] }) }} /><span className="meta">{t.importPages.headerIn(x.header)}</span></p>}
      <ColumnTable of={x} columns={x.columns} more={x.moreColumns} place={place} busy={busy} change={(c) => { change({ columns: [c] }) }} folded={!unfolded} />
    </details>
  )
}

/** How the numbers or the dates of a column are read, to be chosen. */
function Reading({ label, none, value, all, busy, name, choose }: { label: string; none: string; value: string; all: readonly string[]; busy: boolean; name: (x: string) => string; choose: (x: string) => void }) {
  return (
    <select className="input" aria-label={label} title={label} value={value} disabled={busy} onChange={(e) => { if (e.target.value) choose(e.target.value) }}>
      {value === '' && <option value="">{none}</option>}
      {[...(value && !all.includes(value) ? [value] : []), ...all].map((x) => <option key={x} value={x}>{name(x)}</option>)}
    </select>
  )
}

/** What the rows of a sheet are, to be chosen; nothing is that the sheet is not read. */
export function KindSelect({ of: x, value, busy, choose }: { of: { document: string; sheet: string }; value: Kind | null; busy: boolean; choose: (kind: Kind | null) => void }) {
  const t = useTexts()
  const kinds = useMeanings()
  const none = { zh: '', en: '' }
  const of = (value: string, name: string): Choice => ({ value, label: { zh: name, en: name }, group: none })
  return (
    <span className="row"><span className="meta">{t.importPages.rowsAre}</span>
      <MeaningBox box={boxOf(x.document, x.sheet, 0)} label={t.importPages.rowsOf(x.sheet || x.document)} all={[of('', t.importPages.notRead), ...(kinds ?? []).map((k) => of(k.kind, t.kindNames[k.kind]))]} value={value ?? '?'} shown={value ? t.kindNames[value] : t.importPages.chooseKind} warn={value === null} busy={busy} choose={(v) => { choose((v || null) as Kind | null) }} />
    </span>
  )
}

/** What columns can mean, by what the rows are; nothing of a kind that is never imported. */
export function useMeanings(): MeaningsQuery['vocabulary']['kinds'] | undefined {
  return useAsk(MeaningsDocument, {}).data?.data.vocabulary.kinds.filter((k) => k.columns.length > 0)
}

/** The columns of a table, each with some of its cells and a box that says what it means. */
export function ColumnTable({ of: x, columns, more, place, busy, change, folded = false }: { of: Pick<Table | Unread, 'document' | 'sheet' | 'header'>; columns: Column[]; more: number; place: number; busy: boolean; change: (c: ImportColumnInput) => void; folded?: boolean }) {
  const t = useTexts()
  const lang = useLang()
  const kinds = useMeanings()
  const offered = new Map<Kind, Choice[]>()
  for (const k of kinds ?? []) offered.set(k.kind, [{ value: '-', label: { zh: t.imports.leaveOut, en: t.imports.leaveOut }, group: { zh: '', en: '' } }, ...k.columns.map((m) => ({ value: m.means, label: m.label, group: m.group }))])
  return (
    <>
      <TableFrame cards label={x.sheet || x.document}>
        <table className="grid">
          <thead><tr><th>{t.imports.header}</th><th>{t.imports.samples}</th><th>{t.imports.means}</th></tr></thead>
          <tbody>
            {!folded && columns.map((c) => {
              const shown = c.means === '-' ? t.imports.leaveOut : say(offered.get(c.kind)?.find((m) => m.value === c.means)?.label ?? c.label, lang)
              return (
                <tr key={c.column}>
                  <td><span className="code letter">{columnName(c.column)}</span>{c.header}</td>
                  <td className="meta">{c.samples.join(' · ') || '—'}</td>
                  <td>
                    <div className="row">
                      <MeaningBox id={meaningId(place, c.column)} box={boxOf(x.document, x.sheet, c.column)} label={t.imports.meansOf(c.header)} title={c.means} all={offered.get(c.kind) ?? []} value={c.means} shown={shown} warn={c.means === ''} busy={busy}
                        choose={(means) => { change({ document: x.document, sheet: x.sheet, header: x.header, column: c.column, kind: c.kind, means }) }} />
                      {c.units.length > 0 && <Reading label={t.importPages.unitOf(c.header)} none={t.importPages.noUnit} value={c.unit} all={c.units} busy={busy} name={(x) => x} choose={(unit) => { change({ document: x.document, sheet: x.sheet, header: x.header, column: c.column, kind: c.kind, means: c.means, unit }) }} />}
                      {c.orders.length > 0 && <Reading label={t.importPages.orderOf(c.header)} none={t.importPages.noOrder} value={c.order} all={c.orders} busy={busy} name={(x) => t.importPages.orders[x as 'ymd'] ?? x} choose={(order) => { change({ document: x.document, sheet: x.sheet, header: x.header, column: c.column, kind: c.kind, means: c.means, order }) }} />}
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
      {more > 0 && <p className="meta more">{t.imports.moreColumns(String(more))}</p>}
    </>
  )
}
