import { Link } from 'react-router'
import { DependencyInputDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { share } from '../format'
import { useLang, useTexts, writtenIn } from '../i18n/i18n'
import { Figure } from '../parts/Figure'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { shortly } from '../parts/shortly'
import { Empty, Show } from '../shell/states'
import { usePath } from '../state'
import { capped } from './risk'

/** All that is known of one input: each supplier with its shares and amounts of all years, and who says so. */
export function InputPanel({ chosen, chain, year }: { chosen: { buyer: string; segment: string } | null; chain: string | null; year: string | null }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const answer = useAsk(DependencyInputDocument, { chain, year, buyer: chosen?.buyer ?? '', segment: chosen?.segment ?? '', at }, { enabled: chosen !== null })
  if (!chosen) return <Panel title={t.dependency.chosen}><p className="meta">{t.dependency.chooseOne}</p><p className="meta">{t.dependency.how}</p></Panel>
  const x = answer.data?.data.chainDependency?.input
  return (
    <Panel title={x ? shortly(x.buyer, lang) : t.dependency.chosen} actions={x && <span className="chip">{t.dependency.classes[x.class]}</span>}>
      <Show answer={answer} rows={6}>
        {() => {
          if (!x) return <Empty title={t.dependency.notThere} why={t.states.notFoundWhy} />
          return (
            <div className="of-segment">
              <p><span className="meta">{t.dependency.category}</span> <NodeLink node={{ id: x.segment.id, label: x.segment.label, nodeKind: 'SEGMENT' }} code={x.segment.code} /></p>
              <p className="meta">{x.expected ? t.dependency.isExpected : t.dependency.isNotExpected}</p>
              <dl className="facts-of">
                <div><dt>{t.dependency.first} <span className="code">d = W/in</span></dt><dd>{x.share !== null ? <b>{share(x.share)}</b> : <span className="unknown">{t.states.unknown}</span>}</dd></div>
                <div><dt>{t.dependency.coverage}</dt><dd>{x.known > 0 ? capped(x.coverage) : <span className="unknown">{t.states.unknown}</span>}</dd></div>
                <div><dt>{t.risk.unlisted}</dt><dd>{x.known > 0 ? capped(x.unlisted) : <span className="unknown">{t.states.unknown}</span>}</dd></div>
              </dl>
              {x.class === 'UNSURE' && <p className="meta">{t.dependency.unsureWhy(capped(x.unlisted))}</p>}
              {x.class === 'NO_SHARES' && <p className="meta">{t.dependency.noSharesWhy}</p>}
              <h3>{t.dependency.suppliers} <span className="meta">{x.suppliers}</span></h3>
              <ul className="shares supplied">
                {x.supplied.map((s) => {
                  const told = s.link.attributes.filter((a) => a.name === 'share' || a.name === 'amount')
                  return (
                    <li key={s.enterprise.id}>
                      <p className="row"><span className="grow"><NodeLink node={{ id: s.enterprise.id, label: shortly(s.enterprise, lang), nodeKind: 'ENTERPRISE' }} /></span><span className="num">{s.share !== null ? share(s.share) : <span className="unknown">{t.dependency.shareUnknown}</span>}</span></p>
                      <p className="meta row">{told.map((a) => <Figure key={`${a.name} ${a.period}`} property={a}>{a.period} {a.name === 'share' ? share(a.value?.number ?? '0') : a.value?.text}</Figure>)}</p>
                      <p className="meta"><span lang={writtenIn(s.link.statement.source.name)}>{s.link.statement.source.name}</span>{s.link.statement.place?.cell ? ` · ${s.link.statement.place.sheet} ${s.link.statement.place.cell}` : ''}</p>
                    </li>
                  )
                })}
              </ul>
              <div className="row links">
                <Link className="btn" to={path(`/${lang}/enterprises/${encodeURIComponent(x.buyer.id)}`)}>{t.dependency.openBuyer}</Link>
                <Link className="btn" to={path(`/${lang}/segments/${encodeURIComponent(x.segment.id)}`)}>{t.dependency.openSegment}</Link>
              </div>
            </div>
          )
        }}
      </Show>
    </Panel>
  )
}
