import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Link } from 'react-router'
import { ask, RequestError, setToken, token } from '../api/client'
import { ApplyDocument, ImportHistoryDocument, ImportProblemsDocument, PreviewDocument, type ImportAmendmentInput, type ImportColumnInput, type ImportInput, type ImportSheetInput, type ReportFragment, type Trust, type UploadMutation } from '../api/generated'
import { follow, upload, type Progress } from '../api/upload'
import { useAsk } from '../api/use'
import { bytes, count, day } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { Failed } from '../shell/states'
import { Columns } from '../imports/Columns'
import { History } from '../imports/History'
import { newKey } from '../api/newKey'
import { backTo, boxOf } from '../imports/place'
import { dateOf, isSourceId, proposeSource } from '../imports/sourceForm'
import { ReportParts } from '../imports/ReportParts'
import { Unread } from '../imports/Unread'
import { useViewer } from '../shell/viewer'
import { ToDecide } from '../quality/ToDecide'
import { tableAt } from './mappingPlace'
import '../imports/imports.css'

type Uploaded = NonNullable<UploadMutation['uploadFile']>
type Form = Omit<ImportInput, 'upload'>
interface Applied { report: ReportFragment; revision: number; batch: number | null; repeated: boolean }

/** What a person corrects beside the mapping: what sheets hold, what columns mean, and what texts are meant for. */
interface Corrections { sheets: ImportSheetInput[]; columns: ImportColumnInput[]; amendments: ImportAmendmentInput[] }
const none: Corrections = { sheets: [], columns: [], amendments: [] }

/** What is under way, so that whoever looks at another page and comes back finds it as it was. */
interface Draft { files: Uploaded | null; input: Form; mapping: string; used: string; seen: string; preview: ReportFragment | null; pending: Corrections; mine: boolean; name: string; trust: Trust }
const nothing: Draft = { files: null, input: { retract: false }, mapping: '', used: '', seen: '', preview: null, pending: none, mine: false, name: '', trust: 'MEDIA' }
let kept = nothing

