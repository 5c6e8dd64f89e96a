import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { ask } from '../api/client'
import { SuggestDocument, type SuggestQuery } from '../api/generated'
import { useAt } from '../api/use'
import { useLang, useTexts, writtenIn } from '../i18n/i18n'
import { usePath } from '../state'
import { pageOf } from './pages'

type Hit = NonNullable<SuggestQuery['suggest']>['hits'][number]

function Marked({ text, marks }: { text: string; marks: { from: number; to: number }[] }) {
  const characters = [...text]
  const out = []
  let at = 0
  for (const m of marks) {
    out.push(characters.slice(at, m.from).join(''), <mark key={m.from}>{characters.slice(m.from, m.to).join('')}</mark>)
    at = m.to
  }
  out.push(characters.slice(at).join(''))
  return <>{out}</>
}

/** The search box of every page: suggestions as one types, by names, codes and pinyin; Enter shows all results. */
export function FindBox() {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const navigate = useNavigate()
  const list = useId()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const text = typed.trim()
  const answer = useQuery({
    queryKey: ['suggest', text, lang, at],
    queryFn: ({ signal }) => ask(SuggestDocument, { text, at: at ?? 'r0', past: at !== undefined }, lang, signal),
    enabled: text !== '' && open,
    placeholderData: (before) => before,
  })
  const hits: Hit[] = text ? (answer.data?.data.suggest?.hits ?? []) : []

  useEffect(() => {
    const slash = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement
      if (e.key !== '/' || e.ctrlKey || e.metaKey || target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return
      e.preventDefault()
      input.current?.focus()
    }
    addEventListener('keydown', slash)
    return () => { removeEventListener('keydown', slash) }
  }, [])

  const go = (hit: Hit | undefined) => {
    if (!text) return
    setOpen(false)
    input.current?.blur()
    const to = hit && pageOf(hit.node.nodeKind, hit.then?.node?.id ?? hit.node.id)
    void navigate(to ? path(`/${lang}${to}`) : path(`/${lang}/search`, { q: text }))
    setTyped('')
  }
  const shown = open && text !== '' && !answer.isPending
  return (
    <div className="find" role="search">
      <input
        ref={input} className="input" type="text" maxLength={64} autoComplete="off" spellCheck={false}
        role="combobox" aria-label={t.search.label} aria-expanded={shown} aria-controls={list} aria-autocomplete="list"
        aria-activedescendant={shown && chosen >= 0 ? `${list}-${chosen}` : undefined}
        placeholder={t.search.hint} value={typed}
        onChange={(e) => { setTyped(e.target.value); setOpen(true); setChosen(-1) }}
        onFocus={() => { setOpen(true) }}
        onBlur={() => { setTimeout(() => { setOpen(false) }, 120) }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown') { e.preventDefault(); setChosen((c) => Math.min(c + 1, hits.length)) }
          else if (e.key === 'ArrowUp') { e.preventDefault(); setChosen((c) => Math.max(c - 1, -1)) }
          else if (e.key === 'Enter') go(hits[chosen])
          else if (e.key === 'Escape') { setOpen(false); input.current?.blur() }
        }}
      />
      <kbd aria-hidden>/</kbd>
      <ul id={list} role="listbox" aria-label={t.nav.search} className={shown ? 'found' : 'sr'} hidden={!shown}>
        {shown && hits.map((hit, i) => (
          <li key={hit.node.id} id={`${list}-${i}`} role="option" aria-selected={i === chosen} onPointerDown={() => { go(hit) }} onPointerEnter={() => { setChosen(i) }}>
            <span className="ellipsis" lang={writtenIn(hit.node.label)}>{hit.field === 'name' && hit.text === hit.node.label ? <Marked text={hit.text} marks={hit.marks} /> : hit.node.label}</span>
            {hit.text !== hit.node.label && <span className="meta ellipsis"><Marked text={hit.text} marks={hit.marks} /></span>}
            {hit.then && !hit.then.node && <span className="chip warn">{t.found.notThen}</span>}
            <span className="meta nowrap" style={{ marginLeft: 'auto' }}>{t.kindNames[hit.node.nodeKind]}</span>
          </li>
        ))}
        {shown && (
          <li id={`${list}-${hits.length}`} role="option" aria-selected={chosen === hits.length} onPointerDown={() => { go(undefined) }}>
            <span className="meta">{hits.length ? t.search.all(text) : t.search.none}</span>
          </li>
        )}
      </ul>
    </div>
  )
}
