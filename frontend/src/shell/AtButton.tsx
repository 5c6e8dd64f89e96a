import { Link, useLocation } from 'react-router'
import { RevisionsDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { minute } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { useQueryState } from '../state'
import { kindOf, reasonOf, sourceOf } from './batches'
import { Show } from './states'
import { usePopover } from './usePopover'

/** Opens the past: the last revisions with what they did, any of which can be looked at as if it were now. */
export function AtButton({ revision, date }: { revision: number | undefined; date: string | undefined }) {
  const t = useTexts()
  const { open, setOpen, box } = usePopover()
  return (
    <div className="anchor" ref={box}>
      <button type="button" className="btn at" aria-expanded={open} aria-haspopup="dialog" onClick={() => { setOpen(!open) }}>
        <span className="meta wide-only">{t.at.label}</span>
        <b className="date">{date ?? t.line.unknownDate}</b>
        <span className="code meta">{revision === undefined ? '' : `r${revision}`}</span>
        <span aria-hidden>▾</span>
      </button>
      {open && <Past close={() => { setOpen(false) }} />}
    </div>
  )
}

function Past({ close }: { close: () => void }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const [query, set] = useQueryState()
  const onMap = useLocation().pathname.includes('/chains/')
  const answer = useAsk(RevisionsDocument, { first: 200 })
  return (
    <div className="floating" role="dialog" aria-label={t.at.title}>
      <h2>{t.at.title}</h2>
      <p className="meta" style={{ margin: '2px 0 8px' }}>{t.at.explain}</p>
      <Show answer={answer} rows={4}>
        {(d) => (
          <>
            <Months moments={d.batches?.nodes.map((b) => b.recorded) ?? []} />
            <ul className="revisions">
              {at && <li><button type="button" className="btn small primary" onClick={() => { set({ at: undefined }); close() }}>{t.at.back}</button></li>}
              {d.batches?.nodes.slice(0, 30).map((b, i) => {
                const chosen = at ? at === `r${b.revision}` : i === 0
                return (
                  <li key={b.revision} className="row past-row">
                    <button type="button" className="past" aria-pressed={chosen} onClick={() => { set({ at: i === 0 ? undefined : `r${b.revision}` }); close() }}>
                      <span className="code">r{b.revision}</span>
                      <span className="nowrap" title={b.recorded}>{minute(b.recorded)}</span>
                      <span className="nowrap">{kindOf(b, t)}</span>
                      <span className="ellipsis meta">{reasonOf(b, t) || sourceOf(b, t)}</span>
                      <span className="meta nowrap num" title={b.revokedBy ? undefined : t.at.changesWords(b.counts.created, b.counts.updated)}>{b.revokedBy ? t.at.revoked : b.counts.created + b.counts.updated > 0 ? <abbr title={t.at.changesWords(b.counts.created, b.counts.updated)}>{t.at.changes(b.counts.created, b.counts.updated)}</abbr> : ''}</span>
                    </button>
                    {onMap && <button type="button" className="btn small" aria-pressed={query.get('from') === `r${b.revision}`} aria-label={`${t.at.compare} r${b.revision}`} onClick={() => { set({ from: `r${b.revision}` }); close() }}>{t.at.compare}</button>}
                  </li>
                )
              })}
            </ul>
            <Link to={`/${lang}/changes`} onClick={close}>{t.at.see}</Link>
          </>
        )}
      </Show>
    </div>
  )
}

/** How many revisions were recorded in each of the last twelve months that have any. */
function Months({ moments }: { moments: string[] }) {
  const by = new Map<string, number>()
  for (const m of moments) by.set(m.slice(0, 7), (by.get(m.slice(0, 7)) ?? 0) + 1)
  const months = [...by.entries()].sort().slice(-12)
  if (months.length < 2) return null
  const most = Math.max(...months.map(([, n]) => n))
  return (
    <svg width="100%" height="52" viewBox={`0 0 ${months.length * 32} 52`} preserveAspectRatio="xMinYMid meet" aria-hidden>
      {months.map(([month, n], i) => (
        <g key={month}>
          <rect x={i * 32 + 4} width={22} y={36 - (n / most) * 32} height={(n / most) * 32} fill="var(--acc)" />
          <text x={i * 32 + 15} y={49} fontSize={10} textAnchor="middle" fill="var(--ink3)">{month.slice(2)}</text>
        </g>
      ))}
    </svg>
  )
}
