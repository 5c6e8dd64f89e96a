import { Link } from 'react-router'
import type { RunEntryFragment } from '../api/generated'
import { useLang, useTexts, writtenIn } from '../i18n/i18n'
import { usePath } from '../state'
import { runPath } from './words'

/** Says of a run that a newer one of the same scheme and segment follows it, and leads there and to what differs; nothing of the newest. */
export function Newest({ run, short = false }: { run: RunEntryFragment; short?: boolean }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const n = run.newest
  if (!n) return null
  const link = <Link to={path(runPath(lang, n.number))} title={n.number}>{t.reruns.newer(`r${n.revision}`, n.reference ?? '')}</Link>
  if (short) return <p className="meta">{link}</p>
  return <p className="gone" role="note">{link}{n.reason && <>{t.colon}<span lang={writtenIn(n.reason)}>{n.reason}</span></>} · <Link to={path(`/${lang}/ratings/compare`, { from: run.number, to: n.number })}>{t.reruns.compare}</Link></p>
}
