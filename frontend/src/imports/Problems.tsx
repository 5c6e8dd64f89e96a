import { useState } from 'react'
import { headers, RequestError } from '../api/client'
import { ImportProblemsDocument, type Effect, type FacetsFragment, type ImportAmendmentInput, type ImportProblemFilter, type ProblemFragment, type ReportFragment } from '../api/generated'
import { useAsk } from '../api/use'
import { count } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { Failed } from '../shell/states'
import { columnName } from './columnName'
import { toMeaning } from './place'

/** What can be done about what is told; nothing once it is written. */
export interface Cures {
  /** Shows what the mapping says of a table, for a column that has no box. */
  jump?: ((document: string, sheet: string) => void) | undefined
  amend?: ((x: ImportAmendmentInput) => void) | undefined
}

/** Whose problems they are: of an upload as it was last previewed, or of a batch. */
export type Of = { upload: string } | { batch: number }

const groups = { lost: ['UNREAD', 'REJECTED', 'CELL'], doubt: ['QUEUED', 'KEPT'], told: ['TOLD'] } satisfies Record<string, Effect[]>
type Group = keyof typeof groups
const pageSize = 100 // as many as come with the report

/** All that is told of an import: by what it does, where and why, counted by the service; to its end, and as a file of what is shown. */
export function Problems({ of, report: r, ...cures }: { of: Of; report: ReportFragment } & Cures) {
  const t = useTexts()
  const lang = useLang()
  const [group, setGroup] = useState<Group | ''>('')
  const [chosenWhere, setWhere] = useState('')
  const [chosenWhy, setWhy] = useState('')
  const [turned, setPage] = useState(0)
  const [failed, setFailed] = useState<unknown>(null)
  // A correction may leave nothing of what was chosen.
  const where = r.problemFacets.sheets.some((x) => JSON.stringify([x.document, x.sheet]) === chosenWhere) ? chosenWhere : ''
  const why = r.problemFacets.reasons.some((x) => x.reason === chosenWhy) ? chosenWhy : ''
  const [document_, sheet] = where ? (JSON.parse(where) as [string, string]) : []
  const filter: ImportProblemFilter = { ...(group ? { effects: groups[group] } : {}), ...(where ? { document: document_, sheet } : {}), ...(why ? { reason: why } : {}) }
  const page = Math.min(turned, Math.max(0, Math.ceil(r.problemCount / pageSize) - 1)) // a correction may leave fewer
  const whole = Object.keys(filter).length === 0 && page === 0
  const answer = useAsk(ImportProblemsDocument, { upload: 'upload' in of ? of.upload : null, batch: 'batch' in of ? of.batch : null, filter, first: pageSize, offset: page * pageSize }, { enabled: !whole })
  const got = answer.data?.data.importReport
  const facets: FacetsFragment = whole ? r.problemFacets : (got?.problemFacets ?? r.problemFacets)
  const problems: ProblemFragment[] = whole ? r.problems : (got?.problems ?? [])
  const total = facets.count
  const pages = Math.max(1, Math.ceil(total / pageSize))
  const sum = (g: Group) => facets.effects.filter((e) => (groups[g] as Effect[]).includes(e.effect)).reduce((n, e) => n + e.count, 0)
  const file = async (format: 'xlsx' | 'csv') => {
    const query = new URLSearchParams({ lang, ...('upload' in of ? { upload: of.upload } : { batch: String(of.batch) }), ...(group ? { effects: groups[group].join(',') } : {}), ...(where ? { document: document_ ?? '', sheet: sheet ?? '' } : {}), ...(why ? { reason: why } : {}) })
    setFailed(null)
    try {
      const response = await fetch(`/download/problems.${format}?${query.toString()}`, { headers: headers(lang) })
      if (!response.ok) {
        const said = (await response.json()) as { error?: { message: string; code: string; requestId: string } }
        throw new RequestError(said.error?.message ?? `HTTP ${response.status}`, said.error?.code ?? 'INTERNAL', said.error?.requestId ?? '')
      }
      const url = URL.createObjectURL(await response.blob())
      const a = Object.assign(document.createElement('a'), { href: url, download: `${t.imports.problems}.${format}` })
      a.click()
      URL.revokeObjectURL(url)
    } catch (e) { setFailed(e) }
  }
  const sheetsOf = new Set(r.problemFacets.sheets.map((x) => x.document))
  return (
    <Panel title={`${t.imports.problems} ${count(r.problemCount)}`} flush
      actions={r.problemCount > 0 ? <><button type="button" className="btn small" aria-label={t.importPages.file('XLSX')} onClick={() => void file('xlsx')}>XLSX</button><button type="button" className="btn small" aria-label={t.importPages.file('CSV')} onClick={() => void file('csv')}>CSV</button></> : undefined}>
      {r.problemCount === 0 && <p className="state meta">{t.imports.noProblems}</p>}
      {r.problemCount > 0 && (
        <div className="body filters">
          <div className="row" role="group" aria-label={t.importPages.byEffect}>
            {(['', 'lost', 'doubt', 'told'] as const).map((g) => <button key={g} type="button" className="btn small" aria-pressed={group === g} onClick={() => { setGroup(g); setPage(0) }}>{g ? t.importPages.groups[g] : t.importPages.all} <b>{count(g ? sum(g) : facets.effects.reduce((n, e) => n + e.count, 0))}</b></button>)}
          </div>
          <div className="row">
            <select className="input" aria-label={t.importPages.bySheet} value={where} onChange={(e) => { setWhere(e.target.value); setPage(0) }}>
              <option value="">{t.importPages.allSheets}</option>
              {facets.sheets.map((x) => <option key={`${x.document} ${x.sheet}`} value={JSON.stringify([x.document, x.sheet])}>{x.sheet && sheetsOf.size > 1 ? `${x.document} · ${x.sheet}` : x.sheet || x.document} {count(x.count)}</option>)}
            </select>
            <select className="input why" aria-label={t.importPages.byReason} value={why} onChange={(e) => { setWhy(e.target.value); setPage(0) }}>
              <option value="">{t.importPages.allReasons}</option>
              {facets.reasons.map((x) => <option key={x.reason} value={x.reason}>{count(x.count)} · {say(x.label, lang).slice(0, 60)}</option>)}
            </select>
          </div>
          {r.problemCount > r.problemFacets.count && <p className="meta">{t.importPages.beyond(count(r.problemCount), count(r.problemFacets.count))}</p>}
        </div>
      )}
      {answer.error !== null && !whole && <Failed error={answer.error} retry={() => void answer.refetch()} />}
      {failed !== null && <Failed error={failed} />}
      <ul className={`list problems${answer.isPlaceholderData && !whole ? ' before' : ''}`}>{problems.map((p, i) => <OneProblem key={i} problem={p} report={r} written={'batch' in of} {...cures} />)}</ul>
      {pages > 1 && (
        <div className="row body pages">
          <button type="button" className="btn small" aria-disabled={page === 0} onClick={() => { if (page > 0) setPage(page - 1) }}>{t.importPages.previous}</button>
          <span className="meta" role="status">{t.importPages.pageOf(count(page * pageSize + 1), count(Math.min((page + 1) * pageSize, total)), count(total))}</span>
          <button type="button" className="btn small" aria-disabled={page === pages - 1} onClick={() => { if (page < pages - 1) setPage(page + 1) }}>{t.importPages.next}</button>
          <button type="button" className="btn small" aria-disabled={page === pages - 1} onClick={() => { setPage(pages - 1) }}>{t.importPages.last}</button>
        </div>
      )}
    </Panel>
  )
}

