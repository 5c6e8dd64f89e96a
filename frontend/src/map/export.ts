import { say, type Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { fonts, light } from '../theme/tokens'
import { count, currencyName } from '../format'
import { escape, provenance, savePicture, type Measure } from '../parts/picture'
import { changes, classLabels, drawsShares, figureOf, isDeep, knownShares, look, ofCapital, shareOpacity, tokensOf, type By, type Shares } from './colour'
import { codeWidth, measure, overflows, squaresOf, tileLimit, tilesAcross, tilesTop, type CardBox, type Scene } from './layout'
import type { Card, Model } from './model'
import { draftsOf, gradeLegend, type RatingMap } from './ratings'
import { edges, trunks } from './route'
import { squares } from './squares'
import { breakLines, hasHan, widthOf } from './text'

export interface Exported {
  model: Model
  scene: Scene
  by: By
  shares: Map<string, Shares>
  ratings: RatingMap | null
  title: string
  subtitle: string
  url: string
  revision: number
  dataDate: string
  allEdges: boolean
  selected: number | null
  t: Texts
  lang: Lang
}

/** Holds a text to the width that the layout knows it by: where the file is opened there may be another font. */
const fit = (text: string, size: number) => (text && !hasHan(text) ? ` textLength="${widthOf(text, size).toFixed(1)}" lengthAdjust="spacingAndGlyphs"` : '')

/** The scene as an SVG document that stands alone: always on white paper, with title, legend, provenance and address. */
export function svgOf(x: Exported, width: Measure): string {
  const { scene, model, t } = x
  const p = light
  const w = Math.ceil(scene.width)
  const out: string[] = []
  const text = (at: { x: number; y: number }, s: string, size: number, fill: string, more = '') => out.push(`<text x="${at.x}" y="${at.y}" font-size="${size}" fill="${fill}"${more}>${escape(s)}</text>`)
  const inside = w - 40
  const titles = breakLines(x.title, () => inside, 3, (s) => width(s, `600 20px ${fonts.text}`)).lines
  titles.forEach((line, i) => text({ x: 20, y: 30 + i * 26 }, line, 20, p.ink, ' font-weight="600"'))
  let ly = 50 + (titles.length - 1) * 26
  const subtitles = breakLines(x.subtitle, () => inside, 3, (s) => width(s, `12px ${fonts.text}`)).lines
  subtitles.forEach((line, i) => text({ x: 20, y: ly + i * 18 }, line, 12, p.ink3))
  ly += subtitles.length * 18 + 4
  let lx = 20
  // Each entry of the legend is a mark and words; where a line is full the next begins.
  const entry = (words: string, mark = 0, draw: (x: number, y: number) => string = () => '') => {
    const wide = mark + width(words, `12px ${fonts.text}`)
    if (lx > 20 && lx + wide > w - 20) { lx = 20; ly += 18 }
    out.push(draw(lx, ly))
    text({ x: lx + mark, y: ly }, words, 12, p.ink2)
    lx += wide + 14
  }
  const l = t.map.legend
  const limits = x.shares.values().next().value?.limits
  entry(l[x.by] + (x.by === 'amount' && model.currency ? t.inBrackets(currencyName(model.currency, x.lang)) : '') + (x.by === 'hhi' && limits ? t.inBrackets(say(limits.label, x.lang)) : '') + (x.ratings ? `${t.colon}${say(x.ratings.scheme.title, x.lang)}` : ''))
  const classes = x.ratings && x.by === 'rating' ? gradeLegend(x.ratings, x.lang).map((g) => [g.text, `sc${g.class}` as 'sc0'] as const)
    : classLabels(x.by, limits, x.lang).map((label, i) => [label, x.by === 'hhi' ? (['cc0', 'cc2', 'cc4'] as const)[i as 0 | 1 | 2] : (`${ofCapital(x.by) ? 'cc' : 'sc'}${i}` as 'sc0')] as const)
  for (const [label, c] of classes) entry(label, 20, (mx, my) => `<rect x="${mx}" y="${my - 10}" width="16" height="10" fill="${p[c]}" stroke="${p.line2}" stroke-width=".5"/>`)
  const drafts = x.by === 'rating' && x.ratings && draftsOf(x.ratings)
  if (drafts) entry(t.mapRatings[drafts])
  if (x.by !== 'supply') entry(x.by === 'amount' ? t.chainMap.noAmount : x.by === 'capital' ? l.noEvents : x.by === 'coverage' ? l.noShares : x.by === 'rating' ? t.mapRatings.unrated : l.notComputed, 22, (mx, my) => `<rect x="${mx + 0.5}" y="${my - 9.5}" width="17" height="9" fill="url(#hatch)" stroke="${p.line2}"/>`)
  if (drawsShares(x.by)) entry(l.shares, 22, (mx, my) => `<rect x="${mx + 0.5}" y="${my - 8.5}" width="17" height="7" fill="${p.surface}" stroke="${p.line2}"/><rect x="${mx}" y="${my - 9}" width="9" height="8" fill="${p.ink}" opacity=".75"/>`)
  entry(l.gap, 22, (mx, my) => `<rect x="${mx}" y="${my - 10}" width="18" height="10" rx="2" fill="none" stroke="${p.line2}" stroke-dasharray="3 2"/>`)
  if (!drawsShares(x.by) || scene.named) for (const e of ['stated', 'announced', 'inferred'] as const) {
    entry(l[e], 11, (mx, my) => (e === 'inferred' ? `<rect x="${mx + 0.5}" y="${my - 7.5}" width="6" height="6" fill="${p.surface}" stroke="${p.acc}"/>` : `<rect x="${mx}" y="${my - 8}" width="7" height="7" fill="${e === 'stated' ? p.acc : p.k2}"/>`))
  }
  if (scene.scale > 1) entry(l.scale(scene.scale))
  if (overflows(model, scene, drawsShares(x.by))) entry(t.mapMore.more)
  entry(l.key, 18, (mx, my) => `<rect x="${mx + 0.5}" y="${my - 11.5}" width="13" height="13" rx="2" fill="none" stroke="${p.seal}"/><text x="${mx + 7}" y="${my - 1.5}" font-size="10" text-anchor="middle" fill="${p.seal}">${escape(t.map.key)}</text>`)
  const arrow = (colour: string) => (mx: number, my: number) => `<path d="M${mx} ${my - 4.5}h13" stroke="${colour}" stroke-width="1.4"/><path d="M${mx + 20} ${my - 4.5}l-7 -3.5v7z" fill="${colour}"/>`
  if (x.selected !== null) { entry(l.into, 24, arrow(p.acc)); entry(l.outOf, 24, arrow(p.k2)) }
  else entry(x.allEdges || scene.level !== 'overview' ? l.feeds : t.mapMore.between, 24, arrow(p.ink2))
  const filtered = model.cards.some((c) => c.passing !== null || c.matching !== c.count)
  if (filtered) entry(l.grey, 11, (mx, my) => `<rect x="${mx}" y="${my - 8}" width="7" height="7" fill="${p.line2}"/>`)
  if (model.cards.some((c) => c.fresh)) { entry(l.came); entry(l.left, 11, (mx, my) => `<rect x="${mx + 0.5}" y="${my - 7.5}" width="6" height="6" fill="none" stroke="${p.ink3}" stroke-dasharray="1.5 1"/>`) }
  entry(filtered ? t.mapMore.ofFilter : t.mapMore.figure[x.by])
  const top = ly + 12
  const foot = breakLines(provenance(x), () => inside, 4, (s) => width(s, `11px ${fonts.text}`)).lines
  const bottom = 24 + foot.length * 16
  const h = Math.ceil(scene.height) + top + bottom

  out.push(`<g transform="translate(0 ${top})">`)
  const tier = t.map.tiers as Record<string, string>
  for (const b of scene.blocks) {
    text({ x: b.x, y: 20 }, `${tier[b.tier] ?? ''}  ${b.cards}`, 13, p.ink, ' font-weight="600"')
    out.push(`<path d="M${b.x} 26.5h${b.w}" stroke="${p.line2}"/>`)
  }
  if (scene.level === 'overview') for (const { to, n } of trunks(model, scene)) {
    const b = scene.blocks[to]
    if (!b || n === 0) continue
    text({ x: b.x - measure.gutter / 2, y: 12 }, String(n), 11, p.ink2, ' text-anchor="middle"')
    out.push(`<path d="M${b.x - measure.gutter + 6} 20h${measure.gutter - 18}" stroke="${p.ink2}" stroke-width="${Math.min(4, Math.sqrt(n) / 3)}"/><path d="M${b.x - 5} 20l-8 -4v8z" fill="${p.ink2}"/>`)
  }
  for (const g of scene.groups) {
    const group = model.groups[g.group]
    out.push(`<rect x="${g.x}" y="${g.y}" width="${g.w}" height="${g.h}" rx="6" fill="${p.sunken}"/>`)
    if (group && scene.level !== 'overview') text({ x: g.x + 10, y: g.y + 20 }, `${group.code} ${group.name}`, 13, p.ink)
  }
  const colour = { rest: p.line2, key: p.ink2, into: p.acc, out: p.k2 }
  for (const e of edges(model, scene, x.selected, x.allEdges)) {
    out.push(`<path d="${e.path}" fill="none" stroke="${colour[e.kind]}" stroke-width="${e.kind === 'rest' ? 1 : 1.4}"/>`)
    if (e.kind !== 'rest') out.push(`<path d="${e.head}" fill="${colour[e.kind]}"/>`)
  }
  if (scene.level === 'overview') for (const g of scene.groups) {
    const group = model.groups[g.group]
    if (!group?.name) continue
    text({ x: g.x + 12, y: g.y + 15 }, group.code, 12, p.ink, ` text-anchor="middle" font-family='${fonts.code}' font-weight="500"`)
    if (hasHan(g.label)) [...g.label].forEach((c, i) => text({ x: g.x + 12, y: g.y + 32 + i * 13 }, c, 12, p.ink2, ' text-anchor="middle"'))
    else text({ x: 0, y: 0 }, g.label, 11, p.ink2, `${fit(g.label, 11)} font-family='${fonts.card}' transform="translate(${g.x + 8} ${g.y + 22}) rotate(90)"`)
  }
  for (const s of scene.sides) {
    const group = model.groups[s.group]
    out.push(`<rect x="${s.x}" y="${s.y}" width="${s.w}" height="${s.h}" rx="6" fill="${p.sunken}"/>`)
    const [name = ''] = breakLines(`${group?.code ?? ''} ${group?.name ?? ''}`, () => s.w - 16, 1, (c) => width(c, `13px ${fonts.text}`)).lines
    text({ x: s.x + 8, y: s.y + 17 }, name, 13, p.ink)
    if (s.rest > 0) text({ x: s.x + 12, y: s.y + s.h - 7 }, t.map.unlinked(s.rest), 11, p.ink3)
  }
  for (const r of scene.rows) {
    const c = model.cards[r.card]
    if (!c) continue
    out.push(`<rect x="${r.x + 0.5}" y="${r.y + 0.5}" width="${r.w - 1}" height="${r.h - 1}" rx="3" fill="${c.count ? p.surface : 'none'}" stroke="${c.count ? p.line : p.line2}"${c.count ? '' : ' stroke-dasharray="3 2"'}/>`)
    text({ x: r.x + 7, y: r.y + 15 }, c.code, 12, p.ink2, ` font-family='${fonts.code}'`)
    r.lines.forEach((line, i) => text({ x: r.x + 7 + codeWidth(c.code) + 2, y: r.y + 15 + i * 15 }, line, 12.5, p.ink, `${fit(line, 12.5)} font-family='${fonts.card}'`))
    if (c.count) text({ x: r.x + r.w - 7, y: r.y + 15 }, count(c.count), 12, p.ink2, ' text-anchor="end"')
  }
  for (const b of scene.cards) {
    const c = model.cards[b.card]
    if (c) out.push(cardOf(x, b, c, width))
  }
  out.push('</g>')
  foot.forEach((line, i) => text({ x: 20, y: h - 16 - (foot.length - 1 - i) * 16 }, line, 11, p.ink3))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family='${fonts.text}'><title>${escape(x.title)}</title><defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v4" stroke="${p.line2}"/></pattern></defs><rect width="${w}" height="${h}" fill="#fff"/>${out.join('')}</svg>`
}

function cardOf(x: Exported, b: CardBox, c: Card, width: Measure): string {
  const p = light
  const l = look(x.by, c, x.shares.get(c.id))
  const tokens = tokensOf(l)
  const gap = l === 'gap'
  const dim = x.selected !== null && x.selected !== b.card && !x.model.links.some((k) => (k.from === x.selected && k.to === b.card) || (k.to === x.selected && k.from === b.card))
  const out = [`<g transform="translate(${b.x} ${b.y})"${dim || (c.passing && c.matching === 0) ? ' opacity=".45"' : ''}>`]
  const ground = gap ? 'none' : tokens ? p[tokens.ground] : p.surface
  const chosen = x.selected === b.card
  out.push(`<rect x=".5" y=".5" width="${b.w - 1}" height="${b.h - 1}" rx="4" fill="${ground}" stroke="${chosen ? p.acc : gap ? p.line2 : p.line}"${chosen ? ' stroke-width="2"' : ''}${gap ? ' stroke-dasharray="3 2"' : ''}/>`)
  if (l === 'withheld') out.push(`<rect x="1" y="1" width="4" height="${b.h - 2}" fill="url(#hatch)"/>`)
  if (tokens) out.push(`<path d="M4 .5v${b.h - 1}h-1a2.5 2.5 0 0 1 -2.5 -2.5v-${b.h - 6}a2.5 2.5 0 0 1 2.5 -2.5z" fill="${p[tokens.mark]}"/>`)
  const figure = figureOf(x.by, c, x.shares.get(c.id))
  const strip = drawsShares(x.by) && !gap
  const { size, line, top } = x.scene.type
  const face = `font-family='${fonts.card}'`
  const first = top + line - (x.scene.named ? 5 : 3.5)
  if (c.code) out.push(`<text x="10" y="${first}" font-size="12" font-weight="500" fill="${p.ink2}" font-family='${fonts.code}'>${escape(c.code)}</text>`)
  b.lines.forEach((part, i) => out.push(`<text x="${10 + (i === 0 ? codeWidth(c.code) : 0)}" y="${first + i * line}" font-size="${size}" font-weight="${gap ? 400 : 500}" fill="${gap ? p.ink2 : p.ink}"${fit(part, size)} ${face}>${escape(part)}</text>`))
  if (figure) out.push(`<text x="${b.w - 7}" y="${first}" font-size="${x.scene.named ? 14 : 12}" text-anchor="end" fill="${p.ink}" ${face}>${figure}${changes(c)}</text>`)
  if (gap && (!x.scene.named || x.scene.level === 'overview')) out.push(`<text x="10" y="${b.h - 8}" font-size="11" fill="${p.ink3}" ${face}>${escape(x.t.map.nobody)}</text>`)
  if (x.scene.named) {
    const across = tilesAcross(b.w)
    const y0 = tilesTop(x.scene.level, b.lines.length)
    const known = c.count === 0 ? x.t.map.nobodyWhy : c.evidence ? x.t.map.stated(c.evidence.stated, c.evidence.announced, c.evidence.inferred) : ''
    if (x.scene.level !== 'overview' && known) out.push(`<text x="10" y="${y0 - 10}" font-size="12" fill="${isDeep(l) ? p.ink : p.ink2}">${escape(known)}</text>`)
    const room = tileLimit(x.scene.level, across, b.h - y0 - 4 - (strip ? measure.shares : 0))
    const over = c.tiles.length > room
    const shown = c.tiles.slice(0, over ? Math.max(0, room - 1) : room)
    const step = (b.w - 20 + 4) / across
    shown.forEach((tile, i) => {
      const [tx, ty] = [11 + (i % across) * step, y0 + Math.floor(i / across) * measure.tilePitch]
      out.push(`<rect x="${tx + 0.5}" y="${ty + 0.5}" width="${step - 5}" height="23" rx="2" fill="${p.surface}" stroke="${p.line}"${tile.evidence === 'inferred' ? ' stroke-dasharray="3 2"' : ''}/>`)
      out.push(tile.evidence === 'inferred' ? `<rect x="${tx + 7.5}" y="${ty + 9.5}" width="5" height="5" fill="none" stroke="${p.acc}"/>` : `<rect x="${tx + 7}" y="${ty + 9}" width="6" height="6" fill="${c.passing?.[i] === false ? p.line2 : tile.evidence === 'stated' ? p.acc : p.k2}"/>`)
      const [name = ''] = breakLines(tile.name, () => step - 28, 1, (s) => width(s, `12.5px ${fonts.card}`)).lines
      out.push(`<text x="${tx + 19}" y="${ty + 16.5}" font-size="12.5" fill="${p.ink}" font-family='${fonts.card}'>${escape(name)}</text>`)
    })
    if (over && room > 0) out.push(`<text x="${11 + (shown.length % across) * step + 7}" y="${y0 + Math.floor(shown.length / across) * measure.tilePitch + 15.5}" font-size="12" fill="${p.ink2}">+${count(c.tiles.length - shown.length)}</text>`)
  } else if (!gap && !strip) {
    const s = squares(c, squaresOf(x.scene, b, c.key), x.scene.scale)
    out.push(`<g transform="translate(9 ${b.h - 4 - s.height})">`)
    if (s.grey) out.push(`<path d="${s.grey}" fill="${p.line2}"/>`)
    if (s.stated) out.push(`<path d="${s.stated}" fill="${p.acc}"/>`)
    if (s.announced) out.push(`<path d="${s.announced}" fill="${isDeep(l) ? p['k2-deep'] : p.k2}"/>`)
    if (s.inferred) out.push(`<path d="${s.inferred}" fill="${p.surface}" stroke="${p.acc}"/>`)
    if (s.fresh) out.push(`<path d="${s.fresh}" stroke="${p.ink}"/>`)
    if (s.left) out.push(`<path d="${s.left}" fill="none" stroke="${p.ink3}" stroke-dasharray="1.5 1"/>`)
    if (s.overflow) out.push(`<text x="${s.after.x}" y="${s.after.y + 7}" font-size="11" fill="${p.ink2}">+${count(s.overflow)}</text>`)
    out.push('</g>')
  }
  if (strip) {
    const w = b.w - 18 - (c.key && !x.scene.named ? 15 : 0)
    const known = knownShares(c.tiles, x.shares.get(c.id))
    out.push(`<rect x="9.5" y="${b.h - 12.5}" width="${w - 1}" height="7" fill="${known.length === 0 ? 'url(#hatch)' : p.surface}" stroke="${p.line2}"/>`)
    let from = 9
    known.forEach((k, i) => { out.push(`<rect x="${from}" y="${b.h - 13}" width="${Math.max(1, k * w - 1)}" height="8" fill="${p.ink}" opacity="${shareOpacity(i).toFixed(2)}"/>`); from += k * w })
  }
  if (c.key) {
    const [kx, ky] = x.scene.named ? [b.w - 24 - width(figure, `14px ${fonts.card}`), 8] : [b.w - 19, b.h - 19]
    out.push(`<rect x="${kx + 0.5}" y="${ky + 0.5}" width="13" height="13" rx="2" fill="${p.surface}" stroke="${p.seal}"${c.keysBelow ? ' stroke-dasharray="2.5 2"' : ''}/><text x="${kx + 7}" y="${ky + 10.5}" font-size="10" text-anchor="middle" fill="${p.seal}">${escape(x.t.map.key)}</text>`)
  }
  out.push('</g>')
  return out.join('')
}

/** Hands the map out as a file. */
export async function exportMap(format: 'svg' | 'png', x: Exported): Promise<void> {
  await savePicture(format, (width) => svgOf(x, width), x.title, x.revision)
}
