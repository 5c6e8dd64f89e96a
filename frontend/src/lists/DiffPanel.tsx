import { useState } from 'react'
import { Link } from 'react-router'
import { GrowthDiffPageDocument, type GrowthHeadFragment } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { Show } from '../shell/states'
import { usePath } from '../state'
import type { Subject } from './EditionPage'

/** Who entered, left or moved since the edition before, and why. */
export function DiffPanel({ subject, of, number, previous, names }: { subject: Subject; of: GrowthHeadFragment['list']['of']; number: string; previous: NonNullable<GrowthHeadFragment['previous']>; names: Map<string, string> }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const [all, setAll] = useState(false)
  const answer = useAsk(GrowthDiffPageDocument, { from: { list: previous.list, number: previous.number }, to: subject.run ? null : { list: subject.list, number }, run: subject.run, at })
  return (
    <Panel title={t.lists.since} note={<Link to={path(`/${lang}/lists/${encodeURIComponent(previous.list)}/${encodeURIComponent(previous.number)}`)}>{previous.number}</Link>}>
      <Show answer={answer} rows={3}>
        {(d) => {
          const x = d.growthDiff
          if (!x) return null
          const shown = all ? x.changes : x.changes.filter((c) => c.move !== 'CHANGED').slice(0, 8)
          return (
            <>
              <p className="row"><b>+{count(x.entered)}</b> {t.lists.moves.ENTERED} <b>−{count(x.left)}</b> {t.lists.moves.LEFT} <b>{count(x.moved)}</b> {t.lists.moves.MOVED} <b>{count(x.stayed)}</b> {t.lists.stayed}</p>
              {x.causes.length > 0 && <p className="meta">{t.lists.because} {x.causes.map((c) => `${t.lists.causes[c.cause]} ${count(c.count)}`).join(t.lists.and)}{x.sameRule ? ` · ${t.lists.sameRule}` : ''}</p>}
              <table className="grid diff">
                <tbody>
                  {shown.map((c) => (
                    <tr key={`${c.id} ${c.segment ?? ''}`}>
                      <td><NodeLink node={{ id: c.id, label: c.name, nodeKind: of }} />{c.unmet.length > 0 && <p className="meta">{c.unmet.map((u) => names.get(u) ?? u).join(t.lists.and)}</p>}</td>
                      <td className="meta nowrap">{c.move === 'MOVED' ? `${c.wasRank ?? '—'} → ${c.isRank ?? '—'}` : c.move === 'CHANGED' ? `${t.lists.states[c.was]} → ${t.lists.states[c.is]}` : t.lists.moves[c.move]}</td>
                      <td className="meta">{c.causes.map((y) => t.lists.causes[y]).join(t.lists.and)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {x.changes.length > shown.length && <button type="button" className="link" onClick={() => { setAll(true) }}>{t.lists.allChanges(count(x.changeCount))}</button>}
            </>
          )
        }}
      </Show>
    </Panel>
  )
}
