import { Link } from 'react-router'
import { GrowthStandingsDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { Show } from '../shell/states'
import { usePath } from '../state'
import { segmentText } from './figures'
import { RuleChips, WhyChip } from './marks'
import { useReferenceDate } from './useReferenceDate'
import './lists.css'

const order = { IN: 0, BORDERLINE: 1, INSUFFICIENT: 2, OUT: 3 }

/** What each growth list says of an enterprise or a project: whether it is on it, why, and what is missing. */
export function Standings({ id }: { id: string }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const date = useReferenceDate()
  const answer = useAsk(GrowthStandingsDocument, { id, date: date ?? '', at }, { keep: false, enabled: date !== undefined })
  if (date === undefined) return null
  return (
    <Panel title={t.lists.standings} note={t.lists.standingsHow(date)} flush>
      <Show answer={answer} rows={5}>
        {(d) => {
          const segments = d.node && 'inSegments' in d.node ? (d.node.inSegments?.nodes ?? []) : []
          const all = (d.growthStandings ?? []).flatMap((s) => s.results.slice(0, 3).map((r) => ({ s, r }))).sort((a, b) => order[a.r.state] - order[b.r.state])
          return (
            <div className="scroll-x">
              <table className="grid results">
                <thead><tr><th>{t.lists.list}</th><th>{t.lists.outcome}</th><th>{t.lists.criteria}</th><th>{t.lists.why}</th><th>{t.lists.editions}</th></tr></thead>
                <tbody>
                  {all.map(({ s, r }) => (
                    <tr key={`${s.list.code} ${r.segment ?? ''}`}>
                      <td><Link to={path(`/${lang}/lists/${encodeURIComponent(s.list.code)}/latest`, { date, who: id, tab: r.state.toLowerCase() })}>{say(s.list.name, lang)}</Link>{r.segment && <span className="meta"> {segmentText(r.segment, segments)}</span>}</td>
                      <td className="nowrap">{r.notFor ? t.lists.verdicts.NOT_APPLICABLE : t.lists.states[r.state]}{r.rank ? ` · ${t.lists.rankOf(r.rank)}` : ''}</td>
                      <td><RuleChips outcomes={r.outcomes} names={new Map(r.outcomes.map((o) => [o.criterion, say(o.name, lang)]))} /></td>
                      <td><WhyChip result={r} /></td>
                      <td>{s.listedIn.map((e) => <Link key={e.id} className="chip" to={path(`/${lang}/lists/${encodeURIComponent(e.list)}/${encodeURIComponent(e.number)}`)}>{e.number} · {t.lists.statuses[e.status]}</Link>)}{s.listedIn.length === 0 && <span className="unknown">—</span>}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }}
      </Show>
    </Panel>
  )
}
