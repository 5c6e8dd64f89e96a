import { describe, expect, test } from 'vitest'
import { zh } from '../i18n/zh'
import { covered, evidenceName, factorName, figure, figureText, gradeUnder, ladder, leads, named, onScale, missingOf, notForOf, rankRange, rankShown, scoreText, signed, unsureGrade } from './words'

const nodes = [
  { id: 'root', parent: null, depth: 0, label: { zh: '总', en: 'Whole' } },
  { id: 'function', parent: 'root', depth: 1, label: { zh: '关键功能性能', en: 'Key functions' } },
  { id: 'traffic', parent: 'function', depth: 2, label: { zh: '流量处理', en: 'Traffic' } },
  { id: 'fw.throughput', parent: 'traffic', depth: 3, label: { zh: '吞吐量', en: 'Throughput' } },
  { id: 'effect', parent: 'root', depth: 1, label: { zh: '应用成效', en: 'Effect in use' } },
  { id: 'fw.block', parent: 'effect', depth: 2, label: { zh: '阻断率', en: 'Blocked' } },
]

describe('IDs in sentences become names', () => {
  test.each([
    ['有据可查的权重只占 0.0%，低于评价规范要求的 60.0%；未达要求的组：function 0%, traffic 40%', 'zh', '有据可查的权重只占 0.0%，低于评价规范要求的 60.0%；未达要求的组：关键功能性能 0%、流量处理 40%'],
    ['groups below their own demand: function 0%, effect 30%', 'en', 'groups below their own demand: Key functions 0%, Effect in use 30%'],
    ['without what no score is given: fw.throughput, fw.block', 'en', 'without what no score is given: Throughput, Blocked'],
    ['fw.block：上下界随参评范围变动', 'zh', '阻断率：上下界随参评范围变动'],
    ['the effect of a function stays', 'en', 'the effect of a function stays'],
  ] as const)('%s', (text, lang, want) => { expect(named(text, nodes, lang)).toBe(want) })
})

test('what is in doubt has a name', () => {
  const label = (id: string) => nodes.find((n) => n.id === id)?.label.zh ?? id
  for (const f of ['normalise', 'aggregation', 'missing', 'drop', 'weights', 'evidence']) expect(factorName(f, zh, label)).not.toContain(f)
  expect(factorName('evidence: fw.block of ent-1', zh, label)).toContain('阻断率')
  expect(evidenceName('test fw.block', zh)).toEqual(['检测', 'fw.block'])
})

test('figures are grouped, and differences have a sign', () => {
  expect([figure(15664400), figure(0.691), figure(3789), figure(null), figure(4856345), figure(4856345.25), figure(1 / 3), figure(0.1 + 0.2), figure(-12)]).toEqual(['15,664,400', '0.691', '3,789', '—', '4,856,345', '4,856,345.25', '≈ 0.333333', '0.3', '−12'])
  expect([figureText('205949'), figureText('99.948'), figureText('具备')]).toEqual(['205,949', '99.948', '具备'])
  expect([signed(1.26), signed(-0.4), signed(0.01)]).toEqual(['+1.3', '−0.4', '0'])
  expect([rankRange(1, 1), rankRange(4, 5)]).toEqual(['1', '4–5'])
})

test('all cells stand on one scale', () => {
  expect(onScale({ achievement: 'L+', normalised: 0.75, median: 0.5 })).toEqual({ own: 75, median: 50 })
  expect(onScale({ achievement: '', normalised: 1, median: null })).toEqual({ own: 1, median: null })
})

test('a gate that was not passed caps the grade that other weights would give', () => {
  const grades = [{ id: 'A' }, { id: 'B' }, { id: 'C' }]
  expect(gradeUnder('A', [{ cap: '' }, { cap: 'C' }], grades)).toBe('C')
  expect(gradeUnder('B', [{ cap: 'A' }], grades)).toBe('B')
})

test('leads add up, by dimension, to the difference of the scores', () => {
  const a = [{ indicator: 'fw.throughput', contribution: 2, normalised: 80 }, { indicator: 'fw.block', contribution: 1, normalised: 60 }]
  const b = [{ indicator: 'fw.throughput', contribution: -1, normalised: 50 }, { indicator: 'fw.block', contribution: 1.5, normalised: 60 }]
  const all = leads(a, b, nodes)
  expect(all.leads.map((l) => [l.id, l.by])).toEqual([['function', 3], ['effect', -0.5]])
  expect(all.leads[0]?.parts).toEqual([{ id: 'fw.throughput', by: 3 }])
  expect(all.moved).toBeNull()
})

test('where one lacks what the other has, items that are alike tell no lead but the weight that moved', () => {
  const a = [{ indicator: 'fw.throughput', contribution: 0, normalised: null }, { indicator: 'fw.block', contribution: 4, normalised: 60 }]
  const b = [{ indicator: 'fw.throughput', contribution: -1, normalised: 50 }, { indicator: 'fw.block', contribution: 1.5, normalised: 60 }]
  const all = leads(a, b, nodes)
  expect(all.leads.map((l) => [l.id, l.by])).toEqual([['function', 1]])
  expect(all.moved).toEqual({ by: 2.5, alike: ['fw.block'], lacking: [{ id: 'fw.throughput', first: true }] })
})

test('a grade that is not sure is told with its share and the grade next to it', () => {
  const grades = [{ id: 'A', share: 0.215, percent: 22 }, { id: 'B', share: 0.62, percent: 62 }, { id: 'C', share: 0.165, percent: 16 }]
  expect(unsureGrade({ grade: 'B', gradeSure: false, grades })).toBe('B 62% · A 22%')
  expect(unsureGrade({ grade: 'B', gradeSure: true, grades })).toBe('')
  expect(unsureGrade({ grade: '', gradeSure: null, grades: [] })).toBe('')
  expect(unsureGrade({ grade: 'B', gradeSure: false, grades: [{ id: 'B', share: 0.7, percent: 70 }] })).toBe('B 70%')
})

test('the ladder has every part, under its dimension, and no rest', () => {
  const steps = ladder([{ indicator: 'fw.throughput', contribution: -1 }, { indicator: 'fw.block', contribution: 3 }, { indicator: 'gone', contribution: null }], nodes)
  expect(steps).toEqual([{ id: 'effect', by: 3, parts: [{ id: 'fw.block', by: 3 }] }, { id: 'function', by: -1, parts: [{ id: 'fw.throughput', by: -1 }] }])
})

test('a rank is told as its run shows it', () => {
  expect([rankShown(2, 3, 2), rankShown(3, 3, 3), rankShown(null, null, 4), rankShown(null, null, null)]).toEqual(['2–3', '3', '4', '—'])
})

test('a score is not rounded onto the limit of a grade, nor nearly all onto all', () => {
  expect([scoreText(84.96, [55, 70, 85]), scoreText(85, [85]), scoreText(61.27, [55, 70]), scoreText(null, [])]).toEqual(['84.96', '85.0', '61.3', '—'])
  expect([covered(1), covered(0.9996), covered(0.937)]).toEqual(['100%', '99.96%', '93.7%'])
})

test('what does not apply is not missing', () => {
  const gaps = [{ indicator: 'a', state: 'missing' }, { indicator: 'b', state: 'notApplicable' }]
  expect([missingOf(gaps).map((g) => g.indicator), notForOf(gaps).map((g) => g.indicator)]).toEqual([['a'], ['b']])
})
