import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent } from 'react'
import { Link } from 'react-router'
import { count, currencyName, share } from '../format'
import { useLang, useTexts, writtenIn } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { useScrollerPlace } from '../shell/place'
import { usePath } from '../state'
import { undisclosed } from './amount'
import { drawsShares, figureOf, isDeep, knownShares, look, ofCapital, shareOpacity, tokensOf, type By, type Shares } from './colour'
import { measure, squaresOf, tileLimit, tilesAcross, tilesTop, type CardBox, type Scene } from './layout'
import type { Card, Model, Tile } from './model'
import { hasHan } from './text'
import { edges as edgesOf, trunks } from './route'
import { squares } from './squares'

interface Props {
  model: Model
  scene: Scene
  by: By
  shares: Map<string, Shares>
  selected: number | null
  hits: Set<number> | null
  allEdges: boolean
  /** How much of the right side a drawer covers. */
  room: number
  select: (card: number | null) => void
  step: (by: 1 | -1) => void
  toTier: (group: number) => void
  toggleEdges: () => void
}

/** How a card stands to what is selected and sought. */
type Relation = 'selected' | 'into' | 'out' | 'apart' | 'plain'

/** What a sheet of A4 on its side has for the map, below its title, in pixels. */
const paper = { w: 1030, h: 590 }

