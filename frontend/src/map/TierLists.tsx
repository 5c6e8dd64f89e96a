import { useMemo } from 'react'
import { count } from '../format'
import { useTexts } from '../i18n/i18n'
import { figureOf, isDeep, look, tokensOf, type By, type Shares } from './colour'
import { keyClass, keysOf } from './MapView'
import { measure, scaleFor, squaresIn } from './layout'
import { tiers, type Model } from './model'
import { squares } from './squares'

/** The room for squares in a card of a phone so wide. */
const roomOf = (width: number) => ({ w: Math.floor((width - 24 - 8) / 2) - 18, h: 2 * measure.pitch })
const needs = (model: Model, width: number) => { const { across, rows } = squaresIn(roomOf(width)); return model.cards.map((c) => c.tiles.length / (across * rows)) }

/** How many enterprises a square stands for on a phone: one number for all of its cards. */
export const phoneScale = (model: Model, width: number) => scaleFor(needs(model, width))

/** Whether some card of a phone has more than it has room for, so that it tells how many more. */
export const phoneOverflows = (model: Model, width: number) => { const all = needs(model, width); return all.some((n) => n > scaleFor(all)) }

/** The map on a phone: the tiers below each other, cards two abreast, and what feeds what as counts instead of arrows. */
export function TierLists({ model, by, shares, width, selected, hits, group, select }: { model: Model; by: By; shares: Map<string, Shares>; width: number; selected: number | null; hits: Set<number> | null; group: number | null; select: (card: number) => void }) {
  const t = useTexts()
  const names = t.map.tiers as Record<string, string>
  const degree = useMemo(() => {
    const out = model.cards.map(() => ({ from: 0, to: 0 }))
    for (const l of model.links) { const a = out[l.from]; const b = out[l.to]; if (a) a.to++; if (b) b.from++ }
    return out
  }, [model])
  const scale = useMemo(() => phoneScale(model, width), [model, width])
  return (
    <div className="tier-lists" id="map">
      {tiers.map((tier) => model.groups.map((g, i) => (g.tier !== tier || g.cards.length === 0 || (group !== null && group !== i) ? null : (
        <section key={g.id} aria-label={`${names[g.tier] ?? ''} ${g.code} ${g.name}`}>
          <h2><span className="meta">{names[g.tier]}</span> <span className="code">{g.code}</span> {g.name} <span className="meta">{g.cards.filter((c) => !model.cards[c]?.of).length}</span></h2>
          <ul>
            {g.cards.map((at) => {
              const c = model.cards[at]
              if (!c) return null
              const l = look(by, c, shares.get(c.id))
              const tokens = tokensOf(l)
              const d = degree[at] ?? { from: 0, to: 0 }
              const s = squares(c, roomOf(width), scale)
              const faint = (hits && !hits.has(at)) ?? false
              return (
                <li key={c.id}>
                  <button type="button" data-card={at} className={`phone-card${l === 'gap' ? ' gap' : ''}${isDeep(l) ? ' deep' : ''}${selected === at ? ' selected' : ''}${faint || (c.passing && c.matching === 0) ? ' faint' : ''}`} style={tokens ? { background: `var(--${tokens.ground})` } : {}} aria-pressed={selected === at}
                    aria-label={t.map.card(c.code, c.name, c.count, c.key && !c.keysBelow, d.from, d.to) + keysOf(c, t) + (c.passing && c.count > 0 ? t.map.matching(c.matching, c.count) : '')} onClick={() => { select(at) }}>
                    <span className="phone-name"><span className="code">{c.code}</span> {c.name}</span>
                    {c.count === 0 ? <span className="meta">{t.map.nobody}</span> : (
                      <span className="marks" aria-hidden><svg width={s.width} height={measure.pitch * 2}>
                        {s.grey && <path d={s.grey} fill="var(--line2)" />}{s.stated && <path d={s.stated} fill="var(--acc)" />}{s.announced && <path d={s.announced} fill={isDeep(l) ? 'var(--k2-deep)' : 'var(--k2)'} />}{s.inferred && <path d={s.inferred} fill="none" stroke="var(--acc)" />}
                      </svg>{s.overflow > 0 && <small style={{ left: s.after.x, top: s.after.y - 3 }}>+{count(s.overflow)}</small>}</span>
                    )}
                    <span className="phone-foot" aria-hidden>{figureOf(by, c, shares.get(c.id)) !== '' && <b>{figureOf(by, c, shares.get(c.id))}</b>}<span title={t.chainMap.feedsHow}>{t.phone.feeds(d.from, d.to)}</span>{c.key && <span className={keyClass(c)}>{t.map.key}</span>}</span>
                  </button>
                </li>
              )
            })}
          </ul>
        </section>
      ))))}
    </div>
  )
}
