import { describe, expect, it } from 'vitest'
import { zh } from '../i18n/zh'
import { barsOf, type Bars } from './bars'

const bars = (more: Partial<Bars> = {}): Bars => ({
  title: 'A < B', subtitle: 'of what is recorded', keys: [{ look: { fill: 'c4', edge: 'ink' }, label: 'one' }, { look: { edge: 'ink3', dashed: true }, label: 'not known' }], head: 'of 10',
  rows: [{ label: 'A1', parts: [{ look: { fill: 'c4', edge: 'ink' }, from: 0, to: 0.5 }, { look: { hatch: 'c2', edge: 'ink3' }, from: 0.5, to: 0.75 }], mark: 0.25, figures: '5 / 10' }], more: '',
  sources: [{ name: 'a list', sourceId: 's', licence: 'CC0' }], url: 'https://example.org/zh/risk?at=r1', revision: 1, dataDate: '2024', t: zh, lang: 'zh', ...more,
})
const measured = (s: string) => s.length * 7

describe('barsOf', () => {
  it('stands alone: with title, key, figures, source, revision and address', () => {
    const svg = barsOf(bars(), measured)
    for (const part of ['<title>A &lt; B</title>', 'of what is recorded', 'not known', 'stroke-dasharray', 'url(#h-c2)', '5 / 10', 'a list · CC0', 'r1', 'https://example.org/zh/risk?at=r1']) expect(svg).toContain(part)
  })
  it('is as high as its rows, and tells what it leaves out', () => {
    const height = (svg: string) => Number(/height="(\d+)"/.exec(svg)?.[1])
    const row = bars().rows[0]
    if (!row) throw new Error('no row')
    expect(height(barsOf(bars({ rows: [row, row, row] }), measured)) - height(barsOf(bars(), measured))).toBe(48)
    expect(barsOf(bars({ more: '4 more' }), measured)).toContain('4 more')
  })
  it('lays parts one after the other', () => {
    const x = [...barsOf(bars(), measured).matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="10"/g)].slice(2).map((m) => [Number(m[1]), Number(m[2])])
    expect(x).toHaveLength(2)
    expect((x[0]?.[0] ?? 0) + (x[0]?.[1] ?? 0)).toBeCloseTo(x[1]?.[0] ?? -1, 0)
  })
})
