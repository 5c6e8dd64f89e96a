import { Link } from 'react-router'
import { OpenQuestionsDocument } from '../api/generated'
import { useAsk } from '../api/use'
import { count } from '../format'
import { useLang, useTexts } from '../i18n/i18n'

/** Leads to what waits for a person, of what a batch says or of all; nothing where nothing waits. */
export function ToDecide({ batch }: { batch?: number }) {
  const t = useTexts()
  const lang = useLang()
  const n = useAsk(OpenQuestionsDocument, { batch: batch ?? null }, { keep: false }).data?.data.quality?.questions.total ?? 0
  return n > 0 ? <Link className="btn small" to={`/${lang}/quality/questions${batch ? `?batch=r${batch}` : ''}`}>{t.questions.open(count(n))}</Link> : null
}
