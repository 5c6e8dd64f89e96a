import { Link } from 'react-router'
import { ParkPageDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count } from '../format'
import { say, useLang, useTexts, writtenIn } from '../i18n/i18n'
import { inOrder } from '../parts/inOrder'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { shortly } from '../parts/shortly'
import { Empty, Show } from '../shell/states'
import { usePath } from '../state'

/** Who is located in a park, and in which segments they stand. */
export function ParkEnterprises({ id }: { id: string }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const answer = useAsk(ParkPageDocument, { filter: { edge: { type: 'LOCATED_IN', to: [id] } }, order: { property: lang === 'en' ? 'englishName' : 'name' }, at }, { keep: false })
  return (
    <Show answer={answer} rows={5}>
      {({ enterprises: e }) => {
        if (!e) return null
        if (e.totalCount === 0) return <Panel title={t.park.enterprises} flush><Empty title={t.park.none} why={t.park.noneWhy} /></Panel>
        const note = <>{e.totalCount > e.nodes.length ? t.quality.first(e.nodes.length, count(e.totalCount)) : t.table.rows(count(e.totalCount))} · <Link to={path(`/${lang}/enterprises`, { park: id })}>{t.park.list}</Link></>
        return (
          <Panel title={t.park.enterprises} note={note} anchor="enterprises" flush>
            <div className="scroll-x">
              <table className="grid">
                <thead><tr><th>{t.table.name}</th><th>{t.filter.stage}</th><th>{t.enterprise.segments}</th></tr></thead>
                <tbody>
                  {e.nodes.map((n) => (
                    <tr key={n.id}>
                      <td><NodeLink node={{ id: n.id, label: shortly(n, lang), nodeKind: 'ENTERPRISE' }} />{shortly(n, lang) !== n.label && <p className="meta" lang={writtenIn(n.label)}>{n.label}</p>}</td>
                      <td className="nowrap">{n.stage ? say(n.stage.label, lang) : <span className="unknown">{t.states.unknown}</span>}</td>
                      <td>
                        <span className="row links">
                          {inOrder(n.inSegments?.nodes ?? []).map((s) => <NodeLink key={s.id} className="chip" node={{ id: s.id, label: s.label, nodeKind: 'SEGMENT' }} code={'code' in s ? s.code : null} />)}
                          {(n.inSegments?.totalCount ?? 0) === 0 && <span className="unknown">{t.states.unknown}</span>}
                          {(n.inSegments?.totalCount ?? 0) > (n.inSegments?.nodes.length ?? 0) && <span className="meta">+{(n.inSegments?.totalCount ?? 0) - (n.inSegments?.nodes.length ?? 0)}</span>}
                        </span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Panel>
        )
      }}
    </Show>
  )
}
