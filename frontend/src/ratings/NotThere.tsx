import { useAt } from '../api/use'
import { useTexts } from '../i18n/i18n'
import { Empty, NotFound } from '../shell/states'

/** Says that a run or a release is not there: at a revision of the past, that it was not there yet. */
export function NotThere() {
  const t = useTexts()
  return useAt() ? <main id="main"><Empty title={t.release.notYet} why={t.release.notYetWhy} /></main> : <NotFound />
}