/** Imports: hand files in, see what was recognised and would change, correct the mapping, apply, and take back. */
export function ImportsPage() {
  const t = useTexts()
  const lang = useLang()
  const client = useQueryClient()
  const [given, setSigned] = useState(token() !== '')
  const { who, asking, may } = useViewer()
  const signed = given && (asking || may('IMPORT'))
  const [files, setFiles] = useState(kept.files)
  const [input, setInput] = useState(kept.input)
  const [mapping, setMapping] = useState(kept.mapping)
  const [used, setUsed] = useState(kept.used)
  const [seen, setSeen] = useState(kept.seen) // what the preview was made of, but for the mapping
  const [preview, setPreview] = useState(kept.preview)
  const [pending, setPending] = useState(kept.pending) // what was said of sheets that are not read all the same: no mapping says it yet
  const [said, setSaid] = useState('') // what came of an act, for who hears the page
  const [applied, setApplied] = useState<Applied | null>(null)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [busy, setBusy] = useState<'upload' | 'preview' | 'apply' | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [mine, setMine] = useState(kept.mine) // the mapping was mended by hand
  const [name, setName] = useState(kept.name) // of a source that nobody knows yet
  const [trust, setTrust] = useState(kept.trust)
  const [expert] = useState(kept.mapping !== kept.used) // whoever was at the mapping finds it unfolded
  const [over, setOver] = useState(false)
  const key = useRef('')
  const picker = useRef<HTMLInputElement>(null)
  const chooser = useRef<HTMLButtonElement>(null)
  const editor = useRef<HTMLTextAreaElement>(null)
  const told = useRef<HTMLDivElement>(null)
  const done = useRef<HTMLElement>(null)
  const back = useRef('') // the box that was chosen from
  useEffect(() => { if (applied) done.current?.focus() }, [applied]) // the button that was pressed is gone: who pressed it finds what came of it
  useEffect(() => { if (back.current) backTo(back.current); back.current = '' }, [preview])
  useEffect(() => { kept = { files, input, mapping, used, seen, preview, pending, mine, name, trust } }, [files, input, mapping, used, seen, preview, pending, mine, name, trust])
  // Shows what the mapping says of a sheet, where a column can be added.
  const jump = (document: string, sheet: string) => {
    const box = editor.current
    if (!box) return
    const at = tableAt(mapping, document, sheet)
    const fold = box.closest('details')
    if (fold) fold.open = true
    box.focus()
    box.setSelectionRange(at.start, at.end)
    box.scrollTop = (box.scrollHeight / mapping.split('\n').length) * Math.max(at.line - 2, 0)
    box.scrollIntoView({ block: 'center' })
  }

  const past = useAsk(ImportHistoryDocument, { first: 50 }).data?.data
  const spoken = [...(past?.declared?.nodes ?? []), ...(past?.imports?.nodes ?? [])].map((b) => b.source)
  const sources = new Map(spoken.filter((x) => !x.revoked).map((x) => [x.sourceId, x.name]))
  const former = spoken.find((x) => x.revoked && x.sourceId === input.source)?.name ?? '' // declared once, and taken back: to be declared anew
  const fresh = { name: name || former, trust }
  const typed = input.source?.trim() ?? ''
  const misnamed = typed !== '' && !sources.has(typed) && !isSourceId(typed) // the name of a source, where its ID belongs
  const unknown = typed !== '' && !sources.has(typed) && !misnamed
  const undated = Boolean(input.dataDate?.trim()) && dateOf(input.dataDate ?? '') === null
  const whose = preview !== null && preview.source === '' // nobody says whose data it is
  const act = async (what: 'upload' | 'preview' | 'apply', work: () => Promise<void>) => {
    setBusy(what)
    setError(null)
    try { await work() } catch (e) {
      if (e instanceof RequestError && e.code === 'UNAUTHENTICATED') setToken('')
      if (!token()) setSigned(false)
      setError(e)
    }
    setBusy(null)
  }
  // What takes long is watched; it goes on without being watched, too.
  const followed = async <T,>(of: string, work: () => Promise<T>): Promise<T> => {
    const stop = new AbortController()
    void follow(of, lang, stop.signal, setProgress).catch(() => undefined)
    try { return await work() } finally {
      stop.abort()
      setProgress(null)
    }
  }
  const look = (of: Uploaded, with_: string, input: Form, now: Corrections = none, before: Corrections = pending) => act('preview', async () => {
    const edited = with_ !== '' && with_ !== used // by hand: what it says goes before what was chosen
    const same = (a: { document: string; sheet?: string | null }, b: { document: string; sheet?: string | null }) => a.document === b.document && (a.sheet ?? '') === (b.sheet ?? '')
    const still = edited ? [] : before.sheets.filter((x) => !now.sheets.some((y) => same(x, y)))
    // What columns mean is of what the rows are: another kind, or another row of headers, forgets it.
    const sheets = [...still, ...now.sheets]
    const fits = (c: ImportColumnInput) => !edited && sheets.some((x) => same(x, c) && x.kind === c.kind && x.header === c.header) && !now.columns.some((y) => same(y, c) && y.column === c.column)
    const corrections: Corrections = { sheets, columns: [...before.columns.filter(fits), ...now.columns], amendments: now.amendments }
    const corrects = corrections.sheets.length + corrections.columns.length + corrections.amendments.length > 0
    const asked = settings(input, sources, fresh)
    setMine(corrects || with_ !== '' && (mine || with_ !== used))
    const { data } = await followed(of.upload, () => ask(PreviewDocument, { input: { ...clean(input, sources, fresh), upload: of.upload, mapping: with_ || null, ...corrections } }, lang))
    const report = data.previewImport?.report ?? null
    const unread = (x: { document: string; sheet?: string | null }) => report?.unread.some((u) => same(u, x)) ?? false
    setPending({ sheets: sheets.filter(unread), columns: corrections.columns.filter(unread), amendments: [] })
    void client.invalidateQueries({ queryKey: [ImportProblemsDocument.toString()] }) // those of the preview before
    setPreview(report)
    setMapping(data.previewImport?.mapping ?? with_)
    setUsed(data.previewImport?.mapping ?? with_)
    setSeen(asked)
    if (report) setSaid(t.importPages.previewed(report.counts.read, report.counts.created + report.counts.updated, report.counts.rejected, report.problemCount))
    key.current = newKey()
    const [column, sheet] = [now.columns[0], now.sheets[0]]
    back.current = column ? boxOf(column.document, column.sheet ?? '', column.column) : sheet ? boxOf(sheet.document, sheet.sheet ?? '', 0) : ''
    if (with_ && !corrects) told.current?.scrollIntoView() // what came of a mended mapping is above it
  })
  const take = (list: FileList | File[]) => {
    const all = [...list]
    if (all.length === 0 || busy !== null) return
    setApplied(null)
    setPreview(null)
    const kept = mine || mapping !== used ? mapping : '' // what was mended by hand is for the next file, too
    const next: Form = files === null ? input : { retract: input.retract ?? false, ...(input.source && sources.has(input.source) ? { source: input.source } : {}) } // what was said of another file does not hold
    setMapping(kept)
    setUsed('')
    setPending(none)
    setSaid('')
    setMine(kept !== '')
    setInput(next)
    void act('upload', async () => {
      const of = await upload(all, lang)
      setFiles(of)
      await look(of, kept, next, none, none)
    })
  }
  // Every correction is of the mapping that was tried last, whose answer says the same.
  const correct = (corrections: Partial<Corrections>) => { if (files) void look(files, used, input, { ...none, ...corrections }) }
  // A file copied elsewhere can be pasted anywhere on the page.
  const pasted = useEffectEvent((e: ClipboardEvent) => {
    if (!signed || !e.clipboardData?.files.length) return
    e.preventDefault()
    take(e.clipboardData.files)
  })
  useEffect(() => {
    const paste = (e: ClipboardEvent) => { pasted(e) }
    addEventListener('paste', paste)
    return () => { removeEventListener('paste', paste) }
  }, [])
  const apply = () => act('apply', async () => {
    if (!files) return
    await followed(files.upload, async () => {
      const { data } = await ask(ApplyDocument, { input: { ...clean(input, sources, fresh), upload: files.upload, mapping: used || null }, key: key.current }, lang)
      if (data.applyImport) setApplied({ report: data.applyImport.report, revision: data.applyImport.revision, batch: data.applyImport.batch?.revision ?? null, repeated: data.applyImport.repeated })
      setPreview(null)
      setFiles(null)
      setMapping('')
      setUsed('')
      setPending(none)
      setMine(false)
      setName('')
      setInput({ retract: false })
      await client.invalidateQueries()
    })
  })
  // Who leaves a field has said what it says: the preview follows, as it follows a column's meaning. What is not whole yet is waited for.
  const late = useRef(false)
  const settle = () => {
    if (!files || !preview || mapping !== used || misnamed || undated || (unknown && !fresh.name.trim()) || settings(input, sources, fresh) === seen) return
    late.current = busy !== null
    if (busy === null) void look(files, mapping, input)
  }
  const settled = useEffectEvent(() => { if (late.current) settle() })
  useEffect(() => { if (busy === null) settled() }, [busy])
  const report = applied?.report ?? preview
  // Whoever closes the tab is asked first: a preview is not written.
  const open = files !== null
  useEffect(() => {
    if (!open) return
    const ask = (e: BeforeUnloadEvent) => { e.preventDefault() }
    addEventListener('beforeunload', ask)
    return () => { removeEventListener('beforeunload', ask) }
  }, [open])
  return (
    <main id="main" className="imports" tabIndex={-1}>
      <div className="page-head">
        <h1>{files ? files.files.map((f) => f.name).join(', ') : t.nav.imports}</h1>
        <p className="meta">{files ? `${files.files.map((f) => bytes(f.size)).join(' + ')} · ${t.imports.unwritten}` : t.imports.how}</p>
      </div>
      {!signed && !asking && <SignIn role={given ? (who?.role ?? '') : ''} done={() => { setSigned(true); setError(null) }} />}
      <div className="stack">
        {signed && (
          <section className={`panel drop${over ? ' over' : ''}`} aria-label={t.imports.upload}
            onDragOver={(e) => { e.preventDefault(); setOver(true) }} onDragLeave={() => { setOver(false) }} onDrop={(e) => { e.preventDefault(); setOver(false); take(e.dataTransfer.files) }}>
            <div className="row">
              <button ref={chooser} type="button" className={`btn${files ? '' : ' primary'}`} aria-disabled={busy !== null} onClick={() => { if (busy === null) picker.current?.click() }}>{files ? t.imports.other : t.imports.choose}</button>
              <input ref={picker} type="file" multiple hidden accept=".xlsx,.csv,.tsv,.txt" aria-label={t.imports.choose} onChange={(e) => { if (e.target.files) take(e.target.files); e.target.value = '' }} />
              <span className="meta">{t.imports.drop}</span>
              <a className="link" href={`/download/template.xlsx?lang=${lang}`} download>{t.imports.template}</a>
              <span className="space" />
              {files && preview && preview.before === null && <button type="button" className="btn primary" disabled={whose || (preview.tables.length === 0 && preview.counts.read === 0)} aria-disabled={busy !== null || mapping !== used || settings(input, sources, fresh) !== seen} onClick={() => { if (busy === null && mapping === used && settings(input, sources, fresh) === seen) void apply() }}>{t.imports.apply(count(preview.counts.read - preview.counts.rejected - preview.counts.queued - preview.counts.unchanged))}</button>}
              {files && <button type="button" className="btn" aria-disabled={busy === 'apply'} onClick={() => { if (busy === 'apply') return; setFiles(null); setPreview(null); setMapping(''); setUsed(''); setPending(none); setMine(false); setError(null); setSaid(t.importPages.discarded); chooser.current?.focus() }}>{t.imports.drop2}</button>}
            </div>
            <datalist id="sources">{[...sources].map(([id, name]) => <option key={id} value={id}>{name}</option>)}</datalist>
            <div className="row fields" onBlur={settle}>
              <label><span className="meta">{t.imports.source}</span> <input className="input" list="sources" value={input.source ?? ''} placeholder={(report?.source ?? '') || t.imports.bySelf} aria-describedby="source-how" aria-invalid={misnamed} onChange={(e) => { setInput({ ...input, source: e.target.value }) }} /></label>
              <label><span className="meta">{t.source.dataDate}</span> <input className="input" value={input.dataDate ?? ''} placeholder={report?.dataDate ?? '2024-06-30'} aria-invalid={undated} onChange={(e) => { setInput({ ...input, dataDate: e.target.value }) }} /></label>
              <label><span className="meta">{t.imports.reason}</span> <input className="input" value={input.reason ?? ''} onChange={(e) => { setInput({ ...input, reason: e.target.value }) }} /></label>
              <label className="check"><input type="checkbox" checked={input.retract} onChange={(e) => { setInput({ ...input, retract: e.target.checked }) }} /> {t.imports.retract}</label>
              {files && <button type="button" className="btn small" aria-disabled={busy !== null} onClick={() => { if (busy === null) void look(files, mapping, input) }}>{t.imports.again}</button>}
              {files && preview && settings(input, sources, fresh) !== seen && <span className="chip warn">{t.imports.untried}</span>}
            </div>
            <p className="row meta" id="source-how">
              {misnamed
                ? <>{t.importPages.notAnId(typed)} <button type="button" className="btn small" onClick={() => { setName(typed); setInput({ ...input, source: proposeSource(typed, sources) }) }}>{t.importPages.useId(proposeSource(typed, sources))}</button></>
                : <span>{t.importPages.idHow}</span>}
              {undated && <span className="chip bad">{t.importPages.noDate(input.dataDate ?? '')}</span>}
              {whose && typed === '' && <span className="chip warn">{t.importPages.whose}</span>}
            </p>
            {unknown && (
              <div className="row fields" onBlur={settle}>
                <label><span className="meta">{t.imports.sourceName}</span> <input className="input" required aria-describedby="source-new" value={name} placeholder={former} maxLength={160} onChange={(e) => { setName(e.target.value) }} /></label>
                <label><span className="meta">{t.imports.trust}</span> <select className="input" value={trust} onChange={(e) => { setTrust(e.target.value as Trust) }}>{(['OFFICIAL', 'VERIFIED', 'MEDIA', 'SELF_REPORTED'] as const).map((x) => <option key={x} value={x}>{t.trust[x]}</option>)}</select></label>
                <span id="source-new" className={fresh.name.trim() ? 'meta' : 'chip warn'}>{fresh.name.trim() ? t.imports.newSource : t.imports.nameNew}</span>
              </div>
            )}
            {busy && <p className="meta" role="status">{t.imports.busy[busy]}{progress ? ` ${t.imports.steps[progress.step]}${progress.total > 0 ? ` ${(progress.step === 'READ' ? bytes : count)(progress.done)} / ${(progress.step === 'READ' ? bytes : count)(progress.total)}` : ''}` : ''}{progress && progress.total > 0 ? <span className="bar" aria-hidden><i style={{ width: `${(progress.done / progress.total) * 100}%` }} /></span> : null}</p>}
            {error !== null && mapping === used && <Mistake error={error} />}
            {error !== null && files && !preview && !mapping && <p className="meta">{t.imports.nameIt}</p>}
          </section>
        )}
        {applied && (
          <section ref={done} className="panel done" role="status" tabIndex={-1}>
            <div className="row">
              <b>{applied.repeated ? t.imports.repeated : applied.batch === null ? t.imports.nothing : t.imports.done(`r${applied.batch}`)}</b>
              {applied.batch !== null && <><Link className="btn small" to={`/${lang}/imports/${applied.batch}`}>{t.importPages.open}</Link><Link className="btn small" to={`/${lang}/changes?from=r${applied.batch - 1}`}>{t.at.see}</Link></>}
              <ToDecide />
              <span className="meta">{t.imports.undoHow}</span>
            </div>
          </section>
        )}
        {files && files.files.some((f) => f.imports.length > 0) && <AlreadyThere files={files} before={preview?.before ?? null} />}
        {report && (
          <div ref={told} className="stack">
            {preview?.before == null && <ReportParts report={report} of={preview && files ? { upload: files.upload } : applied?.batch ? { batch: applied.batch } : null} jump={mapping && files ? jump : undefined} amend={mapping && files && mapping === used && busy === null ? (x) => { correct({ amendments: [x] }) } : undefined} />}
          </div>
        )}
        {report && preview?.before == null && <Unread report={report} busy={busy !== null || mapping !== used} change={preview && files ? correct : undefined} />}
        {preview && files && mapping && preview.before === null && <Columns report={preview} busy={busy !== null || mapping !== used} change={correct} />}
        {mapping && files && (
          <details className="panel expert" open={expert}>
            <summary><h2>{t.imports.mapping}</h2> <span className="meta">{t.imports.mappingHow}</span>{mapping !== used && <> <span className="chip warn">{t.imports.untried}</span></>}</summary>
            <div className="body">
              <textarea ref={editor} className="input code mapping" spellCheck={false} aria-label={t.imports.mapping} rows={Math.min(18, mapping.split('\n').length + 1)} value={mapping} onChange={(e) => { setMapping(e.target.value) }} />
              <div className="row"><button type="button" className="btn" aria-disabled={busy !== null || mapping === used} onClick={() => { if (busy === null && mapping !== used) void look(files, mapping, input) }}>{t.imports.tryMapping}</button>{mine && <button type="button" className="btn" aria-disabled={busy !== null} onClick={() => { if (busy === null) void look(files, '', input, none, none) }}>{t.imports.anew}</button>}</div>
              {error !== null && mapping !== used && <Mistake error={error} />}
            </div>
          </details>
        )}
        <p className="sr" role="status">{said}</p>
        <History signed={given && may('REVOKE')} />
      </div>
    </main>
  )
}