export function MapView(props: Props) {
  const { model, scene, selected, hits, room, select, step, toTier, toggleEdges } = props
  const t = useTexts()
  const [focused, setFocused] = useState<number | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const first = scene.cards[0]?.card ?? scene.rows[0]?.card ?? null
  const roving = focused !== null && (scene.cards.some((b) => b.card === focused) || scene.rows.some((b) => b.card === focused)) ? focused : (selected ?? first)

  const relations = useMemo(() => {
    const out = new Map<number, Relation>()
    if (selected === null) return out
    for (const b of [...scene.cards, ...scene.rows]) out.set(b.card, 'apart')
    for (const l of model.links) {
      if (l.from === selected) out.set(l.to, 'out')
      if (l.to === selected) out.set(l.from, 'into')
    }
    out.set(selected, 'selected')
    return out
  }, [model, scene, selected])

  // What is selected must not lie below the drawer or out of sight.
  useLayoutEffect(() => {
    const box = scene.cards.find((b) => b.card === selected)
    const view = scroller.current
    if (!box || !view) return
    const visible = view.clientWidth - room
    if (box.x + box.w - view.scrollLeft > visible - 12) view.scrollLeft = box.x + box.w - visible + 24
    else if (box.x < view.scrollLeft) view.scrollLeft = Math.max(0, box.x - 24)
    if (box.y + box.h - view.scrollTop > view.clientHeight - 8) view.scrollTop = box.y + box.h - view.clientHeight + 24
    else if (box.y < view.scrollTop + measure.header) view.scrollTop = Math.max(0, box.y - measure.header - 12)
  }, [scene, selected, room])

  // Back finds the map as it was left; what is selected was in sight then as far as one wished.
  useScrollerPlace(scroller, 'map', scene)

  // ctrl-wheel and pinch change the level, as they would the scale elsewhere.
  useEffect(() => {
    const view = scroller.current
    if (!view) return
    let last = 0
    const wheel = (e: WheelEvent) => {
      if (!e.ctrlKey) return
      e.preventDefault()
      if (e.timeStamp - last < 400) return
      last = e.timeStamp
      step(e.deltaY < 0 ? 1 : -1)
    }
    view.addEventListener('wheel', wheel, { passive: false })
    return () => { view.removeEventListener('wheel', wheel) }
  }, [step])

  const onKey = (e: KeyboardEvent) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return
    const boxes = [...scene.cards, ...scene.rows.map((r) => ({ ...r, column: 0, columns: 1, block: -1, group: -1 }))]
    const here = boxes.find((b) => b.card === roving)
    const move = (card: number | undefined) => {
      if (card === undefined) return
      e.preventDefault()
      setFocused(card)
      scroller.current?.querySelector<HTMLElement>(`[data-card="${card}"]`)?.focus()
    }
    switch (e.key) {
      case 'ArrowLeft': case 'ArrowRight': case 'ArrowUp': case 'ArrowDown':
        if (here) move(nearest(boxes, here, e.key))
        break
      case 'Home': move(model.groups[model.cards[roving ?? 0]?.group ?? 0]?.cards[0]); break
      case 'End': move(model.groups[model.cards[roving ?? 0]?.group ?? 0]?.cards.at(-1)); break
      case '+': case '=': step(1); break
      case '-': step(-1); break
      case 'e': toggleEdges(); break
      case 'Escape': if (selected !== null) select(null); else step(-1); break
    }
  }
  return (
    <div className={`map level-${scene.level}${selected === null ? '' : ' selecting'}`} id="map" ref={scroller} role="application" aria-label={t.map.region} onKeyDown={onKey}>
      <div className="canvas" style={{ width: scene.width + room, height: scene.height, '--name-size': `${scene.type.size}px`, '--name-line': `${scene.type.line}px`, '--name-top': `${scene.type.top}px`, '--paper': Math.min(1, paper.w / scene.width, paper.h / scene.height) } as CSSProperties} onClick={(e) => { if (e.target === e.currentTarget && selected !== null) select(null) }}>
        <Header {...props} />
        {scene.groups.map((g) => {
          const group = model.groups[g.group]
          if (!group) return null
          return (
            <div key={group.id} className="group" style={{ left: g.x, top: g.y, width: g.w, height: g.h }}>
              {scene.level === 'overview' && group.name && (
                <button type="button" className="strip" style={{ width: measure.strip }} tabIndex={-1} {...(g.label === group.name ? {} : { 'aria-label': `${group.code} ${group.name}` })} onClick={() => { toTier(g.group) }} title={`${group.code} ${group.name}`}>
                  <b>{group.code}</b>{' '}{g.label && <span className={hasHan(g.label) ? '' : 'latin'} lang={writtenIn(g.label)}>{g.label}</span>}
                </button>
              )}
              {scene.level !== 'overview' && <h2 className="group-name"><b className="code">{group.code}</b> {group.name || (t.map.tiers as Record<string, string>)[group.tier]}</h2>}
            </div>
          )
        })}
        <Arrows {...props} />
        {scene.sides.map((s) => {
          const group = model.groups[s.group]
          return (
            <div key={`${s.side} ${s.group}`} className="group" style={{ left: s.x, top: s.y, width: s.w, height: s.h }}>
              <button type="button" className="side-name ellipsis" onClick={() => { toTier(s.group) }} tabIndex={-1}><b className="code">{group?.code}</b> {group?.name}</button>
              {s.rest > 0 && <span className="side-rest meta">{t.map.unlinked(s.rest)}</span>}
            </div>
          )
        })}
        {scene.rows.map((r) => {
          const card = model.cards[r.card]
          if (!card) return null
          return (
            <button key={card.id} type="button" data-card={r.card} title={`${card.code} ${card.name}`} className={`side-row${card.count === 0 ? ' gap' : ''} ${relations.get(r.card) ?? ''}`} tabIndex={r.card === roving ? 0 : -1} style={{ left: r.x, top: r.y, width: r.w, height: r.h }} onFocus={() => { setFocused(r.card) }} onClick={() => { select(r.card) }}>
              <span className="code">{card.code}</span><span className="lines" lang={writtenIn(card.name)}>{r.lines.map((line, i) => <span key={i}>{line}</span>)}</span><span className="num">{figureOf(props.by, card, props.shares.get(card.id))}</span>
            </button>
          )
        })}
        {scene.cards.map((box) => {
          const card = model.cards[box.card]
          if (!card) return null
          const relation = relations.get(box.card) ?? 'plain'
          return (
            <CardView key={card.id} box={box} card={card} by={props.by} shares={props.shares.get(card.id)} relation={relation} faint={hits !== null && !hits.has(box.card)} lit={hits?.has(box.card) ?? false}
              tab={box.card === roving ? 0 : -1} scene={scene} links={linksOf(model, box.card)} select={select} focus={setFocused} />
          )
        })}
      </div>
    </div>
  )
}

