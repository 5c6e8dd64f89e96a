import { expect, test } from 'vitest'
import { texts } from '../i18n/i18n'
import { between, chosen, drawing, inSeveral, leaders, outsideMore, partsOf, withGaps, type Flow } from './flow'

const measure = (rounds: number, weight: string, low: string | null = null, high: string | null = null, open = 0) => ({ rounds, weight, low, high, open })
const node = (id: string, column: 'INVESTOR' | 'GROUP' | 'ROUND', kind: 'NAMED' | 'OTHERS' | 'UNKNOWN', name: string, m: ReturnType<typeof measure>, merged = 0) => ({ id, column, kind, merged, code: column === 'GROUP' ? 'E' : null, label: { zh: name, en: name }, node: null, measure: m })
const flow = (currency: string | null, low: string | null, high: string | null, open = 0): Flow => ({
  revision: 1, total: 3, rounds: 3, undecided: 0, drawn: 3, disclosed: 2, elsewhere: 0, nowhere: 0, placed: 3, undated: 0, first: null, last: null, currency, investors: 9, coarse: 0, period: 'MONTH', sums: [], leading: null, periods: [],
  nodes: [node('i:a', 'INVESTOR', 'NAMED', 'Capital A', measure(2, '1.5', low, high, open), 1), node('i:*', 'INVESTOR', 'OTHERS', 'Other', measure(3, '1.5', low, high), 8), node('g:e', 'GROUP', 'NAMED', 'Data', measure(3, '3', low, high)), node('r:-', 'ROUND', 'UNKNOWN', 'Unknown', measure(3, '3', low, high))],
  links: [{ from: 'i:a', to: 'g:e', measure: measure(2, '1.5', low, high) }, { from: 'i:*', to: 'g:e', measure: measure(3, '1.5', low, high) }, { from: 'g:e', to: 'r:-', measure: measure(3, '3', low, high) }],
})

test('by rounds the width is the shares, the figure the rounds that take part', () => {
  const d = drawing(flow(null, null, null), texts.en, 'en')
  expect(d.nodes.map((n) => [n.column, n.size, n.sure, n.figure, n.named, n.label])).toEqual([[0, 1.5, 1.5, '2', true, 'Capital A'], [0, 1.5, 1.5, '3', false, '8 others'], [1, 3, 3, '3', true, 'Data'], [2, 3, 3, '3', false, 'Unknown']])
  expect(d.links.map((l) => [l.id, l.from, l.to, l.named])).toEqual([['i:a~g:e', 0, 2, true], ['i:*~g:e', 1, 2, false], ['g:e~r:-', 2, 3, false]])
  expect(d.nodes[2]?.spoken).toBe('E Data, in 3 rounds, 3 by equal shares')
})

test('by amounts the width is the upper end, of which the lower is sure; an open end is told as such', () => {
  const d = drawing(flow('CNY', '20000000', '90000000', 1), texts.zh, 'zh')
  expect(d.nodes[0]).toMatchObject({ size: 90_000_000, sure: 20_000_000 })
  expect(d.nodes[0]?.figure.startsWith('≥')).toBe(true)
  expect(d.nodes[1]?.figure).toBe('2000–9000 万元')
  expect(between('5', '5', false, 'USD', 'en')).toBe('USD 5')
})

test('a selected node chooses its links, a selected link its ends', () => {
  expect(chosen('i:a', { id: 'i:a~g:e' }, true)).toBe(true)
  expect(chosen('i:a', { id: 'g:e~r:A' }, true)).toBe(false)
  expect(chosen('i:a~g:e', { id: 'g:e' }, false)).toBe(true)
  expect(chosen('i:a~g:e', { id: 'g:e~r:A' }, true)).toBe(false)
  expect(chosen('', { id: '' }, false)).toBe(false)
})

test('periods without rounds are one gap, not zeros', () => {
  const p = (period: string) => ({ period, disclosed: 1, undisclosed: 0 })
  expect(withGaps([p('2022-11'), p('2022-12'), p('2023-01'), p('2024-06')])).toEqual([p('2022-11'), p('2022-12'), p('2023-01'), { gap: ['2023-02', '2024-05'] }, p('2024-06')])
  expect(withGaps([p('2022Q3'), p('2023Q1')])).toEqual([p('2022Q3'), { gap: ['2022Q4', '2022Q4'] }, p('2023Q1')])
  expect(withGaps([p('1999'), p('2000'), p('2003')])).toEqual([p('1999'), p('2000'), { gap: ['2001', '2002'] }, p('2003')])
  expect(withGaps([])).toEqual([])
})

test('what passes through what is chosen is a part of each link: by amounts of its upper end', () => {
  expect([...partsOf(flow(null, null, null), [{ from: 'g:e', to: 'r:-', measure: measure(2, '1.5') }, { from: 'g:gone', to: 'r:-', measure: measure(1, '1') }])]).toEqual([['g:e~r:-', 0.5]])
  expect([...partsOf(flow('CNY', '10', '40'), [{ from: 'i:a', to: 'g:e', measure: measure(1, '1', '5', '10') }])]).toEqual([['i:a~g:e', 0.25]])
})

test('a round in several groups is told, and so is that more is outside the first group than in it', () => {
  const one = flow(null, null, null)
  const [lead] = one.nodes.filter((n) => n.column === 'GROUP')
  if (!lead) throw new Error('there is a group')
  const led = { ...one, leading: lead }
  expect([inSeveral(led), outsideMore(led)]).toEqual([false, false])
  const more = { ...led, drawn: 7, nodes: [...one.nodes, node('g:-', 'GROUP', 'UNKNOWN', 'Unclassified', measure(4, '4'))] }
  expect([inSeveral(more), outsideMore(more)]).toEqual([false, true])
  expect(inSeveral({ ...more, drawn: 6 })).toBe(true)
  // By amounts it is the amounts that count, not the rounds.
  const sums = flow('CNY', '20000000', '90000000')
  const first = sums.nodes.find((n) => n.column === 'GROUP') ?? null
  expect(outsideMore({ ...sums, leading: first, nodes: [...sums.nodes, node('g:-', 'GROUP', 'UNKNOWN', 'Unclassified', measure(9, '9', '1', '1'))] })).toBe(false)
})

test('groups with as many rounds lead together, and the headline says so', () => {
  const one = flow(null, null, null)
  const lead = one.nodes.find((n) => n.column === 'GROUP') ?? null
  const tied = { ...one, leading: lead, nodes: [...one.nodes, node('g:f', 'GROUP', 'NAMED', 'Scenario', measure(3, '1')), node('g:h', 'GROUP', 'NAMED', 'Services', measure(2, '2')), node('g:-', 'GROUP', 'UNKNOWN', 'Unclassified', measure(3, '3'))] }
  expect(leaders(tied).map((n) => n.id)).toEqual(['g:e', 'g:f'])
  expect(leaders(one)).toEqual([])
  expect([1, 2, 4].map((n) => texts.zh.capital.mostIn('甲、乙', false, n))).toEqual(['甲、乙最多', '甲、乙并列最多', '甲、乙 等 4 层并列最多'])
})
