import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { DecideDocument, QuestionDocument, QuestionsDocument, type QuestionKind, type QuestionQuery, type QuestionsQuery } from '../api/generated'
import { newKey } from '../api/newKey'
import { useAsk, useAt } from '../api/use'
import { count } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Decided } from '../parts/Decided'
import { Panel } from '../parts/Panel'
import { Facts } from '../shell/Shell'
import { Empty, Failed, Show } from '../shell/states'
import { useViewer } from '../shell/viewer'
import { usePath, useQueryState, type Changes } from '../state'
import { Comparison } from './Comparison'
import './questions.css'

type Questions = NonNullable<QuestionsQuery['quality']>['questions']
export type Question = NonNullable<NonNullable<QuestionQuery['quality']>['question']>

const PAGE = 50
const kinds: QuestionKind[] = ['ROW', 'REFERENCE', 'NODES']

/** What was decided last: it stands there with the way back. */
interface Last { revision: number; text: string }

/** What only a person can tell: whether it is the same. One question at a time, both sides beside each other. */
export function QuestionsPage() {
  const t = useTexts()
  const at = useAt()
  const [query] = useQueryState()
  const kind = kinds.find((k) => k === query.get('what'))
  const batch = Number(/^r(\d+)$/.exec(query.get('batch') ?? '')?.[1] ?? 0)
  const from = Math.max(0, Number.parseInt(query.get('from') ?? '0', 10) || 0)
  const answer = useAsk(QuestionsDocument, { first: PAGE, offset: from, what: kind, batch: batch || undefined, at })
  useEffect(() => { document.title = `${t.questions.name} · ${t.name}` }, [t])
  return (
    <main id="main" tabIndex={-1} className="questions">
      <Show answer={answer} rows={12}>
        {({ quality: q }) => (q ? <Desk of={q.questions} kind={kind} batch={batch} from={from} /> : null)}
      </Show>
    </main>
  )
}

