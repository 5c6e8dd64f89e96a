import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Link } from 'react-router'
import { PropertyHistoryDocument, type BriefFragment, type CellFragment, type PinnedFragment, type SaidFragment } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { day, money } from '../format'
import { say, texts, useLang, useTexts, writtenIn, type Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { Failed, Skeleton } from '../shell/states'
import { useViewer } from '../shell/viewer'
import { usePath } from '../state'
import { disagreement } from './disagreement'
import { PinValue } from './PinValue'
import { PrintedRow } from './PrintedRow'
import { SourceName } from './SourceName'
import { Withheld } from './Withheld'

/** A property as a page has it; who states it may still be to be asked for. */
type Stated = Omit<CellFragment, 'pinnedOnNone' | 'withheld'> & Partial<Pick<BriefFragment, 'winner' | 'pinnedOnNone' | 'withheld'>>
type Value = NonNullable<BriefFragment['value']>

/** A value as people read it in their language: a code by its label, an amount in its units. */
export function readable(value: Pick<Value, 'text' | 'code'> & Partial<Value>, lang: Lang): string | null {
  if (value.code) return say(value.code.label, lang)
  if (value.money) return money(value.money, lang)
  if (typeof value.boolean === 'boolean') return value.boolean ? texts[lang].table.yes : texts[lang].table.no
  return value.text
}

/** How many values say something else than another, whatever was printed; at least two of what disagrees. */
export function different(said: readonly { value?: Partial<Value> | null }[]): number {
  const of = (v: Partial<Value> | null | undefined) => JSON.stringify(v?.money ? [v.money.bound, v.money.low, v.money.high, v.money.currency] : [v?.text, v?.number, v?.boolean])
  return Math.max(2, new Set(said.map((s) => of(s.value))).size)
}

/** What is known of a property, or of an attribute of an edge, of the latest period. */
export function latest<T extends { name: string; period?: string | null }>(properties: readonly T[] | undefined, name: string): T | undefined {
  return properties?.filter((p) => p.name === name).toSorted((a, b) => String(b.period ?? '').localeCompare(String(a.period ?? '')))[0]
}

/** A figure that tells who said so: press it to see the cell, what else was said, and since when. One that a curator pinned on none says that, and leads to who did; one about a person says why it is withheld, and leads nowhere. */
export function Figure({ property, node, children, className }: {
  property: Stated
  /** The node that has the property; without it the property is an edge's, and only what is here is known of it. */
  node?: string
  children?: ReactNode
  className?: string
}) {
  const t = useTexts()
  const lang = useLang()
  const [open, setOpen] = useState(false)
  const [button, setButton] = useState<HTMLButtonElement | null>(null)
  if (property.withheld) return <Withheld why={property.withheld} />
  const text = property.pinnedOnNone ? t.states.pinnedOnNone : children ?? (property.value ? (readable(property.value, lang) ?? t.states.undisclosed) : t.states.unknown)
  return (
    <>
      <button ref={setButton} type="button" className={`figure${property.conflicting ? ' conflict' : ''}${property.pinnedOnNone ? ' unknown' : ''}${className ? ` ${className}` : ''}`} aria-expanded={open} aria-haspopup="dialog" title={t.source.title} onClick={() => { setOpen(!open) }}>{text}</button>
      {open && <SourcePanel property={property} {...(node ? { node } : {})} anchor={button} close={() => { setOpen(false); button?.focus() }} />}
    </>
  )
}

/** Who said so, where, as of when, what else was said, and since when: beside the element that opened it. */
export function SourcePanel({ property, node, anchor, close }: { property: Stated; node?: string; anchor: Element | null; close: () => void }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const box = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null)
  const [more, setMore] = useState(false)
  const asked = useAsk(PropertyHistoryDocument, { id: node ?? '', name: property.name, period: property.period, at }, { enabled: node !== undefined, keep: false })
  const found = asked.data?.data.node
  const [full, kind] = found && 'property' in found ? [found.property, found.nodeKind] : [null, null]
  const title = useId()
  const { may } = useViewer()
  useLayoutEffect(() => {
    const put = () => {
      const from = anchor?.getBoundingClientRect()
      const size = box.current?.getBoundingClientRect()
      if (!from || !size) return
      const below = from.bottom + 6 + size.height < innerHeight - 34
      setPlace({ left: Math.max(8, Math.min(from.left, innerWidth - size.width - 8)), top: below ? from.bottom + 6 : Math.max(54, from.top - size.height - 6) })
    }
    put()
    // It grows with what is unfolded in it.
    const sizes = new ResizeObserver(put)
    if (box.current) sizes.observe(box.current)
    addEventListener('resize', put)
    return () => { sizes.disconnect(); removeEventListener('resize', put) }
  }, [anchor])
  useEffect(() => {
    box.current?.focus()
    const away = (e: PointerEvent) => { if (!box.current?.contains(e.target as Node) && !anchor?.contains(e.target as Node)) close() }
    const escape = (e: KeyboardEvent) => { if (e.key === 'Escape') { e.stopPropagation(); close() } }
    addEventListener('pointerdown', away)
    addEventListener('keydown', escape, true)
    return () => { removeEventListener('pointerdown', away); removeEventListener('keydown', escape, true) }
  }, [anchor, close])
  const winner = full?.winner ?? property.winner
  const winners = full?.isSet ? full.statements : winner ? [winner] : []
  const others = full?.alternatives ?? []
  // Until all that was said is here, how many disagree is not known.
  const all = node === undefined || asked.data !== undefined
  const who = disagreement([...winners, ...others].map((s) => ({ source: s.source.sourceId, document: s.place?.document.hash ?? null })))
  return createPortal(
    <div ref={box} className="floating source-panel" role="dialog" aria-labelledby={title} tabIndex={-1} style={place ? { left: place.left, top: place.top } : { visibility: 'hidden', left: 0, top: 0 }}>
      <div className="row"><h2 id={title}>{say(property.label, lang)} {property.period ?? ''}</h2>{property.conflicting && all && <span className="chip warn">{[t.source.conflict(different([...winners, ...others])), who && t.chainMap[who]].filter(Boolean).join(t.semicolon)}</span>}</div>
      {winners.length === 0 && all && <p className="meta">{t.source.none}</p>}
      {winners.map((s, i) => <Said key={i} statement={s} mark="adopted" />)}
      {others.map((s, i) => <Said key={i} statement={s} mark="alternative" />)}
      {!all && (asked.error ? <Failed error={asked.error} retry={() => void asked.refetch()} /> : <Skeleton rows={3} />)}
      {full && !more && <button type="button" className="btn small" onClick={() => { setMore(true) }}>{t.source.history} {full.history?.total ?? 0}</button>}
      {full && more && (
        <table className="grid">
          <tbody>
            {full.history?.entries.map((e, i) => (
              <tr key={i}>
                <td className="code">r{e.statement.said}</td>
                <td>{e.withheld ? <Withheld why={e.withheld} /> : e.bad ?? valueOf(e.statement, t, lang)}</td>
                <td className="meta">{e.statement.pinnedBy ? <PinnedBy batch={e.statement.pinnedBy} /> : <SourceName source={e.statement.source} />}</td>
                <td className="meta">{e.denial ? t.source.denied : t.standing[e.standing]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {node && full && kind && !full.isSet && !at && may('CURATE') && <PinValue node={node} kind={kind} print={(v) => readable(v, lang) ?? t.states.undisclosed} name={property.name} period={property.period} winner={full.winner} others={others} />}
    </div>,
    document.body,
  )
}

/** What a statement says: a value, that nobody says how much, or that a curator lets none hold. */
const valueOf = (s: SaidFragment, t: Texts, lang: Lang) => (s.value ? (readable(s.value, lang) ?? t.states.undisclosed) : s.pin ? t.states.pinnedOnNone : t.states.none)

/** Who pinned a value, when and why, with a way to all that the batch changed. */
function PinnedBy({ batch: b }: { batch: NonNullable<PinnedFragment['pinnedBy']> }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  return <>{t.source.curator} {b.actor} <span title={b.recorded}>{day(b.recorded)}</span> <Link className="code" to={path(`/${lang}/changes`, { from: `r${b.revision - 1}` })}>r{b.revision}</Link>{t.colon}<q lang={writtenIn(b.reason)}>{b.reason}</q></>
}

/** Where a value was read. */
function PlaceName({ place: p }: { place: NonNullable<SaidFragment['place']> }) {
  const t = useTexts()
  return <>{p.document.name} · {p.sheet && <>{t.source.sheet} “{p.sheet}” </>}<b className="code">{p.cell ?? `${t.source.row} ${p.row}`}</b></>
}

/** One word of a source: the value, where it stands, of which day, and since which revision; of a curator, who, when and why. */
export function Said({ statement: s, mark }: { statement: SaidFragment & Partial<PinnedFragment>; mark: 'adopted' | 'alternative' }) {
  const t = useTexts()
  const lang = useLang()
  const [open, setOpen] = useState(false)
  const row = useId()
  return (
    <div className={`said ${mark}`}>
      <p><b>{valueOf(s, t, lang)}</b> <span className={`chip ${mark === 'adopted' ? 'acc' : 'dashed'}`}>{t.source[mark]}</span>{s.value?.money?.text ? <span className="meta"> “{s.value.money.text}”</span> : null}</p>
      <p className="meta"><SourceName source={s.source} />{s.source.trust !== 'UNDECLARED' ? ` · ${t.trust[s.source.trust]}` : ''}{s.source.publisher ? ` · ${s.source.publisher}` : ''}{s.pin && !s.pinnedBy ? ` · ${t.source.curator}` : ''}</p>
      <p className="meta">
        {s.place && (s.subject ? <><button type="button" className="link place" aria-expanded={open} aria-controls={open ? row : undefined} title={t.printed.title} onClick={() => { setOpen(!open) }}><PlaceName place={s.place} /></button> · </> : <><PlaceName place={s.place} /> · </>)}
        {t.source.dataDate} {s.dataDate ?? t.states.unknown} · {t.source.since} <span className="code">r{s.made}</span>{s.said !== s.made ? <> · {t.source.said} <span className="code">r{s.said}</span></> : null}
      </p>
      {open && s.place && <PrintedRow id={row} statement={s} place={s.place} />}
      {s.pinnedBy && <p className="meta"><PinnedBy batch={s.pinnedBy} /></p>}
      {s.source.licence && <p className="meta">{t.source.licence} {s.source.licence}</p>}
    </div>
  )
}
