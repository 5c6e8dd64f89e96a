import { useEffect } from 'react'
import { useRouteError } from 'react-router'
import { useTexts } from '../i18n/i18n'

/** How browsers say that a part of the program could not be fetched: the service is away, or another build has taken its place. */
const unfetched = /dynamically imported module|unable to preload|importing a module script/i

/** How often it is asked whether the service is back, and how long to wait before a page that did not help is loaded anew again. */
const every = 3000
const again = 30_000
const lastKey = 'chainatlas.reloaded'

/** Loads all anew if the service answers: what can still be read is not given up for a browser's own error. */
function reload() {
  fetch('/', { cache: 'no-store' }).then((r) => {
    if (!r.ok) return
    sessionStorage.setItem(lastKey, String(Date.now()))
    location.reload()
  }).catch(() => { /* still away */ })
}

/** A page that could not be shown. If only its program is missing, it is loaded anew as soon as the service answers: by itself, but not over and over. */
export function Crashed() {
  const error = useRouteError()
  const t = useTexts()
  const away = unfetched.test(String(error))
  useEffect(() => {
    if (!away) return
    const timer = setInterval(() => {
      if (Date.now() - Number(sessionStorage.getItem(lastKey) ?? 0) >= again) reload()
    }, every)
    return () => { clearInterval(timer) }
  }, [away])
  return (
    <main id="main" tabIndex={-1}>
      <div className="state" role="alert">
        <h3>{away ? t.states.offline : t.states.crashed}</h3>
        <p>{away ? t.states.pageAway : t.states.crashedWhy}</p>
        <p><button type="button" className="btn" onClick={reload}>{t.states.reload}</button></p>
        {!away && <p className="code">{String(error)}</p>}
      </div>
    </main>
  )
}