const linksOf = (model: Model, card: number) => {
  let [from, to] = [0, 0]
  for (const l of model.links) {
    if (l.to === card) from++
    if (l.from === card) to++
  }
  return `${from} ${to}`
}

/** The nearest card in a direction: what lies straight ahead counts as nearer than what lies aside. */
export function nearest(boxes: CardBox[], here: CardBox, key: string): number | undefined {
  const [dx, dy] = key === 'ArrowLeft' ? [-1, 0] : key === 'ArrowRight' ? [1, 0] : key === 'ArrowUp' ? [0, -1] : [0, 1]
  let best: { card: number; far: number } | undefined
  for (const b of boxes) {
    if (b.card === here.card) continue
    const x = b.x + b.w / 2 - here.x - here.w / 2
    const y = b.y + b.h / 2 - here.y - here.h / 2
    const ahead = x * dx + y * dy
    if (ahead < 4) continue
    const far = ahead + 3 * Math.abs(x * dy + y * dx)
    if (!best || far < best.far) best = { card: b.card, far }
  }
  return best?.card
}

const CardView = memo(function CardView({ box, card, by, shares, relation, faint, lit, tab, scene, links, select, focus }: {
  box: CardBox; card: Card; by: By; shares: Shares | undefined; relation: Relation; faint: boolean; lit: boolean; tab: number; scene: Scene; links: string
  select: (card: number) => void; focus: (card: number) => void
}) {
  const t = useTexts()
  const lang = useLang()
  const l = look(by, card, shares)
  const tokens = tokensOf(l)
  const filtered = card.passing !== null || card.matching !== card.count
  const figure = figureOf(by, card, shares)
  const strip = drawsShares(by) && !gap(l)
  const [from, to] = links.split(' ').map(Number) as [number, number]
  const label = t.map.card(card.code, card.name, card.count, card.key && !card.keysBelow, from, to) + keysOf(card, t) + (filtered && card.count > 0 ? t.map.matching(card.matching, card.count) : '') + (card.came + card.left > 0 ? t.map.changed(card.came, card.left) : '')
  const rating = card.count === 0 ? '' : by === 'rating' ? t.mapRatings.of(card.rated) : ofCapital(by) ? t.chainMap.capitalOf(card.events, card.sum ? `${currencyName(card.sum.currency, lang)} ${card.sum.text}` : '', undisclosed(card.capital)) : ''
  const empty = gap(l)
  const deep = isDeep(l)
  const named = scene.named
  return (
    <div className={`card ${relation}${empty ? ' gap' : ''}${l === 'withheld' ? ' not-computed' : ''}${faint || (filtered && card.matching === 0) ? ' faint' : ''}${lit ? ' lit' : ''}${named ? ' named' : ''}${deep ? ' deep' : ''}`}
      style={{ left: box.x, top: box.y, width: box.w, height: box.h, ...(tokens ? { background: `var(--${tokens.ground})` } : {}) }}>
      <button type="button" className="hit" data-card={box.card} aria-label={rating ? `${label}${t.semicolon}${rating}` : label} title={[about(card, t), card.keysBelow && t.keys.below(card.keysBelow.join(t.lists.and)), rating].filter(Boolean).join('\n')} aria-pressed={relation === 'selected'} tabIndex={tab} onFocus={() => { focus(box.card) }} onClick={() => { select(box.card) }} />
      {tokens && <i className="class" style={{ background: `var(--${tokens.mark})` }} />}
      {l === 'withheld' && <i className="class hatched" />}
      <div className="name" aria-hidden>
        <span className="figure-n">{card.key && named && <span className={keyClass(card)}>{t.map.key}</span>}<span>{figure}</span>{card.came > 0 && <b> +{count(card.came)}</b>}{card.left > 0 && <b> −{count(card.left)}</b>}</span>
        {box.lines.map((line, i) => <span key={i} className="part" lang={writtenIn(card.name)}>{i === 0 && card.code && <span className="code">{card.code}</span>}{line}</span>)}
      </div>
      {empty && (!named || scene.level === 'overview') && <span className="nobody" aria-hidden>{t.map.nobody}</span>}
      {named ? <Names card={card} box={box} level={scene.level} strip={strip} /> : !empty && !strip && <Marks card={card} box={box} scene={scene} deep={deep} />}
      {strip && <SharesOf card={card} shares={shares} />}
      {card.key && !named && <span className={keyClass(card)} title={t.map.keyLink} aria-hidden>{t.map.key}</span>}
    </div>
  )
})

