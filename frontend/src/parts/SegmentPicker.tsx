import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { ask } from '../api/client'
import { SuggestSegmentsDocument, type SuggestSegmentsQuery } from '../api/generated'
import { useLang, useTexts, writtenIn, type Lang } from '../i18n/i18n'

type Hit = NonNullable<SuggestSegmentsQuery['suggest']>['hits'][number]['node']

const said = (p: { value: { text: string } | null } | null | undefined) => p?.value?.text ?? ''

/** A segment in the language of the page, by its code and its name. */
const nameOf = (s: Hit, lang: Lang) => ('code' in s ? [s.code, (lang === 'en' && said(s.english)) || s.label].filter(Boolean).join(' ') : s.label)

/** What the service finds a segment by: its code with that of its chain, or else its ID. */
const wordOf = (s: Hit) => ('code' in s && s.code && said(s.chain) ? `${said(s.chain)}:${s.code}` : s.id)

/** Chooses a segment as one types its code or its name, in either language; a code that is typed whole is taken as it is. */
export function SegmentPicker({ name, label }: { name: string; label: string }) {
  const t = useTexts()
  const lang = useLang()
  const list = useId()
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<{ word: string; shown: string } | null>(null)
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const text = typed.trim()
  // A code with that of its chain, SL:B5, is looked for by itself.
  const wanted = text.slice(text.indexOf(':') + 1)
  const answer = useQuery({
    queryKey: ['segments', wanted, lang],
    queryFn: async ({ signal }) => (await ask(SuggestSegmentsDocument, { text: wanted }, lang, signal)).data.suggest?.hits.map((h) => h.node) ?? [],
    enabled: open && wanted !== '' && picked === null,
    placeholderData: (before) => before,
  })
  const hits = wanted && picked === null ? (answer.data ?? []) : []
  const take = (s: Hit | undefined) => {
    if (!s) return
    setPicked({ word: wordOf(s), shown: nameOf(s, lang) })
    setTyped(nameOf(s, lang))
    setOpen(false)
  }
  const shown = open && hits.length > 0
  return (
    <div className="picker">
      <label>
        <span className="meta">{label}</span><br />
        <input
          className="input" type="text" autoComplete="off" spellCheck={false} maxLength={80} placeholder={t.ratings.segmentHint}
          role="combobox" aria-expanded={shown} aria-controls={list} aria-autocomplete="list" aria-activedescendant={shown && at >= 0 ? `${list}-${at}` : undefined}
          value={typed}
          onChange={(e) => { setTyped(e.target.value); setPicked(null); setOpen(true); setAt(-1) }}
          onFocus={() => { setOpen(true) }} onBlur={() => { setOpen(false) }}
          onKeyDown={(e) => {
            if (e.key === 'ArrowDown') { e.preventDefault(); setOpen(true); setAt((i) => Math.min(i + 1, hits.length - 1)) }
            else if (e.key === 'ArrowUp') { e.preventDefault(); setAt((i) => Math.max(i - 1, -1)) }
            else if (e.key === 'Enter' && shown && at >= 0) { e.preventDefault(); take(hits[at]) }
            else if (e.key === 'Escape' && shown) { e.stopPropagation(); setOpen(false) }
          }}
        />
      </label>
      <input type="hidden" name={name} value={picked?.word ?? text} />
      <ul id={list} role="listbox" aria-label={label} className={shown ? 'found' : 'sr'} hidden={!shown}>
        {shown && hits.map((s, i) => (
          <li key={s.id} id={`${list}-${i}`} role="option" aria-selected={i === at} onPointerDown={(e) => { e.preventDefault(); take(s) }} onPointerEnter={() => { setAt(i) }}>
            <span className="ellipsis" lang={writtenIn(nameOf(s, lang))}>{nameOf(s, lang)}</span>
            <span className="meta nowrap code" style={{ marginLeft: 'auto' }}>{wordOf(s)}</span>
          </li>
        ))}
      </ul>
      {/* Its line is kept: what is pressed next must not move away as the field is left. */}
      <p className="meta">{!picked && text !== '' && !open ? t.ratings.segmentAsTyped(text) : '\u00a0'}</p>
    </div>
  )
}