function Desk({ of, kind, batch, from }: { of: Questions; kind: QuestionKind | undefined; batch: number; from: number }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const client = useQueryClient()
  const { may, asking } = useViewer()
  const [query, set] = useQueryState()
  const [last, setLast] = useState(0) // where in the list one was: what is decided leaves it
  const [decided, setDecided] = useState<Last | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [reason, setReason] = useState('') // kept from one question to the next
  const card = useRef<HTMLElement>(null)
  const [lacking, setLacking] = useState(false) // that somebody would decide without one
  const why = useRef<HTMLInputElement>(null)
  const act = useRef({ of: '', key: '' })
  const all = of.counts.reduce((n, c) => n + c.count, 0)
  const chosen = of.questions.findIndex((q) => q.id === query.get('q'))
  const index = chosen >= 0 ? chosen : Math.min(last, of.questions.length - 1)
  const listed = of.questions[index]
  const asked = useAsk(QuestionDocument, { id: listed?.id ?? '', at }, { enabled: listed !== undefined })
  const found = asked.data?.data.quality?.question ?? undefined
  const question = found?.id === listed?.id ? found : undefined
  const able = may('CURATE') && !at
  const beside = question?.candidates.find((c) => c.id === query.get('c')) ?? question?.candidates[0]
  const differs = beside?.values.some((v) => v.agrees === false) ?? false

  // Another page or kind begins with its first.
  const turn = (changes: Changes, how?: 'replace') => {
    setLast(0)
    set({ q: undefined, c: undefined, ...changes }, how)
  }
  // A page whose last question was decided gives way to the one before.
  const end = of.questions.length === 0 && of.total > 0 ? Math.floor((of.total - 1) / PAGE) * PAGE : null
  useEffect(() => { if (end !== null) set({ from: end > 0 ? String(end) : undefined }, 'replace') }, [end, set])
  const choose = (i: number) => {
    const q = of.questions[i]
    setLast(i)
    if (q) set({ q: q.id, c: undefined }, 'replace')
    card.current?.focus({ preventScroll: true })
  }
  const later = () => {
    if (index + 1 < of.questions.length) choose(index + 1)
    else turn({ from: from + of.questions.length < of.total ? String(from + of.questions.length) : undefined })
  }
  const decide = async (verdict: 'same' | 'different') => {
    if (!question || busy) return
    if (!reason.trim()) { setLacking(true); why.current?.focus(); return } // nobody's reason is made up for them
    if (!beside) return
    const what = `${question.id} ${verdict} ${beside.id} ${reason}`
    // A retry after a lost answer is the same act.
    if (act.current.of !== what) act.current = { of: what, key: newKey() }
    setBusy(true)
    setError(null)
    try {
      const input = { subject: question.subject.id, reason, clientKey: act.current.key, ...(verdict === 'same' ? { same: beside.id } : { different: question.candidates.map((c) => c.id) }) }
      const { data } = await ask(DecideDocument, { input }, lang)
      if (!data.decide) return
      const [a, b] = [question.subject.label, beside.label]
      setDecided({ revision: data.decide.revision, text: verdict === 'same' ? t.questions.wasSame(a, b) : t.questions.wasDifferent(a, question.candidates.length === 1 ? b : count(question.candidates.length)) })
      setLast(index)
      set({ q: undefined, c: undefined }, 'replace')
      await client.invalidateQueries()
      card.current?.focus({ preventScroll: true })
    } catch (e) { setError(e) }
    setBusy(false)
  }
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      const on = e.target as HTMLElement
      // A letter alone decides only for who is at the question, not from anywhere on the page.
      if (!on.closest('.desk')) return
      if (e.ctrlKey || e.metaKey || e.altKey || e.repeat || on.closest('input, textarea, select, [role=dialog], [role=listbox], [role=menu]')) return
      const key = e.key.toLowerCase()
      if (key === 'l' && listed) { e.preventDefault(); later() } else if (able && key === 's') { e.preventDefault(); void decide('same') } else if (able && key === 'd') { e.preventDefault(); void decide('different') }
    }
    addEventListener('keydown', press)
    return () => { removeEventListener('keydown', press) }
  })

  return (
    <>
      <div className="page-head">
        <p className="meta"><Link to={path(`/${lang}/quality`)}>{t.nav.quality}</Link> / {t.questions.name}</p>
        <h1>{all > 0 ? t.questions.title(count(all)) : t.questions.none}</h1>
        <p className="meta">{t.questions.how}</p>
      </div>
      <div role="status">{decided && <Decided key={decided.revision} {...decided} />}</div>
      {error !== null && <section className="panel"><Failed error={error} /></section>}
      {(all > 0 || kind || batch > 0) && (
        <div className="row filters" role="group" aria-label={t.questions.what}>
          <button type="button" className="btn small" aria-pressed={!kind} onClick={() => { turn({ what: undefined, from: undefined }) }}>{t.questions.all} {count(all)}</button>
          {of.counts.map((c) => <button key={c.what} type="button" className="btn small" aria-pressed={kind === c.what} disabled={c.count === 0 && kind !== c.what} title={t.questions.kindHow[c.what]} onClick={() => { turn({ what: kind === c.what ? undefined : c.what, from: undefined }) }}>{t.questions.kinds[c.what]} {count(c.count)}</button>)}
          {batch > 0 && <button type="button" className="btn small" aria-pressed onClick={() => { turn({ batch: undefined, from: undefined }) }}>{t.questions.ofBatch(`r${batch}`)} ×</button>}
        </div>
      )}
      {!listed && kind && all > 0 ? (
        <section className="panel" ref={card} tabIndex={-1}><Empty title={`${t.questions.kinds[kind]}${t.colon}0`} why={t.questions.total(count(all))} action={<button type="button" className="btn" onClick={() => { turn({ what: undefined, from: undefined }) }}>{t.questions.all} {count(all)}</button>} /></section>
      ) : !listed ? (
        <section className="panel" ref={card} tabIndex={-1}><Empty {...(batch && all === 0 ? { title: t.questions.noneOfBatch(`r${batch}`), why: t.questions.noneWhy } : { title: t.questions.noneWhy })} action={<Link className="btn" to={path(`/${lang}/quality`)}>{t.nav.quality}</Link>} /></section>
      ) : (
        <div className="desk">
          <Panel title={t.questions.list} note={t.questions.some(count(from + 1), count(from + of.questions.length), count(of.total))} flush>
            <ol className="list pick" start={from + 1}>
              {of.questions.map((q, i) => (
                <li key={q.id}>
                  <button type="button" aria-current={i === index ? 'true' : undefined} onClick={() => { choose(i) }}>
                    <b>{q.subject.label}{q.candidates[0] && q.candidates[0].label !== q.subject.label && <span className="meta"> {t.questions.or} {q.candidates[0].label}</span>}</b>
                    <span className="meta">{t.kindNames[q.kind]} · {t.questions.kinds[q.what]} · {say(q.why, lang)}</span>
                  </button>
                </li>
              ))}
            </ol>
            {(from > 0 || from + of.questions.length < of.total) && (
              <div className="row more">
                <button type="button" className="btn small" disabled={from === 0} onClick={() => { turn({ from: from > PAGE ? String(from - PAGE) : undefined }) }}>{t.questions.before}</button>
                <button type="button" className="btn small" disabled={from + of.questions.length >= of.total} onClick={() => { turn({ from: String(from + PAGE) }) }}>{t.questions.next}</button>
              </div>
            )}
          </Panel>
          <section className="panel card" ref={card} tabIndex={-1} aria-labelledby="question">
            <Show answer={asked} rows={8}>
              {() => (
                <>
                  {question && <Comparison question={question} chosen={query.get('c')} choose={(c) => { set({ c }, 'replace') }} position={t.questions.position(count(from + index + 1), count(of.total))} />}
                  <form className="body verdict" onSubmit={(e) => { e.preventDefault() }}>
                    {able && <label className="row"><span>{t.questions.reason}</span><input ref={why} className="input" value={reason} placeholder={t.questions.reasonFirst} maxLength={500} required aria-invalid={lacking} aria-describedby={lacking ? 'reason-first' : undefined} onChange={(e) => { setReason(e.target.value); setLacking(false) }} /></label>}
                    {lacking && <p id="reason-first" className="bad" role="alert">{t.questions.reasonLacks}</p>}
                    <div className="row">
                      {able && question && question.candidates.length > 0 && (
                        <>
                          <button type="button" className={`btn${differs ? '' : ' primary'}`} disabled={busy} aria-keyshortcuts="S" onClick={() => void decide('same')}>{t.questions.same(t.kindNames[question.kind])} <kbd>S</kbd></button>
                          <button type="button" className="btn" disabled={busy} aria-keyshortcuts="D" onClick={() => void decide('different')}>{question.moreCandidates > 0 ? t.questions.noneListed : question.candidates.length > 1 ? t.questions.noneOfThem : t.questions.different} <kbd>D</kbd></button>
                        </>
                      )}
                      <button type="button" className="btn plain" aria-keyshortcuts="L" onClick={later}>{t.questions.later} <kbd>L</kbd></button>
                      <span className="space" />
                      <span className="meta">{at ? t.questions.past : able ? t.questions.undoable : asking ? '' : <>{t.questions.needs} <Link to={path(`/${lang}/imports`)}>{t.questions.giveToken}</Link></>}</span>
                    </div>
                  </form>
                </>
              )}
            </Show>
          </section>
        </div>
      )}
      <Facts><span>{t.questions.total(count(all))}</span></Facts>
    </>
  )
}
