import { Link } from 'react-router'
import type { TakesBackQuery } from '../api/generated'
import { count, day } from '../format'
import { say, useLang, useTexts, writtenIn } from '../i18n/i18n'
import { NodeLink } from '../parts/NodeLink'

type Of = NonNullable<TakesBackQuery['revocation']>
const shown = 10

/** The decisions of persons that would hold nothing once a batch is taken back, and what becomes of them. */
export function Sleeping({ of: x }: { of: Of }) {
  const t = useTexts()
  const lang = useLang()
  if (x.sleepingCount === 0) return null
  const more = x.sleepingCount - Math.min(x.sleeping.length, shown)
  return (
    <div className="sleeping">
      <p className="mistake" role="alert">{t.sleeping.title(count(x.sleepingCount))}</p>
      <p className="meta">{t.sleeping.how}</p>
      <ul className="list">
        {x.sleeping.slice(0, shown).map((d, i) => (
          <li key={i} className="row">
            <Link className="code" to={`/${lang}/changes?from=r${d.batch.revision - 1}&at=r${d.batch.revision}`}>r{d.batch.revision}</Link>
            <span className="chip">{t.sleeping.what[d.what]}</span>
            {d.node && d.other === null ? <NodeLink node={{ ...d.node, label: d.label }} now /> : <span lang={writtenIn(d.label)}>{d.label}</span>}
            {d.other !== null && <><span aria-hidden>{d.what === 'DIFFERENT' ? '≠' : d.what === 'SAME' ? '=' : '→'}</span><span lang={writtenIn(d.other)}>{d.other}</span></>}
            {d.property && <span>{say(d.property, lang)}{d.period && ` ${d.period}`}{d.value !== null && <>{t.colon}<b>{d.value}</b></>}</span>}
            <span className="meta">{d.batch.actor} · {day(d.batch.recorded)} · {d.batch.reason}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="meta">{t.identity.more(count(more))}</p>}
    </div>
  )
}
