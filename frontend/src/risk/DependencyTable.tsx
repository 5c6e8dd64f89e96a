import { share } from '../format'
import { useLang, useTexts, writtenIn } from '../i18n/i18n'
import { shortly } from '../parts/shortly'
import { TableFrame } from '../parts/TableFrame'
import type { Changes } from '../state'
import { inputKey, inputOrders, type Dependency, type InputOrder } from './dependency'
import { onRow } from './onRow'
import { capped } from './risk'

/** Each input with its first supplier, in the order that the service gives them: the download has these rows. */
export function DependencyTable({ d, order, reversed, chosen, set }: { d: Dependency; order: InputOrder; reversed: boolean; chosen: string | null; set: (c: Changes) => void }) {
  const t = useTexts()
  const lang = useLang()
  const head = (of: InputOrder, text: string, num = true) => {
    const key = Object.keys(inputOrders).find((k) => inputOrders[k] === of)
    const on = order === of
    const down = of === 'FIRST' ? !reversed : reversed
    return (
      <th scope="col" className={num ? 'num' : ''} aria-sort={on ? (down ? 'descending' : 'ascending') : undefined}>
        <button type="button" className="sort" onClick={() => { set({ sort: of === 'FIRST' ? undefined : key, rev: on && !reversed ? '1' : undefined }) }}>{text}{on ? (down ? ' ▼' : ' ▲') : ''}</button>
      </th>
    )
  }
  return (
    <TableFrame cards label={t.dependency.inputs}>
      <table className="grid risk-table inputs">
        <thead>
          <tr>
            <th scope="col">{t.dependency.buyer}</th>
            {head('MAP', t.dependency.category, false)}
            {head('FIRST', t.dependency.first)}
            <th scope="col">{t.dependency.supplier}</th>
            <th scope="col">{t.dependency.class}</th>
            {head('SUPPLIERS', t.dependency.suppliers)}
            {head('COVERAGE', t.dependency.coverage)}
            <th scope="col" className="num">{t.risk.year}</th>
          </tr>
        </thead>
        <tbody>
          {d.inputs.map((x) => {
            const key = inputKey(x)
            const press = () => { set(key === chosen ? { buyer: undefined, of: undefined } : { buyer: x.buyer.id, of: x.segment.id }) }
            return (
              <tr key={key} className={`pressed${key === chosen ? ' on' : ''}`} onClick={onRow(press)}>
                <th scope="row"><button type="button" className="link" lang={writtenIn(x.buyer.label)} title={x.buyer.label} aria-pressed={key === chosen} onClick={press}>{shortly(x.buyer, lang)}</button></th>
                <td className="nowrap">{x.segment.code && <span className="code">{x.segment.code} </span>}<span lang={writtenIn(x.segment.label)}>{x.segment.label}</span></td>
                <td className="num nowrap">{x.share !== null ? <><span className="bar wide-only" aria-hidden><i style={{ width: capped(x.share) }} /></span><b className="figure-of">{share(x.share, 0)}</b></> : <span className="unknown">{t.states.unknown}</span>}</td>
                <td className="who ellipsis" title={x.supplier?.label}>{x.supplier ? <span lang={writtenIn(x.supplier.label)}>{shortly(x.supplier, lang)}</span> : <span className="unknown">{t.states.unknown}</span>}</td>
                <td className="nowrap"><span className={`chip${x.class === 'SOLE' ? ' warn' : x.class === 'UNSURE' || x.class === 'NO_SHARES' || x.class === 'OVER_ALL' ? ' dashed' : ''}`}>{t.dependency.classes[x.class]}</span></td>
                <td className="num">{x.suppliers}</td>
                <td className="num">{x.known > 0 ? capped(x.coverage) : <span className="unknown">{t.states.unknown}</span>}</td>
                <td className="num">{x.year ?? <span className="unknown">{t.states.none}</span>}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </TableFrame>
  )
}