/** The mark of a key link: dashed where it is of one below. */
export const keyClass = (card: Card) => (card.keysBelow ? 'keymark below' : 'keymark')

/** Whose the mark of a card is where it is not its own, as its label goes on. */
export const keysOf = (card: Card, t: Texts) => (card.keysBelow ? t.comma + t.keys.below(card.keysBelow.join(t.lists.and)) : '')

/** What a card tells at a hover: its whole name in both languages, how its providers are known, and the first of them. */
function about(card: Card, t: Texts): string {
  const six = card.tiles.slice(0, 6).map((x) => x.name)
  return [
    `${card.code} ${card.name}`, card.other, card.count === 0 ? t.map.nobodyWhy : card.evidence ? t.map.stated(card.evidence.stated, card.evidence.announced, card.evidence.inferred) : '',
    six.join(t.lists.and) + (card.tiles.length > six.length ? ` +${count(card.tiles.length - six.length)}` : ''),
  ].filter(Boolean).join('\n')
}

const gap = (l: ReturnType<typeof look>) => l === 'gap'

/** The known shares of a segment as a strip: the darkest is the largest, what nobody states is outlined, and hatched where none is known. */
function SharesOf({ card, shares }: { card: Card; shares: Shares | undefined }) {
  const known = knownShares(card.tiles, shares)
  return (
    <span className={`shares${known.length === 0 ? ' hatched' : ''}${card.key ? ' beside-key' : ''}`} aria-hidden>
      {known.map((x, i) => <i key={i} style={{ width: `${x * 100}%`, opacity: shareOpacity(i) }} />)}
    </span>
  )
}

const Marks = memo(function Marks({ card, box, scene, deep }: { card: Card; box: CardBox; scene: Scene; deep: boolean }) {
  const s = squares(card, squaresOf(scene, box, card.key), scene.scale)
  return (
    <span className="marks" aria-hidden>
      <svg width={s.width} height={s.height}>
        {s.grey && <path d={s.grey} fill="var(--line2)" />}
        {s.stated && <path d={s.stated} fill="var(--acc)" />}
        {s.announced && <path d={s.announced} fill={deep ? 'var(--k2-deep)' : 'var(--k2)'} />}
        {s.inferred && <path d={s.inferred} fill="var(--surface)" stroke="var(--acc)" />}
        {s.fresh && <path d={s.fresh} stroke="var(--ink)" />}
        {s.left && <path d={s.left} fill="none" stroke="var(--ink3)" strokeDasharray="1.5 1" />}
      </svg>
      {s.overflow > 0 && <small style={{ left: s.after.x, top: s.after.y - 3 }}>+{count(s.overflow)}</small>}
    </span>
  )
})