/** Without what was left empty; a source that is not among those known is declared by the import. */
function clean(input: Form, sources: Map<string, string>, fresh: { name: string; trust: Trust }): Form {
  const said = input.source?.trim() ?? ''
  const id = sources.has(said) || isSourceId(said) ? said : ''
  const date = input.dataDate ? dateOf(input.dataDate) : null
  return {
    retract: input.retract ?? false, ...(id ? { source: id } : {}), ...(id && !sources.has(id) && fresh.name.trim() ? { declare: { sourceId: id, name: fresh.name.trim(), trust: fresh.trust } } : {}),
    ...(date ? { dataDate: date } : {}), ...(input.reason ? { reason: input.reason } : {}),
  }
}

/** What a preview depends on, to tell whether it is still of what the form says. */
function settings(input: Form, sources: Map<string, string>, fresh: { name: string; trust: Trust }): string {
  const { source, declare, dataDate, retract } = clean(input, sources, fresh)
  return JSON.stringify([source, declare, dataDate, retract])
}

/** What a person can mend is told in the colour of errors, and without a request's number. */
function Mistake({ error }: { error: unknown }) {
  const own = error instanceof RequestError && ['INVALID', 'NOT_FOUND', 'LIMIT', 'CONFLICT', 'EXISTS'].includes(error.code)
  return own ? <p className="mistake" role="alert">{error.message}</p> : <Failed error={error} />
}

