import type { Texts } from '../i18n/zh'
import { breakLines } from '../map/text'
import { escape, provenance, savePicture, type Measure } from '../parts/picture'
import { fonts, light } from '../theme/tokens'
import type { Drawing } from './flow'
import { chosen } from './flow'
import { fitting, roomOf } from './FlowPicture'
import { measure, partOf, type Scene } from './layout'

export interface Exported {
  drawing: Drawing
  scene: Scene
  selected: string
  /** Of each link what part passes through what is selected. */
  parts: ReadonlyMap<string, number>
  /** How its figures are to be read. */
  how: string
  amount: boolean
  title: string
  subtitle: string
  /** What was asked for, in words; "" if everything. */
  asked: string
  url: string
  revision: number
  dataDate: string
  t: Texts
}

/** The flow as an SVG document that stands alone: on white paper, with title, legend, provenance and address. */
export function svgOf(x: Exported, width: Measure): string {
  const { scene, drawing, t } = x
  const p = light
  const w = Math.ceil(scene.width) + 40
  const out: string[] = []
  const text = (at: { x: number; y: number }, s: string, size: number, fill: string, more = '') => out.push(`<text x="${at.x}" y="${at.y}" font-size="${size}" fill="${fill}"${more}>${escape(s)}</text>`)
  const lines = [x.subtitle, x.asked, x.how].filter(Boolean).flatMap((s) => breakLines(s, () => w - 40, 4, (l) => width(l, `12px ${fonts.text}`)).lines)
  text({ x: 20, y: 30 }, x.title, 20, p.ink, ' font-weight="600"')
  lines.forEach((l, i) => { text({ x: 20, y: 50 + i * 17 }, l, 12, p.ink3) })
  let y = 50 + lines.length * 17
  let lx = 20
  const keys: [string, string, number][] = [[p.acc, t.capital.key.named, 0.3], [p.ink3, t.capital.key.grey, 0.22], ...(x.amount ? [[p.acc, t.capital.key.sure, 0.55] as [string, string, number]] : []), ...(x.selected ? [[p.k2, t.capital.key.chosen, 0.6] as [string, string, number]] : [])]
  for (const [fill, label, opacity] of keys) {
    out.push(`<rect x="${lx}" y="${y - 9}" width="16" height="10" fill="${fill}" fill-opacity="${opacity}"/>`)
    text({ x: lx + 20, y }, label, 12, p.ink2)
    lx += 20 + width(label, `12px ${fonts.text}`) + 16
  }
  y += 12
  out.push(`<g transform="translate(20 ${y})">`)
  const heads = [t.capital.investor, t.capital.group, t.capital.round]
  heads.forEach((h, i) => { text({ x: scene.columns[i as 0 | 1 | 2] + (i === 0 ? measure.bar : 0), y: 16 }, h, 12, p.ink2, ` font-weight="600" text-anchor="${i === 0 ? 'end' : 'start'}"`) })
  const links = drawing.links
  const on = (i: number) => { const l = links[i]; return l !== undefined && chosen(x.selected, l, true) }
  for (const b of scene.bands.toSorted((a, c) => Number(on(a.link)) - Number(on(c.link)))) {
    const l = links[b.link]
    if (!l) continue
    const fill = on(b.link) ? p.k2 : l.named ? p.acc : p.ink3
    out.push(`<path d="${b.path}" fill="${fill}" fill-opacity="${on(b.link) ? 0.5 : l.named ? 0.3 : 0.2}"/>`)
    if (l.sure < l.size) out.push(`<path d="${b.sure}" fill="${fill}" fill-opacity=".35"/>`)
  }
  for (const b of scene.bands) {
    const part = x.parts.get(links[b.link]?.id ?? '')
    if (part !== undefined && !on(b.link)) out.push(`<path d="${partOf(b, part)}" fill="${p.k2}" fill-opacity=".5"/>`)
  }
  for (const b of scene.bars) {
    const n = drawing.nodes[b.node]
    if (!n) continue
    const left = n.column === 0
    const font = `13px ${fonts.text}`
    const label = fitting(n.code ? `${n.code} ${n.label}` : n.label, roomOf(n.column, scene) - width(n.figure, font) - 6, (s) => width(s, font))
    out.push(`<rect x="${b.x}" y="${b.y.toFixed(2)}" width="${measure.bar}" height="${b.h.toFixed(2)}" fill="${chosen(x.selected, n, false) ? p.k2 : n.named ? p.acc : p.ink3}"/>`)
    out.push(`<text x="${left ? b.x - 8 : b.x + measure.bar + 8}" y="${(b.slot + b.room / 2 + 4.5).toFixed(2)}" font-size="13" fill="${p.ink}" text-anchor="${left ? 'end' : 'start'}" stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${escape(label)} <tspan fill="${p.ink3}">${escape(n.figure)}</tspan></text>`)
  }
  out.push('</g>')
  const h = y + scene.height + 44
  text({ x: 20, y: h - 14 }, provenance(x), 11, p.ink3)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family='${fonts.text}'><title>${escape(x.title)}</title><rect width="${w}" height="${h}" fill="#fff"/>${out.join('')}</svg>`
}

/** Hands the flow out as a file. */
export async function exportFlow(format: 'svg' | 'png', x: Exported): Promise<void> {
  await savePicture(format, (width) => svgOf(x, width), x.title, x.revision)
}
