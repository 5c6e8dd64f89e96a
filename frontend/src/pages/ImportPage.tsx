import { useEffect, useRef, useState } from 'react'
import { Link, useParams } from 'react-router'
import { ImportPageDocument, KeptReportDocument, RevocationOfDocument, type ImportPageQuery } from '../api/generated'
import { useAsk } from '../api/use'
import { count, day } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { Delta } from '../imports/Delta'
import { Revoke } from '../imports/Revoke'
import { Balance, ReportParts } from '../imports/ReportParts'
import { Unread } from '../imports/Unread'
import { Panel } from '../parts/Panel'
import { SourceName } from '../parts/SourceName'
import { ToDecide } from '../quality/ToDecide'
import { saveText } from '../ratings/save'
import { useViewer } from '../shell/viewer'
import { NotFound, Show } from '../shell/states'
import { usePath } from '../state'
import '../imports/imports.css'

type Batch = NonNullable<ImportPageQuery['batch']>
type Kinds = NonNullable<ImportPageQuery['changes']>['kinds']

/** The page of an import: who brought what from which files, what became of the rows and what was told of them, and whether it was taken back. */
export function ImportPage() {
  const { revision = '' } = useParams()
  return /^[1-9]\d{0,14}$/.test(revision) ? <OfRevision key={revision} revision={Number(revision)} /> : <NotFound />
}

function OfRevision({ revision }: { revision: number }) {
  const t = useTexts()
  const answer = useAsk(ImportPageDocument, { revision, from: `r${revision - 1}`, at: `r${revision}` }, { keep: false })
  useEffect(() => { document.title = `${t.nav.imports} r${revision} · ${t.name}` }, [revision, t])
  return (
    <main id="main" className="imports" tabIndex={-1}>
      <Show answer={answer} rows={12}>{(d) => (d.batch?.kind === 'IMPORT' ? <Page batch={d.batch} kinds={d.changes?.kinds ?? []} /> : <NoImport revision={revision} />)}</Show>
    </main>
  )
}

function NoImport({ revision }: { revision: number }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  return <div className="state"><p className="what">{t.importPages.noImport(`r${revision}`)}</p><Link className="btn" to={path(`/${lang}/imports`)}>{t.imports.history}</Link></div>
}

function Page({ batch: b, kinds }: { batch: Batch; kinds: Kinds }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const { may, asking } = useViewer()
  const kept = useAsk(KeptReportDocument, { batch: b.revision }, { enabled: may('IMPORT'), keep: false })
  const report = kept.data?.data.importReport
  const [asked, setAsked] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  return (
    <>
      <div className="page-head">
        <p className="meta"><Link to={path(`/${lang}/imports`)}>{t.nav.imports}</Link> / r{b.revision}</p>
        <h1 ref={heading} tabIndex={-1}>{b.documents.map((d) => d.name).join(t.lists.and)}</h1>
        <p className="row meta"><SourceName source={b.revokedBy ? { name: b.source.name } : b.source} /> <span>{t.source.dataDate} {b.dataDate ?? t.line.unknownDate}</span> <span>{b.actor} · <time dateTime={b.recorded} title={b.recorded}>{day(b.recorded)}</time></span> {b.revokedBy && <span className="chip bad">{t.at.revoked} r{b.revokedBy}</span>}</p>
      </div>
      <div className="stack">
        {b.revokedBy && <Revoked by={b.revokedBy} />}
        <Panel title={t.importPages.brought} actions={<>{!b.revokedBy && <ToDecide batch={b.revision} />}<Link className="btn small" to={`/${lang}/changes?from=r${b.revision - 1}&at=r${b.revision}`}>{t.at.see}</Link>{!b.revokedBy && may('REVOKE') && <button type="button" className="btn small danger" aria-expanded={asked} onClick={() => { setAsked(!asked) }}>{t.imports.revoke}</button>}</>}>
          {asked && !b.revokedBy && <Revoke revision={b.revision} done={() => { setAsked(false); heading.current?.focus() }} />}
          <p className="row deltas">{kinds.length > 0 ? kinds.map((k) => <Delta key={k.kind} label={t.kindNames[k.kind]} of={k} />) : <span className="meta">{t.importPages.broughtNothing}</span>}</p>
          <dl className="facts">
            <div><dt>{t.imports.reason}</dt><dd>{b.reason}</dd></div>
            <div><dt>{t.importPages.statements}</dt><dd>{count(b.assertions)}</dd></div>
            {b.documents.map((d) => <div key={d.hash}><dt>{d.name}</dt><dd className="code hash">SHA-256 {d.hash}</dd></div>)}
          </dl>
        </Panel>
        {report ? (
          <>
            <ReportParts report={{ ...report, counts: b.counts, kinds: [], properties: [] }} of={{ batch: b.revision }} />
            <Unread report={report} busy={false} change={undefined} />
            {report.mapping && (
              <details className="panel expert">
                <summary><h2>{t.importPages.mappingUsed}</h2> <span className="meta">{t.importPages.mappingUsedHow}</span></summary>
                <div className="body"><pre className="code mapping" tabIndex={0}>{report.mapping}</pre><button type="button" className="btn small" onClick={() => { saveText(`r${b.revision}-mapping.yaml`, report.mapping ?? '', 'application/yaml') }}>{t.line.download} YAML</button></div>
              </details>
            )}
          </>
        ) : <Balance of={{ counts: b.counts, goneCount: 0, kinds: [], properties: [] }} />}
        {may('IMPORT') ? !report && <Show answer={kept} rows={4}>{(d) => (d.importReport ? null : <section className="panel"><p className="body meta">{t.importPages.keptNone}</p></section>)}</Show> : !asking && <section className="panel"><p className="body meta">{t.importPages.problemsFor}</p></section>}
      </div>
    </>
  )
}

/** When, by whom and why an import was taken back, and what that took back. */
function Revoked({ by }: { by: number }) {
  const t = useTexts()
  const lang = useLang()
  const answer = useAsk(RevocationOfDocument, { revision: by, from: `r${by - 1}`, at: `r${by}` }, { keep: false })
  return (
    <Panel title={t.importPages.takenBack(`r${by}`)} actions={<Link className="btn small" to={`/${lang}/changes?from=r${by - 1}&at=r${by}`}>{t.at.see}</Link>}>
      <Show answer={answer} rows={2}>
        {(d) => d.batch && (
          <>
            <p>{t.importPages.takenBackBy(d.batch.actor, day(d.batch.recorded))}{t.colon}<b>{d.batch.reason}</b></p>
            <p className="row deltas">{d.changes?.kinds.map((k) => <Delta key={k.kind} label={t.kindNames[k.kind]} of={k} />)}{d.changes?.kinds.length === 0 && <span className="meta">{t.importPages.broughtNothing}</span>}</p>
          </>
        )}
      </Show>
    </Panel>
  )
}
