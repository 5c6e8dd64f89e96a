import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { ImportHistoryDocument, type ImportHistoryQuery } from '../api/generated'
import { useAsk } from '../api/use'
import { count, day } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { SourceName } from '../parts/SourceName'
import { TableFrame } from '../parts/TableFrame'
import { Empty, Show } from '../shell/states'
import { usePath } from '../state'
import { Revoke } from './Revoke'

type Batch = NonNullable<ImportHistoryQuery['imports']>['nodes'][number]

/** The imports, the newest first, each with its page; and what taking one back would take back. */
export function History({ signed }: { signed: boolean }) {
  const t = useTexts()
  const answer = useAsk(ImportHistoryDocument, { first: 50 })
  const [open, setOpen] = useState<number | null>(null)
  const [said, setSaid] = useState('')
  return (
    <Panel title={t.imports.history} flush>
      <p className="sr" role="status">{said}</p>
      <Show answer={answer} rows={3}>
        {(d) => (d.imports?.nodes.length === 0 ? <Empty title={t.home.empty} why={t.home.emptyWhy} /> : (
          <TableFrame cards>
            <table className="grid">
              <thead><tr><th>{t.line.revision}</th><th>{t.source.document}</th><th>{t.line.sources}</th><th>{t.source.dataDate}</th><th>{t.imports.by}</th><th className="num">{t.imports.read}</th><th className="num">{t.imports.created}</th><th className="num">{t.imports.updated}</th><td /></tr></thead>
              <tbody>
                {d.imports?.nodes.map((b) => <HistoryRow key={b.revision} batch={b} undone={d.revocations?.nodes.find((x) => x.revision === b.revokedBy)?.reason ?? ''} signed={signed} open={open === b.revision} toggle={() => { setOpen(open === b.revision ? null : b.revision) }} revoked={(r) => { setSaid(t.importPages.revoked(`r${r}`)) }} />)}
              </tbody>
            </table>
          </TableFrame>
        ))}
      </Show>
    </Panel>
  )
}

function HistoryRow({ batch: b, signed, open, toggle, undone, revoked }: { batch: Batch; signed: boolean; open: boolean; toggle: () => void; undone: string; revoked: (revision: number) => void }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const first = useRef<HTMLAnchorElement>(null)
  return (
    <>
      <tr>
        <td className="code"><Link ref={first} to={path(`/${lang}/imports/${b.revision}`)}>r{b.revision}</Link></td>
        <td>{b.documents.map((x) => x.name).join(', ')}</td>
        <td><SourceName source={b.revokedBy ? { name: b.source.name } : b.source} /></td>
        <td className="nowrap">{b.dataDate ?? t.line.unknownDate}</td>
        <td className="nowrap">{b.actor} <span className="meta" title={b.recorded}>{day(b.recorded)}</span></td>
        <td className="num">{count(b.counts.read)}</td><td className="num">{count(b.counts.created)}</td><td className="num">{count(b.counts.updated)}</td>
        <td className="num nowrap">{b.revokedBy ? <span className="chip" title={undone}>{t.at.revoked} r{b.revokedBy}{undone ? `${t.colon}${undone}` : ''}</span> : signed && <button type="button" className="btn small danger" aria-expanded={open} aria-label={`r${b.revision} ${t.imports.revoke}`} onClick={toggle}>{t.imports.revoke}</button>}</td>
      </tr>
      {open && !b.revokedBy && (
        <tr>
          <td colSpan={9}>
            <Revoke revision={b.revision} done={() => {
              toggle()
              revoked(b.revision)
              first.current?.focus() // the button that was pressed is gone
            }} />
          </td>
        </tr>
      )}
    </>
  )
}
