import { expect, test } from 'vitest'
import { en } from '../i18n/en'
import { zh } from '../i18n/zh'
import { gap, lineText, oneFigure, plain, range, unitOf } from './figures'

const years = { currency: null, ratio: false }
const yuan = { currency: 'CNY', ratio: false }
const share = { currency: null, ratio: true }

test('lines have their numbers as people read them', () => {
  expect(lineText('≥ 10000000 CNY', '10000000', yuan, 'en')).toBe('≥ CNY 10m')
  expect(lineText('≥ 10000000 CNY', '10000000', yuan, 'zh')).toBe('≥ 1000 万元')
  expect(lineText('≥ 0.2', '0.2', share, 'en')).toBe('≥ 20%')
  expect(lineText('≤ 15', '15', years, 'en')).toBe('≤ 15')
  expect(lineText('≤ 15', '15', { ...years, unit: unitOf('age(0)') }, 'en')).toBe('≤ 15 years')
  expect(lineText('≥ 1', '1', { ...years, unit: unitOf('age(3)') }, 'en')).toBe('≥ 1 year')
  expect(lineText('≥ 10', '10', { ...years, unit: unitOf('employees[-3]') }, 'zh')).toBe('≥ 10 人')
  expect(['cagr(employees, 3)', 'marketShare', 'segmentYears', 'points(growth)', 'score', 'last(inventionPatents, 1)'].map(unitOf)).toEqual([undefined, undefined, 'years', 'points', 'points', 'patents'])
})

test('a range says no more digits than are known', () => {
  expect(range({ low: '17', high: '17.9973' }, (x) => plain(Number(x)))).toBe('17–18')
  expect([['1 year', '2 years'], ['2 亿元', '3 亿元'], ['5000 万元', '3 亿元'], ['CNY 20m', 'CNY 90m']].map(([low = '', high = '']) => range({ low, high }, (x) => x))).toEqual(['1–2 years', '2–3 亿元', '5000 万元–3 亿元', 'CNY 20m–CNY 90m'])
  expect(range({ low: '5', high: null }, (x) => plain(Number(x)))).toBe('≥ 5')
})

test('how far it is from the line is said in words', () => {
  expect(gap({ low: '-2.99727', high: '-2' }, false, years, 'en', en)).toBe('short by 2–3')
  expect(gap({ low: '0.345', high: '0.345' }, true, share, 'en', en)).toBe('34.5 points to spare')
  expect(gap({ low: '3630000', high: '3630000' }, true, yuan, 'zh', zh)).toBe('超出 363 万元')
  expect(gap({ low: '-1', high: '0.5' }, false, years, 'zh', zh)).toBe('差 1 至超出 0.5')
  expect(gap({ low: null, high: '-4' }, false, years, 'en', en)).toBe('short by ≥ 4')
  expect(gap(null, false, years, 'en', en)).toBe('')
})

test('a figure beside its line is never printed as the line', () => {
  expect(oneFigure('0.200433', share, 'zh', '0.2')).toBe('20.04%')
  expect(oneFigure('0.44', share, 'en', '0.2')).toBe('44.0%')
  expect(oneFigure('0.2', share, 'en', '0.2')).toBe('20.0%')
  expect(oneFigure('10000300', yuan, 'zh', '10000000')).toBe('10,000,300 CNY')
  expect(oneFigure('10400000', yuan, 'zh', '10000000')).toBe('1040 万元')
  expect(oneFigure('14.996', years, 'en', '15')).toBe('14.996')
  expect(oneFigure('2839', years, 'en', '10')).toBe('2,839')
})
