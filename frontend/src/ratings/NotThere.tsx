import { useAt } from '../api/use'
import { useTexts } from '../i18n/i18n'
import { Empty, NotFound } from '../shell/states'
import { useQueryState } from '../state'

/** Says that a run or a release is not there: at a revision of the past, that it was not there yet. */
export function NotThere() {
  const t = useTexts()
  const [, set] = useQueryState()
  return useAt() ? <main id="main" tabIndex={-1}><div className="page-head"><h1>{t.release.notYet}</h1></div><section className="panel"><Empty title={t.release.notYetWhy} action={<button type="button" className="btn" onClick={() => { set({ at: undefined }) }}>{t.at.back}</button>} /></section></main> : <NotFound />
}
