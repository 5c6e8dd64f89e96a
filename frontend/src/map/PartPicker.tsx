import { useTexts, writtenIn } from '../i18n/i18n'
import { count } from '../format'
import type { Model } from './model'

/** Chooses which segment, or which tier, a level shows; "" asks for one. */
export function PartPicker({ model, level, value, choose }: { model: Model; level: 'tier' | 'segment'; value: number | null; choose: (index: number) => void }) {
  const t = useTexts()
  return (
    <select className="input part-picker" aria-label={level === 'tier' ? t.chainMap.chooseTier : t.chainMap.chooseSegment} value={value ?? ''} onChange={(e) => { if (e.target.value) choose(Number(e.target.value)) }}>
      {value === null && <option value="">{t.chainMap.chooseSegment}</option>}
      {level === 'tier'
        ? model.groups.map((g, i) => g.cards.length > 0 && <option key={g.id} value={i} lang={writtenIn(g.name)}>{`${g.code} ${g.name}`.trim() || (t.map.tiers as Record<string, string>)[g.tier]}</option>)
        : model.groups.map((g) => g.cards.length > 0 && (
            <optgroup key={g.id} label={`${g.code} ${g.name}`.trim() || (t.map.tiers as Record<string, string>)[g.tier]}>
              {g.cards.map((i) => <option key={i} value={i} lang={writtenIn(model.cards[i]?.name ?? '')}>{`${model.cards[i]?.code ?? ''} ${model.cards[i]?.name ?? ''}`.trim()}</option>)}
            </optgroup>
          ))}
    </select>
  )
}

/** Every segment by tier, to choose the one that the level shows: none is shown that nobody asked for. */
export function SegmentChoice({ model, choose }: { model: Model; choose: (card: number) => void }) {
  const t = useTexts()
  const tier = t.map.tiers as Record<string, string>
  return (
    <div className="segment-choice" id="map" tabIndex={-1}>
      <p>{t.chainMap.whichSegment}</p>
      {model.groups.map((g) => g.cards.length > 0 && (
        <section key={g.id} aria-label={`${g.code} ${g.name}`.trim() || tier[g.tier]}>
          <h2><span className="meta">{tier[g.tier]}</span> <span className="code">{g.code}</span> <span lang={writtenIn(g.name)}>{g.name}</span></h2>
          <div className="chips">
            {g.cards.map((i) => {
              const c = model.cards[i]
              return c && <button key={c.id} type="button" className={`chip${c.count === 0 ? ' dashed' : ''}`} onClick={() => { choose(i) }}><span className="code">{c.code}</span>&nbsp;<span lang={writtenIn(c.name)}>{c.name}</span>&nbsp;<span className="meta">{c.count === 0 ? t.map.nobody : count(c.count)}</span></button>
            })}
          </div>
        </section>
      ))}
    </div>
  )
}
