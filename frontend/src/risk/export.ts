import type { Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { breakLines } from '../map/text'
import { escape, provenance, savePicture, type Measure } from '../parts/picture'
import { fonts, light } from '../theme/tokens'
import { layout, measure } from './layout'
import { keyOf, points, tokenOf, type Risk } from './risk'
import { dotsOf, nameAt, rowLabel } from './StripPlot'

export interface Exported {
  risk: Risk
  selected: string
  title: string
  subtitle: string
  url: string
  revision: number
  dataDate: string
  t: Texts
  lang: Lang
}

/** How wide the picture is on paper, in pixels. */
const wide = 1160

/** The points as an SVG document that stands alone: on white paper, with title, legend, provenance, sources and address. */
export function svgOf(x: Exported, width: Measure): string {
  const { risk, t, lang } = x
  const p = light
  const scene = layout(risk.groups.length, dotsOf(risk), [risk.limits.moderate, risk.limits.high], wide)
  const w = wide + 40
  const out: string[] = []
  const text = (tx: number, ty: number, s: string, size: number, fill: string, more = '') => out.push(`<text x="${tx.toFixed(1)}" y="${ty.toFixed(1)}" font-size="${size}" fill="${fill}"${more}>${escape(s)}</text>`)
  const wrapped = (s: string) => breakLines(s, () => w - 40, 4, (l) => width(l, `12px ${fonts.text}`)).lines
  text(20, 30, x.title, 20, p.ink, ' font-weight="600"')
  const lines = wrapped(x.subtitle)
  lines.forEach((l, i) => { text(20, 50 + i * 17, l, 12, p.ink3) })
  let y = 52 + lines.length * 17
  let lx = 20
  const keys: [string, string][] = [[p.c0, `${t.risk.bands.LOW} ${risk.limits.including ? '<' : '≤'} ${risk.limits.moderate}`], [p.c2, t.risk.bands.MODERATE], [p.c4, `${t.risk.bands.HIGH} > ${risk.limits.high}`]]
  if (risk.computed < risk.total) keys.push(['none', t.risk.notComputed])
  for (const [fill, label] of keys) {
    out.push(`<circle cx="${lx + 6}" cy="${y - 4}" r="5" fill="${fill}" stroke="${p.ink2}"${fill === 'none' ? ' stroke-dasharray="2 2"' : ''}/>`)
    text(lx + 16, y, label, 12, p.ink2)
    lx += 16 + width(label, `12px ${fonts.text}`) + 18
  }
  y += 8
  out.push(`<g transform="translate(20 ${y})">`)
  const bottom = (scene.rows.at(-1)?.top ?? scene.top) + (scene.rows.at(-1)?.height ?? 0)
  if (scene.field.right > scene.field.left) {
    out.push(`<defs><pattern id="h" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V5" stroke="${p.line2}" stroke-width="1"/></pattern></defs><rect x="${scene.field.left}" y="${scene.top}" width="${scene.field.right - scene.field.left}" height="${bottom - scene.top}" fill="url(#h)"/>`)
    text((scene.field.left + scene.field.right) / 2, 20, t.risk.notComputed, 11, p.ink3, ' text-anchor="middle"')
  }
  for (const k of scene.ticks) {
    out.push(`<line x1="${k.x.toFixed(1)}" x2="${k.x.toFixed(1)}" y1="${scene.top - 4}" y2="${bottom}" stroke="${k.limit ? p.ink3 : p.line}"${k.limit ? '' : ' stroke-dasharray="3 3"'}/>`)
    text(k.x, 20, String(k.value), 11, p.ink3, ` text-anchor="${k.x > scene.width - 30 ? 'end' : 'middle'}"`)
  }
  scene.rows.forEach((r, i) => {
    const g = risk.groups[i]
    if (!g) return
    const { code, name } = rowLabel(g, scene, lang)
    out.push(`<line x1="${scene.field.left}" x2="${scene.width - 6}" y1="${r.y + measure.r + 2}" y2="${r.y + measure.r + 2}" stroke="${p.line}"/>`)
    text(scene.label - 10, r.label, code + name, 12, p.ink2, ' text-anchor="end"')
  })
  text(scene.axis.right + measure.r, scene.height - 8, t.risk.axis, 11, p.ink3, ' text-anchor="end"')
  for (const d of scene.dots) if (d.upper !== null) out.push(`<line x1="${d.x.toFixed(1)}" x2="${d.upper.toFixed(1)}" y1="${d.y}" y2="${d.y}" stroke="${p.ink3}"/>`)
  for (const d of scene.dots) {
    const s = risk.segments[d.dot]
    if (!s) continue
    const none = s.concentration.hhi === null
    const on = keyOf(s.segment) === x.selected
    out.push(`<circle cx="${d.x.toFixed(1)}" cy="${d.y}" r="${measure.r}" fill="${none ? 'none' : p[tokenOf(s.concentration.band)]}" stroke="${on ? p.acc : none ? p.ink3 : p.ink2}" stroke-width="${on ? 2.5 : 1}"${none ? ' stroke-dasharray="2 2"' : ''}><title>${escape(s.segment.label)}</title></circle>`)
    if (!on) continue
    const name = `${s.segment.code ? `${s.segment.code} ` : ''}${s.segment.label}${none ? '' : ` ${points(s.concentration.hhi ?? 0)}`}`
    const at = nameAt(d.x, width(name, `600 12px ${fonts.text}`), scene)
    text(at.x, d.y - 9, name, 12, p.acc2, ` font-weight="600" text-anchor="${at.anchor}" stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`)
  }
  out.push('</g>')
  const sources = risk.sources.slice(0, 3).map((s) => [s.name || s.sourceId, s.licence].filter(Boolean).join(' · ')).join('; ')
  const h = y + scene.height + (sources ? 60 : 44)
  if (sources) text(20, h - 30, `${t.line.sources} ${sources}`, 11, p.ink3)
  text(20, h - 14, provenance(x), 11, p.ink3)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family='${fonts.text}'><title>${escape(x.title)}</title><rect width="${w}" height="${h}" fill="#fff"/>${out.join('')}</svg>`
}

/** Hands the picture out as a file. */
export async function exportRisk(format: 'svg' | 'png', x: Exported): Promise<void> {
  await savePicture(format, (width) => svgOf(x, width), x.title, x.revision)
}
