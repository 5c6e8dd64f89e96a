import { describe, expect, test } from 'vitest'
import { contrast } from './contrast'
import { palettes, type Token } from './tokens'

test('contrast is as WCAG computes it', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21)
  expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2)
})

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  const p = palettes[theme]
  const pairs: [Token, Token][] = []
  for (const text of ['ink', 'ink2', 'ink3', 'acc', 'acc2', 'seal', 'ok', 'warn', 'bad', 'info', 'k2'] as const) {
    for (const ground of ['bg', 'surface', 'sunken'] as const) if (text !== 'k2' || ground === 'surface') pairs.push([text, ground])
  }
  pairs.push(['on-acc', 'acc'], ['acc2', 'acc-bg'], ['ink', 'acc-bg'], ['ok', 'ok-bg'], ['warn', 'warn-bg'], ['bad', 'bad-bg'], ['info', 'info-bg'])
  for (let i = 0; i < 5; i++) pairs.push(['ink', `sc${i}` as Token], ['ink', `cc${i}` as Token])
  for (let i = 0; i < 3; i++) pairs.push(['ink2', `sc${i}` as Token], ['ink2', `cc${i}` as Token])
  test.each(pairs)('%s on %s can be read', (text, ground) => {
    expect(contrast(p[text], p[ground])).toBeGreaterThanOrEqual(4.5)
  })
  test.each(['sc', 'cc'] as const)('the classes of the ramp %s can be told apart, and what is drawn on them can be seen', (ramp) => {
    const of = (i: number) => p[`${ramp}${i}` as Token]
    for (let i = 0; i < 5; i++) {
      if (i > 0) expect(contrast(of(i), of(i - 1)), `${ramp}${i - 1} and ${ramp}${i}`).toBeGreaterThanOrEqual(1.2)
      for (const mark of ['acc', i >= 3 ? 'k2-deep' : 'k2'] as const) expect(contrast(p[mark], of(i)), `${mark} on ${ramp}${i}`).toBeGreaterThanOrEqual(3)
    }
  })
  test.each(['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'acc', 'seal'] as const)('the mark %s can be seen', (mark) => {
    expect(contrast(p[mark], p.surface)).toBeGreaterThanOrEqual(3)
  })
})
