import { Link } from 'react-router'
import { KeyNodeSplitDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { pageOf } from '../shell/pages'
import { Empty, Show } from '../shell/states'
import { usePath } from '../state'
import { betweenness, nodeName, places, type KeyGraph } from './keynodes'

/** What is left without a node: each part with what is in it, and how much hangs on it. */
export function NodePanel({ id, chain, graph }: { id: string | null; chain: string | null; graph: KeyGraph }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const answer = useAsk(KeyNodeSplitDocument, { chain, graph, node: id ?? '', at }, { enabled: id !== null })
  if (id === null) return <Panel title={t.keyNodes.chosen}><p className="meta">{t.keyNodes.chooseOne}</p><p className="meta">{t.keyNodes.how}</p></Panel>
  const n = answer.data?.data.chainKeyNodes?.node
  const title = n ? `${'code' in n.node && n.node.code ? `${n.node.code} ` : ''}${nodeName(n.node, lang)}` : t.keyNodes.chosen
  return (
    <Panel title={title} actions={n && n.parts > 1 ? <span className="chip warn">{t.keyNodes.parts(n.parts)}</span> : undefined}>
      <Show answer={answer} rows={6}>
        {() => {
          if (!n) return <Empty title={t.keyNodes.notThere} why={t.keyNodes[graph].toRecord} />
          const most = Math.max(...n.split.map((p) => p.total), 1)
          const page = pageOf(n.node.nodeKind, n.node.id)
          return (
            <div className="of-segment">
              <dl className="facts-of">
                <div><dt><abbr title={t.keyNodes.betweennessHow}>{t.keyNodes.betweenness}</abbr></dt><dd>{n.betweenness === null ? <span className="unknown">{t.states.unknown}</span> : <b>{betweenness(n.betweenness)}</b>}</dd></div>
                <div><dt>{t.keyNodes.place}</dt><dd>{n.rank ?? <span className="unknown">{t.states.unknown}</span>}{n.rankLow !== null && <span className="meta"> {places(n)}</span>}</dd></div>
                <div><dt>{t.keyNodes.cutEnterprises}</dt><dd>{n.cutEnterprises === null ? <span className="unknown">{t.states.unknown}</span> : count(n.cutEnterprises)}</dd></div>
                {n.expected !== null && <div><dt><abbr title={t.keyNodes[graph].coveredHow}>{t.keyNodes[graph].placed}</abbr></dt><dd>{n.expected > 0 ? `${count(n.known ?? 0)} / ${count(n.expected)}` : <span className="unknown">{t.states.none}</span>}</dd></div>}
              </dl>
              <h3>{n.parts > 1 ? t.keyNodes.splitInto(n.parts) : t.keyNodes.stays}</h3>
              <ul className="split">
                {n.split.map((p, i) => (
                  <li key={i}>
                    <p className="row">
                      <b>{t.keyNodes.ofNodes(count(p.total))}</b>{graph === 'SEGMENTS' && <span>{t.keyNodes.ofEnterprises(count(p.enterprises))}</span>}
                      <span className={`chip${i > 0 ? ' warn' : ''}`}>{i === 0 ? t.keyNodes.kept : t.keyNodes.off}</span>
                    </p>
                    <span className="bar" aria-hidden><i className={i > 0 ? 'off' : ''} style={{ width: `${(p.total / most) * 100}%` }} /></span>
                    <p className="meta members">{p.members.map((m, j) => <span key={m.id}>{j > 0 && t.lists.and}<NodeLink node={{ id: m.id, label: nodeName(m, lang), nodeKind: m.nodeKind }} code={'code' in m ? m.code : null} /></span>)}{p.total > p.members.length && ` ${t.keyNodes.others(count(p.total - p.members.length))}`}</p>
                  </li>
                ))}
                {n.parts > n.split.length && <li className="meta">{t.keyNodes.others(count(n.parts - n.split.length))}</li>}
              </ul>
              {page && <div className="row links"><Link className="btn" to={path(`/${lang}${page}`)}>{t.drawer.open}</Link></div>}
            </div>
          )
        }}
      </Show>
    </Panel>
  )
}
