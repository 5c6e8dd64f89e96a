import type { ReactNode } from 'react'
import { say, useLang, useTexts } from '../i18n/i18n'
import { classLabels, drawsShares, ofCapital, type By, type Shares } from './colour'
import { draftsOf, gradeLegend, type RatingMap } from './ratings'

/** Explains every mark that the map has at the moment. */
export function Legend({ by, phone, selected, filtered, compared, crowded, named, part, more, allEdges, scale, limits, ratings, scheme, keysBelow }: { /** Whether a card carries the mark of one below it. */ keysBelow: boolean;
  by: By; /** Whether it stands above the lists of a phone, which have no arrows. */ phone: boolean; selected: boolean; filtered: boolean; compared: boolean; crowded: boolean; /** Whether enterprises stand with their names. */ named: boolean; /** Whether a level shows a part of the map. */ part: boolean; /** Whether a card has more than it has room for. */ more: boolean
  allEdges: boolean; scale: number; limits: Shares['limits'] | undefined; ratings: RatingMap | null; /** What the scheme of the ratings, or the measure of capital, is chosen with. */ scheme: ReactNode
}) {
  const t = useTexts()
  const lang = useLang()
  const l = t.map.legend
  const drafts = ratings && draftsOf(ratings)
  const ramp = by === 'hhi' ? ['cc0', 'cc2', 'cc4'] : [0, 1, 2, 3, 4].map((i) => (ofCapital(by) ? `cc${i}` : `sc${i}`))
  const classes = by === 'rating' ? (ratings ? gradeLegend(ratings, lang).map((g) => [`sc${g.class}`, g.text] as const) : []) : classLabels(by, limits, lang).map((text, i) => [ramp[i] ?? '', text] as const)
  return (
    <ul className="legend">
      <li title={by === 'hhi' ? t.chainMap.hhi : undefined}>{l[by]}{by === 'hhi' && limits ? t.inBrackets(say(limits.label, lang)) : ''}{scheme}</li>
      {classes.length > 0 && <li className="classes">{classes.map(([token, text]) => <span key={token}><i className="sample" style={{ background: `var(--${token})` }} aria-hidden /> {text}</span>)}</li>}
      {drafts && <li>{t.mapRatings[drafts]}</li>}
      {scale > 1 && <li>{l.scale(scale)}</li>}
      {by !== 'supply' && <li><i className="sample hatched" aria-hidden /> {by === 'amount' ? t.chainMap.noAmount : by === 'capital' ? l.noEvents : by === 'coverage' ? l.noShares : by === 'rating' ? t.mapRatings.unrated : l.notComputed}</li>}
      {drawsShares(by) && !phone && <li><i className="sample shares" aria-hidden /> {l.shares}</li>}
      <li><i className="sample dashed" aria-hidden /> {l.gap}</li>
      {!crowded && (!drawsShares(by) || named || phone) && <><li title={t.mapMore.how}><i className="square stated" aria-hidden /> {l.stated}</li><li title={t.mapMore.how}><i className="square announced" aria-hidden /> {l.announced}</li><li title={t.mapMore.how}><i className="square inferred" aria-hidden /> {l.inferred}</li></>}
      {compared && <><li><i className="square stated fresh" aria-hidden /> {l.came}</li><li><i className="square left" aria-hidden /> {l.left}</li></>}
      {more && <li>{t.mapMore.more}</li>}
      <li><span className="keymark" aria-hidden>{t.map.key}</span> {l.key}{keysBelow && <> <span className="keymark below" aria-hidden>{t.map.key}</span> {t.keys.legend}</>}</li>
      {/* What is selected or filtered must move nothing: the words for both stand in one place. */}
      {phone ? <li>{t.chainMap.feedsHow}</li> : <li className="either">
        <span hidden={selected}><Arrow colour="ink2" /> {allEdges || part ? l.feeds : t.mapMore.between}</span>
        <span hidden={!selected}><Arrow colour="acc" /> {l.into} <Arrow colour="k2" /> {l.outOf}</span>
      </li>}
      <li className="either">
        <span hidden={filtered}>{t.mapMore.figure[by]}</span>
        <span hidden={!filtered}>{!crowded && <><i className="square grey" aria-hidden /> {l.grey}&ensp;</>}{t.mapMore.ofFilter}</span>
      </li>
    </ul>
  )
}

const Arrow = ({ colour }: { colour: string }) => <svg width="24" height="9" aria-hidden><path d="M0 4.5H17" stroke={`var(--${colour})`} strokeWidth="1.4" /><path d="M24 4.5l-7 -3.5v7z" fill={`var(--${colour})`} /></svg>
