import type { SchemeTreeFragment } from '../api/generated'
import { say, useLang, useTexts } from '../i18n/i18n'

/** What a gate demands, as a sentence; as the scheme writes it, for who wants to see the code, or where words would not tell it exactly. */
export function Condition({ gate: g }: { gate: SchemeTreeFragment['gates'][number] }) {
  const t = useTexts()
  const lang = useLang()
  return (
    <>
      {say(g.label, lang)}{t.colon}{g.sentence ? say(g.sentence, lang) : <span className="code">{g.require}</span>}{t.semicolon}{g.cap ? t.release.else(g.cap) : t.release.elseNone}
      {g.sentence && <details className="as-code"><summary className="meta">{t.release.asCode}</summary><span className="code">{g.require}</span></details>}
    </>
  )
}
