import { CapitalRecentDocument } from '../api/generated'
import { useAsk } from '../api/use'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Amount } from '../parts/Funding'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { shortly } from '../parts/shortly'
import { Show } from '../shell/states'
import { nodesOf } from './flow'
import type { Asked } from './useFlow'

/** How many rounds are shown. */
const few = 12

/** The newest rounds of the flow, or of what is chosen in it: as printed, as read, and from which cell. */
export function Recent({ asked, selected }: { asked: Asked; selected: string }) {
  const t = useTexts()
  const lang = useLang()
  const answer = useAsk(CapitalRecentDocument, { ...asked.variables, nodes: selected ? nodesOf(selected) : null, first: few })
  return (
    <Panel title={selected ? t.capital.recentOf : t.capital.recent} note={t.capital.parsed} flush>
      <Show answer={answer} rows={6}>
        {(d) => {
          const rounds = d.capitalFlow?.recent ?? []
          if (rounds.length === 0) return <p className="state meta">{t.capital.noRounds}</p>
          return (
            <div className="scroll-x">
              <table className="grid recent">
                <thead><tr><th scope="col">{t.capital.enterprise}</th><th scope="col">{t.enterprise.round}</th><th scope="col">{t.capital.printed}</th><th scope="col">{t.capital.read}</th></tr></thead>
                <tbody>
                  {rounds.map((e) => {
                    const cell = e.ofAmount?.winner?.place
                    return (
                      <tr key={e.id}>
                        <td>{e.raisedBy?.nodes.slice(0, 1).map((n) => <NodeLink key={n.id} node={{ ...n, label: shortly('shortName' in n ? n : { label: n.label }, lang) }} />)}{(e.raisedBy?.nodes.length ?? 0) > 1 && <span className="meta"> {t.capital.andOthers}</span>}{e.raisedBy?.nodes.length === 0 && <span className="unknown">{t.states.unknown}</span>}<br /><span className="meta">{e.date ?? t.line.unknownDate}</span></td>
                        <td className="nowrap"><NodeLink {...(e.round ? {} : { className: 'unknown' })} node={{ id: e.id, label: e.round ? say(e.round.label, lang) : t.states.undisclosed, nodeKind: 'FUNDING_EVENT' }} /></td>
                        <td>{e.amount?.text ? <>{e.amount.text}{cell && <><br /><span className="meta code">{cell.cell ?? `${t.source.row} ${cell.row}`}</span></>}</> : <span className="unknown">—</span>}</td>
                        <td className="nowrap"><Amount event={e} /></td>
                      </tr>
                    )
                  })}
                </tbody>
              </table>
            </div>
          )
        }}
      </Show>
    </Panel>
  )
}
