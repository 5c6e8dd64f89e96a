import { useAt } from '../api/use'
import { useTexts } from '../i18n/i18n'
import { NotFound } from '../shell/states'

/** Says that a run or a release is not there: at a revision of the past, that it was not there yet. */
export function NotThere() {
  const t = useTexts()
  return useAt() ? <main id="main" tabIndex={-1}><div className="page-head"><h1>{t.release.notYet}</h1><p>{t.release.notYetWhy}</p></div></main> : <NotFound />
}
