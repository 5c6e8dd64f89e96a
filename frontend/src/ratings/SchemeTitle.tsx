import { say, useLang, useTexts, type Label } from '../i18n/i18n'

/** The title of a scheme with its state, unless the title says it itself, as those of the examples do. */
export function SchemeTitle({ scheme: s }: { scheme: { title: Label; status: string } }) {
  const t = useTexts()
  const lang = useLang()
  const title = say(s.title, lang)
  const state = t.ratings.kinds[s.status] ?? s.status
  return <>{title}{title.toLowerCase().includes(state.toLowerCase()) ? null : <> <span className="chip dashed">{state}</span></>}</>
}