function OneProblem({ problem: p, report: r, written, jump, amend }: { problem: ProblemFragment; report: ReportFragment; written: boolean } & Cures) {
  const t = useTexts()
  const lang = useLang()
  const gone = p.effect === 'CELL' || p.effect === 'REJECTED'
  // A column that nobody reads and that a box knows is cured there; the mapping's way is for those without.
  const place = p.effect === 'UNREAD' && jump ? r.tables.findIndex((x) => x.document === p.document && x.sheet === p.sheet && x.header === p.row && x.columns.some((c) => c.column === p.column)) : -1
  return (
    <li>
      <div className="row"><span className="code">{p.sheet || (p.row === 0 ? p.document : '')} {p.column > 0 ? `${columnName(p.column)}${p.row}` : p.row > 0 ? `${t.source.row} ${p.row}` : ''}</span><span className="space" /><span className={`chip ${gone ? 'bad' : p.effect === 'QUEUED' || p.effect === 'UNREAD' ? 'warn' : ''}`}>{t.imports.effects[p.effect]}</span></div>
      <p>{p.header && p.header !== p.value && p.effect !== 'UNREAD' && <span className="meta">{p.header}{t.colon}</span>}{p.value && p.effect !== 'UNREAD' && (gone ? <s>{p.value}</s> : <b>{p.value}</b>)} {say(p.reason, lang)}</p>
      {say(p.cure, lang) && <p className="meta">→ {written && p.effect === 'UNREAD' ? t.importPages.unreadLater : say(p.cure, lang)}</p>}
      {amend && p.near.length > 0 && <div className="row">{p.near.map((to) => <button key={to} type="button" className="btn small" onClick={() => { amend({ document: p.document, sheet: p.sheet, header: p.tableHeader, column: p.column, from: p.value, to }) }}>{t.imports.readAs(to)}</button>)}</div>}
      {place >= 0 && <div className="row"><button type="button" className="btn small" onClick={() => { toMeaning(place, p.column) }}>{t.imports.chooseMeaning}</button></div>}
      {p.effect === 'UNREAD' && place < 0 && jump && <div className="row"><button type="button" className="btn small" onClick={() => { jump(p.document, p.sheet) }}>{t.imports.toMapping}</button></div>}
    </li>
  )
}
