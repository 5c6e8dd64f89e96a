import { useEffect, useId, useRef, useState } from 'react'
import { HomeQualityDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { isLang, type Lang, useTexts } from '../i18n/i18n'
import { useCopy } from '../parts/useCopy'
import { cited, type Cited } from './cited'

/** What the view is called: its finding, with the chain where the finding does not name it. */
function titleOf(chain: string): string {
  const finding = document.querySelector('main h1')?.textContent.replace(/\s+/g, ' ').trim() || document.title
  return chain === '' || finding.includes(chain) ? finding : `${chain} · ${finding}`
}

/** How to cite what one sees: the text in both manners, and the address that always shows this. */
export function CiteDialog({ revision, date, chain, close }: { revision: number; date: string | undefined; /** The name of the chain that the page is of; "" of none. */ chain: string; close: () => void }) {
  const t = useTexts()
  const at = useAt()
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  const sources = useAsk(HomeQualityDocument, { at })
  const [x] = useState(() => {
    const url = new URL(location.href)
    url.hash = ''
    if (!url.searchParams.get('at')) url.searchParams.set('at', `r${revision}`)
    return { title: titleOf(chain), url: url.href, today: new Date() }
  })
  useEffect(() => { box.current?.showModal() }, [])
  const named = sources.data?.data.quality?.sources.filter((s) => !s.source.revoked).map((s) => s.source.name) ?? []
  const of: Cited = { ...x, revision, date: date ?? null, sources: named }
  const texts: [string, string, Lang | null][] = [[t.cite.chinese, cited(of, 'zh'), 'zh'], [t.cite.english, cited(of, 'en'), 'en'], [t.cite.address, x.url, null]]
  return (
    <dialog ref={box} className="cite" aria-labelledby={id} onClose={close} onClick={(e) => { if (e.target === box.current) box.current.close() }}>
      <div>
        <div className="row"><h2 id={id}>{t.line.cite}</h2><span className="space" /><button type="button" className="btn plain small" aria-label={t.drawer.close} onClick={() => { box.current?.close() }}>✕</button></div>
        <p className="meta">{t.cite.how}</p>
        {texts.map(([name, text, lang]) => <Text key={name} name={name} text={text} lang={isLang(lang ?? undefined) ? lang : null} wait={sources.isPending && lang !== null} />)}
      </div>
    </dialog>
  )
}

function Text({ name, text, lang, wait }: { name: string; text: string; lang: Lang | null; wait: boolean }) {
  const t = useTexts()
  const { label, copy } = useCopy()
  return (
    <section>
      <div className="row"><h3>{name}</h3><span className="space" /><button type="button" className="btn small" disabled={wait} aria-label={`${t.enterprise.copy} ${name}`} onClick={() => { copy(text) }}><span aria-live="polite">{label}</span></button></div>
      <p className={lang ? '' : 'code'} lang={lang === 'zh' ? 'zh-CN' : (lang ?? undefined)}>{wait ? t.states.loading : text}</p>
    </section>
  )
}
