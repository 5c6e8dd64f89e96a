import { Link } from 'react-router'
import { SegmentRoundsDocument, type FundingFieldsFragment } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Amount } from '../parts/Funding'
import { NodeLink } from '../parts/NodeLink'
import { Sums } from '../parts/Sums'
import { Failed, Skeleton } from '../shell/states'
import { usePath } from '../state'
import type { Card } from './model'

/** How many rounds the panel names; the list of events has all. */
const most = 6

/** What the colour of a segment stands for: what is disclosed by currency, and its latest rounds, each with who says so; the list of funding events has all of them. */
export function SegmentCapital({ card }: { card: Card }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const answer = useAsk(SegmentRoundsDocument, { filter: card.of ? { edge: { type: 'RAISED', from: card.tiles.map((x) => x.id) } } : { segment: [card.id] }, first: most, at: useAt() }, { keep: false })
  const all = answer.data?.data.fundingEvents
  const rounds = (all?.nodes ?? []) as FundingFieldsFragment[]
  return (
    <section className="segment-capital">
      <h3><Link to={`${path(`/${lang}/segments/${encodeURIComponent(card.of ?? card.id)}`)}#funding`}>{t.enterprise.funding}</Link> {all && all.totalCount > 0 && <span className="meta">{rounds.length < all.totalCount ? t.mapMore.latest(count(rounds.length), count(all.totalCount)) : count(all.totalCount)}</span>}</h3>
      {(card.capital?.length ?? 0) > 0 && <div className="row sums"><span className="meta">{t.mapMore.sum}</span><Sums capital={card.capital ?? []} /></div>}
      {answer.error ? <Failed error={answer.error} retry={() => void answer.refetch()} /> : !all ? <Skeleton rows={3} /> : all.totalCount === 0 ? <p className="meta">{t.mapMore.noRounds}</p> : (
        <>
          <ul>
            {rounds.map((e) => (
              <li key={e.id} className="round">
                <NodeLink node={{ id: e.id, label: e.date ?? t.states.unknown, nodeKind: 'FUNDING_EVENT' }} className="nowrap" />
                <span className="ellipsis">{e.raisedBy?.nodes.map((n) => <NodeLink key={n.id} node={n} />)}</span>
                <span className="meta nowrap">{e.round ? say(e.round.label, lang) : e.kind ? say(e.kind.label, lang) : t.states.unknown}</span>
                <span className="nowrap num"><Amount event={e} /></span>
              </li>
            ))}
          </ul>
          {!card.of && <p><Link to={path(`/${lang}/funding/all`, { segment: card.id, sort: 'date', down: '1' })}>{t.mapMore.allRounds(count(all.totalCount))}</Link></p>}
        </>
      )}
    </section>
  )
}
