import { say, useLang, useTexts, type Label } from '../i18n/i18n'

/** In place of what this reader is not shown: why. */
export function Withheld({ why }: { why: Label }) {
  return <span className="withheld">{say(why, useLang())}</span>
}

/** What the hatching means, beside the first of it on a page. */
export function WithheldHow() {
  const t = useTexts()
  return <p className="meta withheld-how"><span className="withheld" aria-hidden>&emsp;</span> {t.withheld.how}</p>
}
