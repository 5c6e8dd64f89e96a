import { useState } from 'react'
import { count, share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { shareOpacity } from '../map/colour'
import { shortly } from '../parts/shortly'
import { TableFrame } from '../parts/TableFrame'
import type { Changes } from '../state'
import { onRow } from './onRow'
import { bandOf, capped, fourOf, keyOf, points, tokenOf, type Order, type Risk } from './risk'
import type { Asked } from './useRisk'

const heads: { order: Order; key: string }[] = [{ order: 'MAP', key: 'map' }, { order: 'MEMBERS', key: 'suppliers' }, { order: 'HHI', key: 'hhi' }, { order: 'FOUR', key: 'four' }, { order: 'FIRST', key: 'first' }, { order: 'COVERAGE', key: 'coverage' }]

/**
 * The same segments as the picture, with their figures, in the order that the service gives them: the download has these rows.
 * On a phone, where a row is a card, those that are not computed are behind one line; what was chosen, or asked for by the
 * order of providers, is not.
 */
export function RiskTable({ risk, asked, selected, select, set }: { risk: Risk; asked: Asked; selected: string; select: (key: string) => void; set: (c: Changes) => void }) {
  const t = useTexts()
  const lang = useLang()
  const [open, setOpen] = useState(false)
  const head = (order: Order, text: string, { num = true, how }: { num?: boolean; how?: string } = {}) => {
    const key = heads.find((h) => h.order === order)?.key ?? ''
    const on = asked.order === order
    const down = order === 'HHI' || order === 'FIRST' || order === 'FOUR' ? !asked.reversed : asked.reversed
    return (
      <th scope="col" className={num ? 'num' : ''} title={how} aria-sort={on ? (down ? 'descending' : 'ascending') : undefined}>
        <button type="button" className="sort" onClick={() => { set({ sort: order === 'HHI' ? undefined : key, rev: on && !asked.reversed ? '1' : undefined }) }}>{text}{on ? (down ? ' ▼' : ' ▲') : ''}</button>
      </th>
    )
  }
  const tick = (n: number) => `${n / 100}%`
  const folds = (s: Risk['segments'][number]) => s.concentration.hhi === null && !(asked.order === 'MEMBERS' && s.concentration.members === 1)
  const folded = risk.segments.filter((s) => folds(s) && keyOf(s.segment) !== selected).length
  return (
    <>
      <TableFrame cards label={t.risk.segments}>
        <table className={`grid risk-table${open ? '' : ' folded'}`}>
          <thead>
            <tr>
              {head('MAP', t.table.segment, { num: false })}
              {head('MEMBERS', t.table.count, { how: t.risk.memberHow })}
              {head('HHI', 'HHI', { how: t.chainMap.hhi })}
              <td className="bars" />
              {head('FOUR', 'CR4', { how: t.chainMap.cr4 })}
              <th scope="col" className="wide-only">{t.risk.firstFour}</th>
              {head('FIRST', t.risk.first)}
              <th scope="col">{t.risk.who}</th>
              <th scope="col" title={t.risk.bandHow(count(risk.limits.moderate), count(risk.limits.high), say(risk.limits.label, lang))}>{t.risk.band}</th>
              {head('COVERAGE', t.risk.coverage)}
              <th scope="col" className="num">{t.risk.year}</th>
            </tr>
          </thead>
          <tbody>
            {risk.segments.map((s) => {
              const c = s.concentration
              const key = keyOf(s.segment)
              const press = () => { select(key === selected ? '' : key) }
              return (
                <tr key={s.segment.id} className={`pressed ${key === selected ? 'on' : folds(s) ? 'folds' : ''}`} onClick={onRow(press)}>
                  <th scope="row"><button type="button" className="link" data-row={key} aria-pressed={key === selected} onClick={press}>{s.segment.code && <span className="code">{s.segment.code} </span>}{s.segment.label}</button></th>
                  <td className="num">{c.members === 0 ? <span className="unknown">{t.map.nobody}</span> : <>{c.members === 1 && <span className="chip dashed">{t.risk.oneMark}</span>} {c.members}</>}</td>
                  {c.hhi === null ? <td colSpan={6}><span className="withheld">{c.withheld ? say(c.withheld, lang) : t.states.withheld}</span></td> : (
                    <>
                      <td className="num"><b>{points(c.hhi)}</b></td>
                      <td className="bars" aria-hidden>
                        <span className="hhi"><i style={{ width: tick(c.hhi), background: `var(--${tokenOf(c.band)})` }} />{c.hhiUpper !== null && c.hhiUpper > c.hhi && <i className="range" style={{ width: tick(c.hhiUpper - c.hhi) }} />}<b style={{ left: tick(risk.limits.moderate) }} /><b style={{ left: tick(risk.limits.high) }} /></span>
                      </td>
                      <td className="num nowrap">{fourOf(c)}</td>
                      <td className="wide-only" aria-hidden><span className="four">{c.shares.map((x, i) => <i key={i} style={{ width: `${Number(x.share) * 100}%`, opacity: shareOpacity(i) }} />)}</span></td>
                      <td className="num">{share(c.cr1 ?? '0', 0)}</td>
                      <td className="who ellipsis" title={c.largest?.label}>{c.largest && shortly(c.largest, lang)}</td>
                    </>
                  )}
                  {c.hhi !== null && <td className="nowrap">{c.sole ? <span className="chip warn">{t.risk.sole}</span> : c.singleSource ? <span className="chip">{t.risk.dominated}</span> : <span className="meta">{bandOf(c, t)}</span>}</td>}
                  {c.hhi === null && <td />}
                  <td className="num nowrap">{c.known > 0 ? <><span className="bar wide-only" aria-hidden><i style={{ width: capped(c.coverage) }} /></span><span className="figure-of">{capped(c.coverage)}</span></> : <span className="unknown">{t.states.unknown}</span>}</td>
                  <td className="num">{c.year ?? <span className="unknown">{t.states.none}</span>}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </TableFrame>
      {folded > 0 && <p className="fold-line"><button type="button" className="btn" aria-expanded={open} onClick={() => { setOpen(!open) }}>{open ? t.risk.fold : t.risk.folded(count(folded))}</button></p>}
    </>
  )
}