/** The enterprises of a card by name. */
function Names({ card, box, level, strip }: { card: Card; box: CardBox; level: Scene['level']; strip: boolean }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const across = tilesAcross(box.w)
  const limit = tileLimit(level, across, box.h - tilesTop(level, box.lines.length) - 4 - (strip ? measure.shares : 0))
  const over = card.tiles.length > limit
  const shown = card.tiles.slice(0, over ? Math.max(0, limit - 1) : limit)
  return (
    <>
      {level !== 'overview' && <p className="meta known">{card.count === 0 ? t.map.nobodyWhy : card.evidence && t.map.stated(card.evidence.stated, card.evidence.announced, card.evidence.inferred)}</p>}
      {limit > 0 && card.tiles.length > 0 && (
        <ul className="tiles" style={{ gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))` }}>
          {shown.map((x, i) => (
            <li key={x.id}>
              <Link to={path(`/${lang}/enterprises/${encodeURIComponent(x.id)}`)} className={`tile ${x.evidence}${card.passing?.[i] === false ? ' grey' : ''}${card.fresh?.[i] ? ' fresh' : ''}`} title={title(x)} lang={writtenIn(x.name)}><i aria-hidden /><span className="ellipsis">{x.name}</span></Link>
            </li>
          ))}
          {over && <li><span className="tile more">+{count(card.tiles.length - shown.length)}</span></li>}
        </ul>
      )}
    </>
  )
}
const title = (x: Tile) => (x.share ? `${x.label} · ${share(x.share)} (${x.year})` : x.label)

/** The names of the columns, and how many links run from each to the next. */
const Header = memo(function Header({ model, scene }: Props) {
  const t = useTexts()
  const tier = t.map.tiers as Record<string, string>
  return (
    <div className="head" style={{ width: scene.width }}>
      {scene.blocks.map((b) => <h2 key={b.tier} style={{ left: b.x, width: b.w }}><span className="in-sight">{tier[b.tier]} <span className="meta">{b.cards}</span></span></h2>)}
      {scene.level === 'overview' && trunks(model, scene).map(({ to, n }) => {
        const b = scene.blocks[to]
        if (!b || n === 0) return null
        return (
          <span key={to} className="trunk" title={t.mapMore.columns} style={{ left: b.x - measure.gutter, width: measure.gutter }}>
            <small>{n}</small>
            <svg width={measure.gutter - 8} height={10} aria-hidden><path d={`M0 5H${measure.gutter - 16}`} stroke="var(--ink2)" strokeWidth={Math.min(4, Math.sqrt(n) / 3)} /><path d={`M${measure.gutter - 8} 5l-9 -4.5v9z`} fill="var(--ink2)" /></svg>
          </span>
        )
      })}
      {scene.level !== 'overview' && scene.sides.some((s) => s.side === 'left') && <h2 style={{ left: measure.margin, width: measure.list }}>{t.map.upstreamSide} <span className="meta">{scene.rows.filter((r) => r.x < scene.width / 2).length}</span></h2>}
      {scene.level !== 'overview' && scene.sides.some((s) => s.side === 'right') && <h2 style={{ left: scene.width - measure.margin - measure.list, width: measure.list }}>{t.map.downstreamSide} <span className="meta">{scene.rows.filter((r) => r.x > scene.width / 2).length}</span></h2>}
    </div>
  )
})

const Arrows = memo(function Arrows({ model, scene, selected, allEdges }: Props) {
  const all = useMemo(() => edgesOf(model, scene, selected, allEdges), [model, scene, selected, allEdges])
  const colour = { rest: 'var(--line2)', key: 'var(--ink2)', into: 'var(--acc)', out: 'var(--k2)' }
  return (
    <svg className="arrows" width={scene.width} height={scene.height} aria-hidden>
      {all.map((e) => (
        <g key={`${e.link.from} ${e.link.to}`} fill="none" stroke={colour[e.kind]} strokeWidth={e.kind === 'rest' ? 1 : e.kind === 'key' ? 1.2 : 1.7}>
          <path d={e.path} />
          {e.kind !== 'rest' && <path d={e.head} fill={colour[e.kind]} stroke="none" />}
        </g>
      ))}
    </svg>
  )
})