/** Asks for a token; where the one in use may not import, says so. */
function SignIn({ role, done }: { role: string; done: () => void }) {
  const t = useTexts()
  const [value, setValue] = useState('')
  return (
    <form className="panel signin" onSubmit={(e) => { e.preventDefault(); setToken(value.trim()); done() }}>
      <div className="body">
        <p><b>{role ? t.imports.otherRole(role) : t.imports.needToken}</b></p>
        <p className="meta">{t.imports.tokenHow}</p>
        <div className="row"><input className="input code" style={{ flex: '0 1 480px' }} type="password" autoComplete="off" aria-label={t.imports.token} placeholder="chainatlas_…" value={value} onChange={(e) => { setValue(e.target.value) }} /><button type="submit" className="btn primary" disabled={!value.trim()}>{t.imports.useToken}</button></div>
      </div>
    </form>
  )
}

/** Says that a file of these very bytes was imported before, in which import, and whether that was taken back. */
function AlreadyThere({ files, before }: { files: Uploaded; before: number | null }) {
  const t = useTexts()
  const lang = useLang()
  return (
    <section className="panel done" role="status">
      <ul className="list">
        {files.files.filter((f) => f.imports.length > 0).map((f) => (
          <li key={f.name}>
            <b>{t.importPages.sameFile(f.name)}</b>
            {f.imports.map((b) => <span key={b.revision} className="row"><Link to={`/${lang}/imports/${b.revision}`}>r{b.revision}</Link> <span className="meta">{b.source.name} · {b.actor} · {day(b.recorded)}</span>{b.revokedBy && <span className="chip">{t.at.revoked} r{b.revokedBy}</span>}</span>)}
          </li>
        ))}
      </ul>
      <p className="body meta">{before !== null ? t.importPages.nothingToDo(`r${before}`) : t.importPages.differs}</p>
    </section>
  )
}
