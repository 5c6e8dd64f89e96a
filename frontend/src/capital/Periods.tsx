import { count } from '../format'
import { useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import type { Changes } from '../state'
import { withGaps, type Flow } from './flow'

/** The first and the last month of a period. */
function monthsOf(period: string): [string, string] {
  const [, year = '', quarter] = /^(\d{4})Q(\d)$/.exec(period) ?? []
  if (quarter) return [`${year}-${String(Number(quarter) * 3 - 2).padStart(2, '0')}`, `${year}-${String(Number(quarter) * 3).padStart(2, '0')}`]
  return [period, period]
}

/** Rounds of each month, quarter or year: disclosed below, undisclosed hatched above. What has none on record is a gap. Pressing a bar keeps to its period. */
export function Periods({ flow, from, to, set }: { flow: Flow; from: string; to: string; set: (c: Changes) => void }) {
  const t = useTexts()
  const slots = withGaps(flow.periods)
  const most = Math.max(1, ...flow.periods.map((p) => p.disclosed + p.undisclosed))
  const each = Math.ceil(slots.length / 9) // of the periods, which have room for their name
  const pressed = slots.length <= 12 // wider than a finger, else the dates above do the same
  const high = (n: number) => Math.round((n / most) * 74)
  const notes = [flow.undated > 0 ? t.capital.undated(count(flow.undated)) : '', flow.coarse > 0 ? t.capital.coarse(count(flow.coarse)) : ''].filter(Boolean)
  return (
    <Panel title={t.capital.by[flow.period]} note={<span className="key"><i className="solid" aria-hidden /> {t.capital.disclosedKey} <i className="hatched" aria-hidden /> {t.capital.undisclosedKey}{slots.some((s) => 'gap' in s) && <> <i className="dashed" aria-hidden /> {t.capital.noneKey}</>}</span>}>
      <ol className={`periods${slots.length > 14 ? ' many' : ''}`}>
        {slots.map((s, i) => {
          if ('gap' in s) return <li key={s.gap[0]} className="gap"><span className="sr">{t.capital.gap(s.gap[0], s.gap[1])}</span><i aria-hidden title={t.capital.gap(s.gap[0], s.gap[1])} /><span aria-hidden>{slots.length > 14 ? '\u00a0' : t.capital.missing}</span></li>
          const [first, last] = monthsOf(s.period)
          const only = from === first && to === last
          const said = t.capital.inPeriod(s.period, count(s.disclosed + s.undisclosed), count(s.disclosed), count(s.undisclosed))
          const column = (
            <>
              <b aria-hidden={!pressed}>{count(s.disclosed + s.undisclosed)}</b>
              {s.undisclosed > 0 && <i className="hatched" style={{ height: Math.max(2, high(s.undisclosed)) }} />}
              {s.disclosed > 0 && <i className="solid" style={{ height: Math.max(2, high(s.disclosed)) }} />}
            </>
          )
          return (
            <li key={s.period}>
              {pressed ? <button type="button" aria-pressed={only} aria-label={said} onClick={() => { set(only ? { from: undefined, to: undefined } : { from: first, to: last }) }}>{column}</button>
                : <span className="column" title={said}><span className="sr">{said}</span>{column}</span>}
              <span className="tick" aria-hidden>{i % each === 0 ? s.period.replace(/^\d\d(\d\d)-/, '$1.').replace(/^\d\d(\d\dQ)/, '$1') : '\u00a0'}</span>
            </li>
          )
        })}
      </ol>
      {notes.length > 0 && <p className="meta">{notes.join(t.semicolon)}</p>}
    </Panel>
  )
}
