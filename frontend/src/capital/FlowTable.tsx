import { Link } from 'react-router'
import { count } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { pageOf } from '../shell/pages'
import { usePath } from '../state'
import { chosen, figure, nameOf, shares, type Drawing, type Flow } from './flow'

/** The same data as the picture, as tables of equal rank: who and where, and what leads from whom to where. */
export function FlowTable({ flow, drawing, selected, select }: { flow: Flow; drawing: Drawing; selected: string; select: (id: string) => void }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const currency = flow.currency ?? null
  const columns = [['INVESTOR', t.capital.investor], ['GROUP', t.capital.group], ['ROUND', t.capital.round]] as const
  const by = currency ? t.capital.amount : t.capital.weight
  const bar = (size: number, sure: number, most: number, named: boolean) => (
    <span className={`bar full${named ? '' : ' grey'}`} aria-hidden><i style={{ width: `${most > 0 ? (sure / most) * 100 : 0}%` }} />{sure < size && <i className="range" style={{ width: `${((size - sure) / most) * 100}%` }} />}</span>
  )
  return (
    <div className="stack">
      {columns.map(([column, title]) => {
        const nodes = flow.nodes.flatMap((n, i) => (n.column === column ? [{ n, d: drawing.nodes[i] }] : []))
        const most = Math.max(0, ...nodes.map((x) => x.d?.size ?? 0))
        return (
          <Panel key={column} title={title} note={column === 'INVESTOR' ? t.capital.ofInvestors(count(nodes.filter((x) => x.n.kind === 'NAMED').length), count(flow.investors)) : undefined} flush>
            <table className="grid flow-table">
              <thead><tr><th scope="col">{title}</th><th scope="col" className="num">{t.capital.rounds}</th><th scope="col" className="num">{by}</th><td className="wide-only" /></tr></thead>
              <tbody>
                {nodes.map(({ n, d }) => {
                  const to = n.node ? pageOf(n.node.nodeKind, n.node.id) : null
                  return (
                    <tr key={n.id} className={chosen(selected, n, false) ? 'on' : ''}>
                      <th scope="row"><button type="button" className={`link${n.kind === 'NAMED' ? '' : ' unknown'}`} aria-pressed={selected === n.id} onClick={() => { select(selected === n.id ? '' : n.id) }}>{n.code && <span className="code">{n.code} </span>}{nameOf(n, t, lang)}</button>{to && <Link className="open" to={path(`/${lang}${to}`)} aria-label={t.capital.open(nameOf(n, t, lang))}>↗</Link>}</th>
                      <td className="num">{count(n.measure.rounds)}</td>
                      <td className="num nowrap">{currency ? figure(n.measure, currency, lang) : shares(n.measure.weight)}</td>
                      <td className="wide-only" style={{ width: '36%' }}>{bar(d?.size ?? 0, d?.sure ?? 0, most, n.kind === 'NAMED')}</td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </Panel>
        )
      })}
      <Panel title={t.capital.links} note={t.capital.linksHow} flush>
        <div className="capped" tabIndex={0}>
          <table className="grid flow-table">
            <thead><tr><th scope="col">{t.capital.from}</th><th scope="col">{t.capital.to}</th><th scope="col" className="num">{t.capital.rounds}</th><th scope="col" className="num">{by}</th></tr></thead>
            <tbody>
              {flow.links.map((l, i) => {
                const d = drawing.links[i]
                if (!d) return null
                const name = (k: number) => { const n = flow.nodes[k]; return n ? <>{n.code && <span className="code">{n.code} </span>}{nameOf(n, t, lang)}</> : null }
                return (
                  <tr key={d.id} className={chosen(selected, d, true) ? 'on' : ''}>
                    <td><button type="button" className={`link${d.named ? '' : ' unknown'}`} aria-pressed={selected === d.id} onClick={() => { select(selected === d.id ? '' : d.id) }}>{name(d.from)}<span className="sr"> → {name(d.to)}</span></button></td>
                    <td>{name(d.to)}</td>
                    <td className="num">{count(l.measure.rounds)}</td>
                    <td className="num nowrap">{currency ? figure(l.measure, currency, lang) : shares(l.measure.weight)}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      </Panel>
    </div>
  )
}
