import { useState } from 'react'
import { Link } from 'react-router'
import { GrowthStandingsDocument, type GrowthVerdict } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { TableFrame } from '../parts/TableFrame'
import { Show } from '../shell/states'
import { usePath } from '../state'
import { RuleChip, RuleChips, segmentText, tabOf, WhyChip } from './marks'
import { useReferenceDate } from './useReferenceDate'
import './lists.css'

const verdictsOf: GrowthVerdict[] = ['MET', 'UNMET', 'UNKNOWN', 'BY_HAND', 'NOT_APPLICABLE']

/** Whether a single figure, or a person's judgement, is all that is missing: that is worth telling. */
const only = (r: { outcomes: { under: string | null; verdict: GrowthVerdict }[] }) => r.outcomes.filter((o) => !o.under && (o.verdict === 'UNKNOWN' || o.verdict === 'BY_HAND')).length === 1 && r.outcomes.filter((o) => !o.under).length > 1

const order = { IN: 0, BORDERLINE: 1, INSUFFICIENT: 2, OUT: 3 }

/** What each growth list says of an enterprise or a project: whether it is on it, why, and what is missing. */
export function Standings({ id }: { id: string }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const date = useReferenceDate()?.date
  const [open, setOpen] = useState(false)
  const answer = useAsk(GrowthStandingsDocument, { id, date: date ?? '', at }, { keep: false, enabled: date !== undefined })
  if (date === undefined) return null
  return (
    <Panel title={t.lists.standings} note={t.lists.standingsHow(date)} anchor="lists" flush>
      <Show answer={answer} rows={5}>
        {(d) => {
          const all = (d.growthStandings ?? []).flatMap((s) => s.results.slice(0, 3).map((r) => ({ s, r }))).sort((a, b) => order[a.r.state] - order[b.r.state])
          // A list that knows too little, or is not for such enterprises, says nothing of this one: it waits behind a count.
          const silent = all.filter(({ r }) => r.notFor || (r.state === 'INSUFFICIENT' && !only(r)))
          const shown = open ? all : all.filter((x) => !silent.includes(x))
          const verdicts = verdictsOf.filter((v) => shown.some(({ r }) => r.outcomes.some((o) => !o.under && o.verdict === v)))
          const notFor = silent.filter(({ r }) => r.notFor).length
          return (
            <>
              {shown.length > 0 && (
                <TableFrame cards>
                  <table className="grid results">
                    <thead><tr><th>{t.lists.list}</th><th>{t.lists.outcome}</th><th>{t.lists.criteria}</th><th>{t.lists.why}</th><th>{t.lists.editions}</th></tr></thead>
                    <tbody>
                      {shown.map(({ s, r }) => (
                        <tr key={`${s.list.code} ${r.segment ?? ''}`}>
                          <td><Link to={path(`/${lang}/lists/${encodeURIComponent(s.list.code)}/latest`, { date, who: id, tab: tabOf(r) })}>{say(s.list.name, lang)}</Link>{r.segment && <span className="meta"> {segmentText(r)}</span>}</td>
                          <td className="nowrap">{r.notFor ? t.lists.verdicts.NOT_APPLICABLE : t.lists.states[r.state]}{r.rank ? ` · ${t.lists.rankOf(r.rank)}` : ''}</td>
                          <td><RuleChips outcomes={r.outcomes} names={new Map(r.outcomes.map((o) => [o.criterion, say(o.name, lang)]))} /></td>
                          <td><WhyChip result={r} /></td>
                          <td>{s.listedIn.map((e) => <Link key={e.id} className="chip" to={path(`/${lang}/lists/${encodeURIComponent(e.list)}/${encodeURIComponent(e.number)}`)}>{e.number} · {t.lists.statuses[e.status]}</Link>)}{s.listedIn.length === 0 && <span className="unknown">—</span>}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </TableFrame>
              )}
              {verdicts.length > 0 && <p className="row legend-line">{verdicts.map((v) => <span key={v} className="row"><RuleChip n={1} verdict={v} name="" /> <span className="meta">{t.lists.verdicts[v]}</span></span>)}</p>}
              {silent.length > 0 && <p className="row legend-line"><button type="button" className="link" aria-expanded={open} onClick={() => { setOpen(!open) }}>{open ? t.lists.fold : t.lists.silent(silent.length)}</button>{!open && <span className="meta">{t.lists.silentHow(silent.length - notFor, notFor)}</span>}</p>}
            </>
          )
        }}
      </Show>
    </Panel>
  )
}
