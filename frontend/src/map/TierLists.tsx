import { useMemo } from 'react'
import { useTexts } from '../i18n/i18n'
import { figureOf, isDeep, look, tokensOf, type By, type Shares } from './colour'
import { measure } from './layout'
import { tiers, type Model } from './model'
import { squares } from './squares'

/** The map on a phone: the tiers below each other, cards two abreast, and what feeds what as counts instead of arrows. */
export function TierLists({ model, by, shares, width, selected, hits, group, select }: { model: Model; by: By; shares: Map<string, Shares>; width: number; selected: number | null; hits: Set<number> | null; group: number | null; select: (card: number) => void }) {
  const t = useTexts()
  const names = t.map.tiers as Record<string, string>
  const degree = useMemo(() => {
    const out = model.cards.map(() => ({ from: 0, to: 0 }))
    for (const l of model.links) { const a = out[l.from]; const b = out[l.to]; if (a) a.to++; if (b) b.from++ }
    return out
  }, [model])
  const w = Math.floor((width - 24 - 8) / 2)
  return (
    <div className="tier-lists">
      {tiers.map((tier) => model.groups.map((g, i) => (g.tier !== tier || g.cards.length === 0 || (group !== null && group !== i) ? null : (
        <section key={g.id} aria-label={`${names[g.tier] ?? ''} ${g.code} ${g.name}`}>
          <h2><span className="meta">{names[g.tier]}</span> <span className="code">{g.code}</span> {g.name} <span className="meta">{g.cards.length}</span></h2>
          <ul>
            {g.cards.map((at) => {
              const c = model.cards[at]
              if (!c) return null
              const l = look(by, c, shares.get(c.id))
              const tokens = tokensOf(l)
              const d = degree[at] ?? { from: 0, to: 0 }
              const s = squares(c, { w: w - 18, h: 2 * measure.pitch }, Math.max(1, Math.ceil(c.tiles.length / 40)))
              const faint = (hits && !hits.has(at)) ?? false
              return (
                <li key={c.id}>
                  <button type="button" className={`phone-card${l === 'gap' ? ' gap' : ''}${isDeep(l) ? ' deep' : ''}${selected === at ? ' selected' : ''}${faint || (c.passing && c.matching === 0) ? ' faint' : ''}`} style={tokens ? { background: `var(--${tokens.ground})` } : {}} aria-pressed={selected === at}
                    aria-label={t.map.card(c.code, c.name, c.count, c.key, d.from, d.to) + (c.passing && c.count > 0 ? t.map.matching(c.matching, c.count) : '')} onClick={() => { select(at) }}>
                    <span className="phone-name"><span className="code">{c.code}</span> {c.name}</span>
                    {c.count === 0 ? <span className="meta">{t.map.nobody}</span> : (
                      <svg width={s.width} height={measure.pitch * 2} aria-hidden>
                        {s.grey && <path d={s.grey} fill="var(--line2)" />}{s.stated && <path d={s.stated} fill="var(--acc)" />}{s.announced && <path d={s.announced} fill={isDeep(l) ? 'var(--k2-deep)' : 'var(--k2)'} />}{s.inferred && <path d={s.inferred} fill="none" stroke="var(--acc)" />}
                      </svg>
                    )}
                    <span className="phone-foot">{figureOf(by, c, shares.get(c.id)) !== '' && <b>{figureOf(by, c, shares.get(c.id))}</b>}<span>{t.phone.feeds(d.from, d.to)}</span>{c.key && <span className="keymark">{t.map.key}</span>}</span>
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
