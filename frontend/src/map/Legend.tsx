import { say, useLang, useTexts } from '../i18n/i18n'
import { classLabels, drawsShares, type By, type Shares } from './colour'
import { draftsOf, gradeLegend, type RatingMap } from './ratings'

/** Explains every mark that the map has at the moment. */
export function Legend({ by, selected, filtered, compared, crowded, scale, limits, ratings }: { by: By; selected: boolean; filtered: boolean; compared: boolean; crowded: boolean; scale: number; limits: Shares['limits'] | undefined; ratings: RatingMap | null }) {
  const t = useTexts()
  const lang = useLang()
  const l = t.map.legend
  const drafts = ratings && draftsOf(ratings)
  const ramp = by === 'hhi' ? ['cc0', 'cc2', 'cc4'] : [0, 1, 2, 3, 4].map((i) => (by === 'capital' ? `cc${i}` : `sc${i}`))
  return (
    <ul className="legend">
      {by === 'rating' ? (
        <>
          <li>{l.rating}{ratings && gradeLegend(ratings, lang).map((g) => <span key={g.text} className="grade-key"><span className="ramp" aria-hidden><i style={{ background: `var(--sc${g.class})` }} /></span> {g.text}</span>)}</li>
          {drafts && <li>{t.mapRatings[drafts]}</li>}
        </>
      ) : <li>{l[by]} <span className="ramp" aria-hidden>{ramp.map((c) => <i key={c} style={{ background: `var(--${c})` }} />)}</span> {classLabels(by, limits).join(' · ')}{by === 'hhi' && limits ? ` (${say(limits.label, lang)})` : ''}</li>}
      {scale > 1 && <li>{l.scale(scale)}</li>}
      {by !== 'supply' && <li><i className="sample hatched" aria-hidden /> {by === 'capital' ? l.noEvents : by === 'coverage' ? l.noShares : by === 'rating' ? t.mapRatings.unrated : l.notComputed}</li>}
      {drawsShares(by) && <li><i className="sample shares" aria-hidden /> {l.shares}</li>}
      <li><i className="sample dashed" aria-hidden /> {l.gap}</li>
      {!crowded && <><li><i className="square stated" aria-hidden /> {l.stated}</li><li><i className="square announced" aria-hidden /> {l.announced}</li><li><i className="square inferred" aria-hidden /> {l.inferred}</li></>}
      {filtered && !crowded && <li><i className="square grey" aria-hidden /> {l.grey}</li>}
      {compared && <><li><i className="square stated fresh" aria-hidden /> {l.came}</li><li><i className="square left" aria-hidden /> {l.left}</li></>}
      <li><span className="keymark" aria-hidden>{t.map.key}</span> {l.key}</li>
      {selected
        ? <li><Arrow colour="acc" /> {l.into} <Arrow colour="k2" /> {l.outOf}</li>
        : <li><Arrow colour="ink2" /> {l.feeds}</li>}
    </ul>
  )
}

const Arrow = ({ colour }: { colour: string }) => <svg width="24" height="9" aria-hidden><path d="M0 4.5H17" stroke={`var(--${colour})`} strokeWidth="1.4" /><path d="M24 4.5l-7 -3.5v7z" fill={`var(--${colour})`} /></svg>
