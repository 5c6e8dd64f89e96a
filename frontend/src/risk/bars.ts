import type { Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { breakLines } from '../map/text'
import { escape, provenance, type Measure } from '../parts/picture'
import { fonts, light, type Token } from '../theme/tokens'

/** How a part of a bar looks on paper: filled, hatched, or only outlined. */
export interface Look { fill?: Token; hatch?: Token; edge: Token; thick?: boolean; dashed?: boolean }

/** A bar of a picture: from where to where, 0 to 1 of its room, and a stroke across it. */
export interface BarRow { label: string; parts: { look: Look; from: number; to: number }[]; mark?: number; figures: string }

/** A picture of bars that stands alone: with its title, its key, and where it is from. */
export interface Bars {
  title: string
  subtitle: string
  keys: { look: Look; label: string }[]
  head: string
  rows: BarRow[]
  more: string
  sources: { name: string; sourceId: string; licence: string | null }[]
  url: string
  revision: number
  dataDate: string
  t: Texts
  lang: Lang
}

/** How wide the picture is on paper, and how high a row is, in pixels; how much room texts have beyond their width. */
const wide = 1160
const high = 24
const spare = 1.08

/** The bars as an SVG document, on white paper. */
export function barsOf(x: Bars, width: Measure): string {
  const p = light
  const out: string[] = []
  const hatches = new Map<string, string>()
  const text = (tx: number, ty: number, s: string, size: number, fill: string, more = '') => out.push(`<text x="${tx.toFixed(1)}" y="${ty.toFixed(1)}" font-size="${size}" fill="${fill}"${more}>${escape(s)}</text>`)
  const long = (s: string, size = 12) => width(s, `${size}px ${fonts.text}`)
  const cut = (s: string, room: number) => breakLines(s, () => room, 1, (l) => long(l)).lines[0] ?? ''
  const box = (look: Look, bx: number, by: number, bw: number, bh: number) => {
    let fill = look.fill ? p[look.fill] : 'none'
    if (look.hatch) {
      hatches.set(look.hatch, `<pattern id="h-${look.hatch}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V5" stroke="${p[look.hatch]}" stroke-width="2"/></pattern>`)
      fill = `url(#h-${look.hatch})`
    }
    out.push(`<rect x="${bx.toFixed(1)}" y="${by.toFixed(1)}" width="${Math.max(1, bw).toFixed(1)}" height="${bh}" fill="${fill}" stroke="${p[look.edge]}" stroke-width="${look.thick ? 2 : 1}"${look.dashed ? ' stroke-dasharray="3 2"' : ''}/>`)
  }
  let y = 30
  const heading = breakLines(x.title, () => wide, 2, (l) => width(l, `600 20px ${fonts.text}`)).lines
  for (const l of heading) { text(20, y, l, 20, p.ink, ' font-weight="600"'); y += 26 }
  y -= 6
  for (const l of breakLines(x.subtitle, () => wide, 4, (l) => long(l)).lines) { text(20, y, l, 12, p.ink3); y += 17 }
  y += 6
  let kx = 20
  for (const k of x.keys) {
    const step = 24 + long(k.label) + 18
    if (kx + step > wide && kx > 20) { kx = 20; y += 20 }
    box(k.look, kx, y - 9, 16, 10)
    text(kx + 22, y, k.label, 12, p.ink2)
    kx += step
  }
  y += 24
  // Who opens the file may lack the font, so that texts are a little wider there.
  const label = Math.min(300, Math.max(80, ...x.rows.map((r) => long(r.label) * spare)))
  const figures = Math.min(420, Math.max(long(x.head), ...x.rows.map((r) => long(r.figures))) * spare)
  const left = 20 + label + 12
  const room = wide + 20 - figures - 16 - left
  text(wide + 20, y, x.head, 11, p.ink3, ' text-anchor="end"')
  y += 8
  for (const r of x.rows) {
    out.push(`<line x1="20" x2="${wide + 20}" y1="${y + high}" y2="${y + high}" stroke="${p.line}"/>`)
    text(20 + label, y + 16, cut(r.label, label), 12, p.ink, ' text-anchor="end"')
    for (const part of r.parts) box(part.look, left + part.from * room, y + 7, (part.to - part.from) * room, 10)
    if (r.mark !== undefined) out.push(`<rect x="${(left + r.mark * room - 1.5).toFixed(1)}" y="${y + 4}" width="3" height="16" fill="${p.acc2}"/>`)
    text(wide + 20, y + 16, cut(r.figures, figures), 12, p.ink2, ' text-anchor="end"')
    y += high
  }
  if (x.more) { y += 18; text(20, y, x.more, 12, p.ink3) }
  const sources = x.sources.slice(0, 3).map((s) => [s.name || s.sourceId, s.licence].filter(Boolean).join(' · ')).join('; ')
  y += 26
  if (sources) { text(20, y, `${x.t.line.sources} ${sources}`, 11, p.ink3); y += 16 }
  text(20, y, provenance(x), 11, p.ink3)
  const h = y + 14
  const w = wide + 40
  const defs = hatches.size > 0 ? `<defs>${[...hatches.values()].join('')}</defs>` : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family='${fonts.text}'><title>${escape(x.title)}</title>${defs}<rect width="${w}" height="${h}" fill="#fff"/>${out.join('')}</svg>`
}
