import { say, useLang, useTexts, writtenIn } from '../i18n/i18n'
import { Figure } from '../parts/Figure'
import { NodeLink } from '../parts/NodeLink'
import { SourceName } from '../parts/SourceName'
import { compare } from './compare'
import type { Question } from './QuestionsPage'

type Side = Question['subject']

/** Both sides of a question, property by property, with what agrees and what does not. Of several candidates one is looked at. */
export function Comparison({ question: q, chosen, choose, position }: { question: Question; chosen: string | null; choose: (id: string) => void; position: string }) {
  const t = useTexts()
  const lang = useLang()
  const other = q.candidates.find((c) => c.id === chosen) ?? q.candidates[0]
  const rows = compare(q.subject.values, other?.values ?? [])
  const waits = q.what !== 'NODES'
  const place = q.place
  return (
    <>
      <header><h2 id="question">{t.questions.ask(t.kindNames[q.kind])}</h2><span className="chip">{t.questions.kinds[q.what]}</span><span className="space" /><span className="meta">{position}</span></header>
      <div className="body">
        <p>{say(q.why, lang)}{t.stop}{q.keys.length > 0 && <span className="meta"> {t.questions.keys}{t.colon}{q.keys.map((k) => say(k, lang)).join(t.semicolon)}</span>}</p>
        {waits && <p className="meta">{q.what === 'ROW' ? t.questions.rowWaits : t.questions.referenceWaits} {place && <>{place.document.name}{place.sheet && ` · ${t.source.sheet} “${place.sheet}”`} · {t.source.row} {place.row}</>}{q.said ? <> · <span className="code">r{q.said}</span></> : null}</p>}
        {q.candidates.length === 0 && <p className="warned">{t.questions.noCandidate}</p>}
        {q.candidates.length > 1 && (
          <fieldset className="row candidates">
            <legend className="meta">{t.questions.candidates(q.candidates.length, q.moreCandidates)}</legend>
            {q.candidates.map((c) => <label key={c.id} className="chip"><input type="radio" name="candidate" checked={c === other} onChange={() => { choose(c.id) }} /> <span lang={writtenIn(c.label)}>{c.label}</span></label>)}
          </fieldset>
        )}
      </div>
      <div className="frame" role="group" aria-label={t.questions.ask(t.kindNames[q.kind])} tabIndex={0}>
        <table className="grid compare">
          <thead>
            <tr>
              <th scope="col">{t.quality.property}</th>
              <th scope="col">{waits ? t.questions.thisRow : t.questions.one}</th>
              <th scope="col">{other && !other.node ? t.questions.otherRow : waits ? t.questions.inGraph : t.questions.other}</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t.table.name}</th>
              <td><Name side={q.subject} /></td>
              <td>{other && <Name side={other} />}</td>
            </tr>
            <tr>
              <th scope="row">{t.line.sources}</th>
              <td><Sources side={q.subject} /></td>
              <td>{other && <Sources side={other} />}</td>
            </tr>
            {rows.map((r) => {
              const p = (r.mine ?? r.other)?.property
              const agrees = r.other?.agrees ?? null
              return p && (
                <tr key={r.key} className={agrees === true ? 'agrees' : agrees === false ? 'differs' : ''}>
                  <th scope="row">{say(p.label, lang)} {p.period ?? ''}</th>
                  <td>{r.mine ? <Figure property={r.mine.property} {...(q.subject.node && !waits ? { node: q.subject.node.id } : {})} className={r.mine.property.name.endsWith('Code') ? 'code' : ''} /> : <span className="unknown">{t.states.unknown}</span>}</td>
                  <td>
                    {r.other ? <Figure property={r.other.property} {...(other?.node ? { node: other.node.id } : {})} className={r.other.property.name.endsWith('Code') ? 'code' : ''} /> : <span className="unknown">{t.states.unknown}</span>}
                    {agrees !== null && <> <span className={`chip ${agrees ? 'ok' : 'warn'}`}>{agrees ? t.questions.agrees : t.questions.differs}</span></>}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Name({ side }: { side: Side }) {
  return side.node ? <NodeLink node={side.node} /> : <b lang={writtenIn(side.label)}>{side.label}</b>
}

function Sources({ side }: { side: Side }) {
  const t = useTexts()
  return side.sources.length === 0 ? <span className="unknown">{t.states.unknown}</span> : <>{side.sources.map((s, i) => <span key={s.sourceId}>{i > 0 && t.semicolon}<SourceName source={s} /></span>)}</>
}
