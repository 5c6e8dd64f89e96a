import type { ReactNode } from 'react'
import { Link, useLocation } from 'react-router'
import { RequestError } from '../api/client'
import type { Answer } from '../api/use'
import { useLang, useTexts } from '../i18n/i18n'
import { changed, usePath, useQueryState } from '../state'

/** What a panel shows when its question failed: why, the request, and another try. The rest of the page stays. */
export function Failed({ error, retry, act = false }: { error: unknown; retry?: () => void; act?: boolean }) {
  const t = useTexts()
  const known = error instanceof RequestError ? error : null
  const lang = useLang()
  const path = usePath()
  const offline = known?.code === 'OFFLINE'
  // What does not exist is not there at the next try either. What an act did not find is no address.
  if (known?.code === 'NOT_FOUND' && !act) return <div role="alert"><Empty title={known.message} why={t.states.notFoundWhy} action={<Link className="btn" to={path(`/${lang}`)}>{t.states.home}</Link>} /></div>
  return (
    <div className="state" role="alert">
      <p className="what">{offline ? t.states.offline : `${known?.message ?? String(error)}`}</p>
      <p>{offline ? t.states.offlineWhy : t.states.rest}</p>
      <div className="row">
        {retry && <button type="button" className="btn small" onClick={retry}>{t.states.retry}</button>}
        {known?.requestId && <span className="code meta">{t.states.request} {known.requestId}</span>}
      </div>
    </div>
  )
}

/** One sentence that says what is missing and why, and one thing to do. */
export function Empty({ title, why, action }: { title: string; why?: string; action?: ReactNode }) {
  return (
    <div className="state">
      <p className="what">{title}</p>
      {why && <p>{why}</p>}
      {action}
    </div>
  )
}

/** The shape of what comes, on a first load only. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  const t = useTexts()
  return (
    <div className="state" role="status" aria-label={t.states.loading}>
      {Array.from({ length: rows }, (_, i) => <div key={i} className="skeleton" style={{ width: `${[38, 86, 92, 60, 74, 50][i % 6]}%` }} />)}
    </div>
  )
}

/** Says that what is shown could not be renewed, and of when it is. */
export function Stale({ answer }: { answer: { error: unknown; dataUpdatedAt: number; refetch: () => unknown } }) {
  const t = useTexts()
  if (!answer.error) return null
  const known = answer.error instanceof RequestError ? answer.error : null
  return (
    <div className="stale row" role="alert">
      <span>{known?.code === 'OFFLINE' ? t.states.offline : known?.message ?? String(answer.error)}{t.states.stale(clock(answer.dataUpdatedAt))}</span>
      <button type="button" className="btn small" onClick={() => void answer.refetch()}>{t.states.retry}</button>
      {known?.requestId && <span className="code">{t.states.request} {known.requestId}</span>}
    </div>
  )
}
const clock = (ms: number) => { const d = new Date(ms); return [d.getHours(), d.getMinutes(), d.getSeconds()].map((n) => String(n).padStart(2, '0')).join(':') }

/** Shows an answer, or why there is none. What an earlier question was answered stays, paler, until the new answer comes; what could not be renewed says so. */
export function Show<T>({ answer, rows, children }: { answer: Answer<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (answer.data) return <div className={answer.isPlaceholderData ? 'shown before' : 'shown'}><Stale answer={answer} />{children(answer.data.data)}</div>
  if (answer.error) return <Failed error={answer.error} retry={() => void answer.refetch()} />
  return <Skeleton {...(rows ? { rows } : {})} />
}

/** Says that what an address names is not there, or was not there then, and leads home. */
export function NothingHere({ old }: { old?: boolean }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const { pathname } = useLocation()
  const [query] = useQueryState()
  return (
    <Empty
      title={t.states.notFound} why={old ? t.states.old : t.states.notFoundWhy}
      action={<div className="row">{old && <Link className="btn" to={pathname + changed(query, { at: undefined })}>{t.states.now}</Link>}<Link className="btn" to={path(`/${lang}`)}>{t.states.home}</Link><Link className="btn" to={path(`/${lang}/search`)}>{t.nav.search}</Link></div>}
    />
  )
}

/** A page that is not there. */
export function NotFound() {
  return <main id="main" tabIndex={-1}><NothingHere /></main>
}
