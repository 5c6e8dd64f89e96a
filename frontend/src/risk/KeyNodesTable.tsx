import { useState } from 'react'
import { count } from '../format'
import { useLang, useTexts, writtenIn } from '../i18n/i18n'
import { TableFrame } from '../parts/TableFrame'
import { byArrows } from '../parts/useReveal'
import type { Changes } from '../state'
import { betweenness, keyOrders, nodeKey, nodeName, places, span, type KeyNode, type KeyNodes, type KeyOrder } from './keynodes'
import { onRow } from './onRow'

/** How many nodes a phone shows, where a row is a card, before the others are asked for. */
const shownFirst = 12

/** Each node with its betweenness, its place and how sure that is, and what is cut off without it, in the order that the service gives them: the download has these rows. */
export function KeyNodesTable({ k, order, reversed, chosen, select, set }: { k: KeyNodes; order: KeyOrder; reversed: boolean; chosen: string | null; select: (key: string) => void; set: (c: Changes) => void }) {
  const t = useTexts()
  const lang = useLang()
  const [open, setOpen] = useState(false)
  const head = (of: KeyOrder, text: string, { num = true, how }: { num?: boolean; how?: string } = {}) => {
    const key = Object.keys(keyOrders).find((o) => keyOrders[o] === of)
    const on = order === of
    const down = of === 'MAP' ? reversed : !reversed
    return (
      <th scope="col" className={num ? 'num' : ''} title={how} aria-sort={on ? (down ? 'descending' : 'ascending') : undefined}>
        <button type="button" className="sort" onClick={() => { set({ sort: of === 'BETWEENNESS' ? undefined : key, rev: on && !reversed ? '1' : undefined }) }}>{text}{on ? (down ? ' ▼' : ' ▲') : ''}</button>
      </th>
    )
  }
  const g = t.keyNodes[k.graph]
  const most = Math.max(...k.nodes.map((n) => Number(n.betweenness ?? 0)), 1e-9)
  const unknown = <span className="unknown">{t.states.unknown}</span>
  const way = (n: number) => (n > 0 ? count(n) : <span className="unknown" title={t.keyNodes.nearHow}>{t.keyNodes.noneRecorded}</span>)
  return (
    <>
      <TableFrame cards label={t.keyNodes.nodes}>
        <table className={`grid risk-table key-nodes${open ? '' : ' folded'}`}>
          <thead>
            <tr>
              {head('MAP', g.graph, { num: false })}
              {head('BETWEENNESS', t.keyNodes.betweenness, { how: t.keyNodes.betweennessHow })}
              <th scope="col" title={k.draws > 0 ? t.keyNodes.placesHow(k.draws, `${Number(k.leftOut) * 100}%`) : t.keyNodes.noPlaces}>{t.keyNodes.place} <span className="meta">{t.keyNodes.places}</span></th>
              {head('PARTS', t.keyNodes.without, { num: false, how: t.keyNodes.splittingHow })}
              {head('CUT', t.keyNodes.cutEnterprises, { how: t.keyNodes.cutHow })}
              <th scope="col" className="num" title={t.keyNodes.cutHow}>{t.keyNodes.cutNodes}</th>
              {head('NEIGHBOURS', t.keyNodes.near, { how: t.keyNodes.nearHow })}
              <th scope="col" className="num" title={k.graph === 'ENTERPRISES' ? g.coveredHow : undefined}>{g.placed}</th>
            </tr>
          </thead>
          <tbody>
            {k.nodes.map((n, i) => {
              const key = nodeKey(n.node)
              const press = () => { select(key === chosen ? '' : key) }
              return (
                <tr key={n.node.id} className={`pressed${key === chosen ? ' on' : i >= shownFirst ? ' folds' : ''}`} onClick={onRow(press)}>
                  <th scope="row"><button type="button" className="link" data-row={key} lang={writtenIn(n.node.label)} title={n.node.label} aria-pressed={key === chosen} onKeyDown={byArrows} onClick={press}>{'code' in n.node && n.node.code ? <span className="code">{n.node.code} </span> : null}{nodeName(n.node, lang)}</button></th>
                  <td className="num nowrap">{n.betweenness === null ? unknown : <><span className="bar wide-only" aria-hidden><i style={{ width: `${(Number(n.betweenness) / most) * 100}%` }} /></span><b className="figure-of">{betweenness(n.betweenness)}</b></>}</td>
                  <td className="nowrap"><Places n={n} all={k.total} /></td>
                  <td className="nowrap">{n.parts > 1 ? <span className="chip warn">{t.keyNodes.parts(n.parts)}</span> : <span className="meta">{t.keyNodes.holds}</span>}</td>
                  <td className={n.parts > 1 ? 'num' : 'num wide-only'}>{n.cutEnterprises === null ? unknown : n.parts > 1 ? <b>{count(n.cutEnterprises)}</b> : 0}</td>
                  <td className={n.parts > 1 ? 'num' : 'num wide-only'}>{count(n.cutNodes)}</td>
                  <td className="num nowrap">{way(n.incoming)} / {way(n.outgoing)}</td>
                  <td className="num nowrap">{n.enterprises !== null ? (n.enterprises > 0 ? count(n.enterprises) : <span className="unknown">{t.map.nobody}</span>) : n.expected ? `${count(n.known ?? 0)} / ${count(n.expected)}` : <span className="unknown">{t.states.none}</span>}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </TableFrame>
      {k.nodes.length > shownFirst && <p className="fold-line"><button type="button" className="btn" aria-expanded={open} onClick={() => { setOpen(!open) }}>{open ? t.keyNodes.fold : t.keyNodes.folded(count(k.nodes.length - shownFirst))}</button></p>}
    </>
  )
}

/** The place of a node, with the range that samples leave it in. */
function Places({ n, all }: { n: KeyNode; all: number }) {
  const t = useTexts()
  const at = span(n, all)
  if (!at || n.rank === null) return <span className="unknown">{t.states.unknown}</span>
  return (
    <>
      <span className="places wide-only" aria-hidden><i style={{ left: `${at.left}%`, width: `${at.width}%` }} /><b style={{ left: `${at.at}%` }} /></span>
      <b>{n.rank}</b> {n.rankLow !== null && <span className="meta">{places(n)}</span>}
    </>
  )
}
