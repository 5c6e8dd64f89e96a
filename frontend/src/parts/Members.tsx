import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/client'
import { DecideDocument, SubjectsDocument, type SubjectsQuery } from '../api/generated'
import { newKey } from '../api/newKey'
import { useAsk, useAt } from '../api/use'
import { count } from '../format'
import { say, useLang, useTexts, writtenIn } from '../i18n/i18n'
import { Failed, Show } from '../shell/states'
import { useViewer } from '../shell/viewer'
import { Decided } from './Decided'
import { Figure } from './Figure'
import { Panel } from './Panel'
import { SourceName } from './SourceName'

type Side = NonNullable<SubjectsQuery['quality']>['subjects'][number]

// Those that tell who it is.
const telling = ['legalName', 'name', 'shortName', 'formerNames', 'englishName', 'creditCode', 'stockCode', 'code', 'founded', 'region', 'date', 'round']

/** How many are told at once: the first, with which each is compared, and so many others. */
const EACH = 63
/** From how many others one can be told apart in one decision. */
const APART = 1000

/** Of many members, the pages that they are told on: each begins with the first of all. */
export function pagesOf(ids: readonly string[]): string[][] {
  const [first, ...others] = ids
  if (first === undefined) return []
  return Array.from({ length: Math.max(1, Math.ceil(others.length / EACH)) }, (_, i) => [first, ...others.slice(i * EACH, (i + 1) * EACH)])
}

/** What each source says of a node that several speak of, by itself; a curator can separate one that is another. */
export function Members({ ids }: { ids: readonly string[] }) {
  const t = useTexts()
  const at = useAt()
  const { may } = useViewer()
  const [turned, setTurned] = useState(0)
  const pages = pagesOf(ids)
  const shown = Math.min(turned, pages.length - 1)
  // Nothing of another node stands here meanwhile: it could be separated.
  const answer = useAsk(SubjectsDocument, { ids: pages[shown] ?? [], at }, { enabled: ids.length > 1, keep: false })
  const [done, setDone] = useState<number | null>(null)
  // One is told apart from all the others in one decision, which names so many.
  const able = may('CURATE') && !at && ids.length <= APART + 1
  if (ids.length < 2 && done === null) return null
  return (
    <Panel title={t.members.title(count(ids.length))} note={ids.length > APART + 1 && may('CURATE') ? t.members.tooMany(count(APART)) : undefined} flush>
      <div role="status">{done !== null && <Decided key={done} revision={done} text={t.members.done} />}</div>
      {ids.length > 1 && (
        <Show answer={answer} rows={pages[shown]?.length ?? 0}>
          {({ quality }) => <ul className="list">{quality?.subjects.map((s) => <Member key={s.id} side={s} others={able ? ids.filter((id) => id !== s.id) : []} separated={setDone} />)}</ul>}
        </Show>
      )}
      {pages.length > 1 && (
        <div className="row members-pages" role="group" aria-label={t.members.pages}>
          <button type="button" className="btn small" disabled={shown === 0} onClick={() => { setTurned(shown - 1) }}>{t.members.before}</button>
          <span className="meta" role="status">{t.members.page(count(shown * EACH + 2), count(Math.min(ids.length, (shown + 1) * EACH + 1)), count(ids.length))}</span>
          <button type="button" className="btn small" disabled={shown === pages.length - 1} onClick={() => { setTurned(shown + 1) }}>{t.members.after}</button>
        </div>
      )}
    </Panel>
  )
}

function Member({ side: s, others, separated }: { side: Side; others: readonly string[]; separated: (revision: number) => void }) {
  const t = useTexts()
  const lang = useLang()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [key] = useState(newKey)
  const separate = async () => {
    setBusy(true)
    setError(null)
    try {
      const { data } = await ask(DecideDocument, { input: { subject: s.id, different: [...others], reason, clientKey: key } }, lang)
      if (data.decide) separated(data.decide.revision)
      await client.invalidateQueries()
    } catch (e) { setError(e) }
    setBusy(false)
  }
  return (
    <li>
      <div className="row">
        {s.label === s.id ? <span className="unknown">{t.members.nameless}</span> : <b lang={writtenIn(s.label)}>{s.label}</b>}
        <span className="meta">{s.sources.map((x) => <SourceName key={x.sourceId} source={x} />)}</span>
        <span className="space" />
        {others.length > 0 && <button type="button" className="btn small" aria-expanded={open} onClick={() => { setOpen(!open) }}>{t.members.separate}</button>}
      </div>
      <p className="row said-by">{s.values.filter((v) => telling.includes(v.property.name) && v.property.value?.text !== s.label).map((v) => <span key={`${v.property.name} ${v.property.period ?? ''}`}><span className="meta">{say(v.property.label, lang)}</span> <Figure property={v.property} />{v.agrees === false && <> <span className="chip warn">{t.questions.differs}</span></>}</span>)}</p>
      {open && (
        <form className="row" onSubmit={(e) => { e.preventDefault(); void separate() }}>
          <input className="input" style={{ flex: 1 }} required autoFocus aria-label={t.questions.reason} placeholder={t.members.why} value={reason} onChange={(e) => { setReason(e.target.value) }} />
          <button type="submit" className="btn small primary" disabled={busy || !reason.trim()}>{t.members.now}</button>
        </form>
      )}
      {error !== null && <Failed error={error} />}
    </li>
  )
}
