import { useLayoutEffect, useRef } from 'react'
import { Link } from 'react-router'
import { PrintedRowDocument, type PrintedRowQuery, type SaidFragment } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { say, useLang, useTexts, writtenIn, type Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { Show } from '../shell/states'
import { usePath } from '../state'
import { printedText } from './printed'
import { TableFrame } from './TableFrame'
import { Withheld } from './Withheld'

type Row = NonNullable<PrintedRowQuery['printedRow']>
type Column = Row['columns'][number]
type Place = NonNullable<SaidFragment['place']>

/** The row that a value was read in: the header of each column above what was read of its cell, the cell itself marked, and what was not read told as such. */
export function PrintedRow({ id, statement: s, place }: { id: string; statement: SaidFragment; place: Place }) {
  const t = useTexts()
  const at = useAt()
  const answer = useAsk(PrintedRowDocument, { subject: s.subject ?? '', said: s.said, document: place.document.hash, sheet: place.sheet, row: place.row, at }, { keep: false })
  return (
    <div id={id} className="printed-row">
      <Show answer={answer} rows={3}>{(d) => (d.printedRow ? <Told row={d.printedRow} place={place} /> : <p className="meta">{t.printed.none}</p>)}</Show>
    </div>
  )
}

function Told({ row, place }: { row: Row; place: Place }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const marked = useRef<HTMLTableCellElement>(null)
  useLayoutEffect(() => {
    // Only the table scrolls to it: the panel stays where it is.
    const cell = marked.current
    const box = cell?.closest<HTMLElement>('.scroll-x')
    if (cell && box) box.scrollLeft = cell.offsetLeft - (box.clientWidth - cell.offsetWidth) / 2
  }, [])
  const placed = row.columns.filter((c) => c.column > 0)
  const elsewhere = row.columns.filter((c) => c.column === 0).flatMap((c) => c.cells)
  const unread = placed.filter((c) => c.state === 'UNREAD')
  const is = (c: Column) => c.column === place.column
  return (
    <>
      <TableFrame label={t.printed.row(place.row)}>
        <table className="grid">
          <caption className="sr">{t.printed.row(place.row)}</caption>
          <thead>
            <tr><td className="code">{t.source.row} {place.row}</td>{placed.map((c) => <td key={c.column} className={`code${is(c) ? ' marked' : ''}`}>{c.cell?.replace(/\d+$/, '')}</td>)}</tr>
            {row.headers && <tr><th scope="row">{t.imports.header}</th>{placed.map((c) => <th key={c.column} scope="col" className={is(c) ? 'marked' : ''}>{c.header}</th>)}</tr>}
          </thead>
          <tbody>
            <tr><th scope="row">{t.printed.cell}</th>{placed.map((c) => <td key={c.column} ref={is(c) ? marked : null} className={is(c) ? 'marked' : ''} {...(is(c) ? { 'aria-current': true as const } : {})}><Cell column={c} /></td>)}</tr>
            <tr className="meta"><th scope="row">{t.printed.means}</th>{placed.map((c) => <td key={c.column} className={is(c) ? 'marked' : ''}>{meaning(c, t, lang)}</td>)}</tr>
          </tbody>
        </table>
      </TableFrame>
      {elsewhere.length > 0 && <p className="meta">{t.printed.placeUnknown}{t.colon}{elsewhere.map((c, i) => <span key={i}>{i > 0 && t.semicolon}{say(c.label, lang)} {c.withheld ? <Withheld why={c.withheld} /> : printedText(c, t, lang)}</span>)}</p>}
      <p className="meta">
        {row.headers ? (unread.length > 0 ? t.printed.unread(unread.length) : t.printed.allRead) : t.printed.noHeaders} {row.moreColumns > 0 && t.printed.moreColumns(row.moreColumns)} {row.bounded && t.printed.bounded} {t.printed.how}
      </p>
      <p className="row"><Link to={row.batch.kind === 'IMPORT' ? path(`/${lang}/imports/${row.batch.revision}`) : path(`/${lang}/changes`, { from: `r${row.batch.revision - 1}` })}>{t.printed.toImport} <span className="code">r{row.batch.revision}</span></Link></p>
    </>
  )
}

/** What the column was read as: as the import kept it, else by what was read of it. */
function meaning(c: Column, t: Texts, lang: Lang): string {
  if (c.state === 'UNREAD') return t.printed.notRead
  if (c.means) return say(c.means, lang)
  return [...new Set(c.cells.map((x) => say(x.label, lang)))].join(t.semicolon)
}

/** What was read of a cell, each once; or that nothing was. */
function Cell({ column: c }: { column: Column }) {
  const t = useTexts()
  const lang = useLang()
  if (c.cells.length === 0) return <span className="meta" title={c.state === 'UNREAD' ? t.printed.notReadHow : t.printed.silentHow}>{c.state === 'UNREAD' ? t.printed.notRead : t.printed.silent}</span>
  const why = c.cells.find((x) => x.withheld)?.withheld
  if (why) return <Withheld why={why} />
  const texts = [...new Set(c.cells.map((x) => printedText(x, t, lang)))]
  return <>{texts.map((x, i) => <span key={i} lang={writtenIn(x)}>{i > 0 && t.semicolon}{x}</span>)}</>
}
