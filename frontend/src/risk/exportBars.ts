import { count } from '../format'
import type { Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { savePicture } from '../parts/picture'
import { barsOf, type Bars, type Look } from './bars'
import { partsOf, partText, type Dependency, type Part } from './dependency'
import { betweenness, nodeName, places, span, type KeyNodes } from './keynodes'

/** What pictures of bars are drawn with, beside their data. */
export interface Frame { title: string; subtitle: string; url: string; dataDate: string; t: Texts; lang: Lang }

/** How parts of a bar look on paper, as they do on the screen. */
const looks: Record<Part['look'], Look> = {
  sole: { fill: 'c4', edge: 'ink', thick: true }, dominated: { fill: 'c4', edge: 'ink3' }, half: { fill: 'c2', edge: 'ink3' }, spread: { fill: 'c0', edge: 'ink3' },
  unsure: { hatch: 'c2', edge: 'ink3' }, lacking: { hatch: 'line', edge: 'line2' }, unknown: { edge: 'ink3', dashed: true },
}

/** Of how many nodes a picture tells. */
const drawn = 40

/** The inputs of each segment by how much they hang on one supplier, as a picture. */
export function dependencyBars(d: Dependency, f: Frame): Bars {
  const { t } = f
  const of = d.categories.map((c) => ({ c, parts: partsOf(c.counts, c.expected - c.recorded) }))
  const most = Math.max(1, ...of.map(({ parts }) => parts.reduce((n, p) => n + p.n, 0)))
  const seen = new Set(of.flatMap(({ parts }) => parts.map((p) => p.look)))
  return {
    ...f, revision: d.revision, sources: d.sources, head: `${t.dependency.coveredHead} · ≥ 80%`, more: '',
    keys: (Object.keys(looks) as Part['look'][]).filter((l) => seen.has(l)).map((l) => ({ look: looks[l], label: partText(l, t) })),
    rows: of.map(({ c, parts }) => {
      let at = 0
      return {
        label: `${c.segment.code ?? ''} ${c.segment.label}`.trim(),
        parts: parts.map((p) => { const from = at / most; at += p.n; return { look: looks[p.look], from, to: at / most } }),
        figures: `${c.expected > 0 ? `${count(c.recorded)} / ${count(c.expected)}` : t.dependency.notExpected} · ${c.counts.computed > 0 ? count(c.counts.dominated) : t.states.unknown}`,
      }
    }),
  }
}

/** The places of nodes by betweenness with their ranges, and what each cuts off, as a picture. */
export function keyNodesBars(k: KeyNodes, f: Frame): Bars {
  const { t, lang } = f
  const shown = k.nodes.slice(0, drawn)
  const range: Look = { fill: 'acc-line', edge: 'acc-line' }
  return {
    ...f, revision: k.revision, sources: k.sources, head: `${t.keyNodes.place} · ${t.keyNodes.betweenness} · ${t.keyNodes.without}`,
    keys: k.draws > 0 ? [{ look: range, label: t.keyNodes.placesHow(k.draws, `${Number(k.leftOut) * 100}%`) }] : [],
    more: k.total > shown.length ? t.keyNodes.others(count(k.total - shown.length)) : '',
    rows: shown.map((n) => {
      const at = span(n, k.total)
      const code = 'code' in n.node && n.node.code ? `${n.node.code} ` : ''
      return {
        label: code + nodeName(n.node, lang),
        parts: at && n.rankLow !== null ? [{ look: range, from: at.left / 100, to: (at.left + at.width) / 100 }] : [],
        ...(at ? { mark: at.at / 100 } : {}),
        figures: [n.rank === null ? t.states.unknown : `${n.rank} (${places(n)})`, n.betweenness === null ? t.states.unknown : betweenness(n.betweenness),
          n.parts > 1 ? `${t.keyNodes.parts(n.parts)}${t.lists.and}${t.keyNodes.cuts(count(n.cutNodes), k.graph === 'SEGMENTS' && n.cutEnterprises !== null ? count(n.cutEnterprises) : '')}` : t.keyNodes.holds].join(' · '),
      }
    }),
  }
}

/** Hands a picture of bars out as a file. */
export async function exportBars(format: 'svg' | 'png', bars: Bars): Promise<void> {
  await savePicture(format, (width) => barsOf(bars, width), bars.title, bars.revision)
}
