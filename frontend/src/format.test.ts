import { describe, expect, test } from 'vitest'
import { count, digitsBeside, money, moneyIn, moneyScale, share, whole, type Amount } from './format'

const amount = (low: string | null, bound = 'EXACT', high: string | null = null, currency: string | null = 'CNY'): Amount => ({ text: '', bound, low, high, currency })

describe('money', () => {
  test.each<[Amount, string | null, string | null]>([
    [amount('486000000'), '4.86 亿元', 'CNY 486m'],
    [amount('35000000'), '3500 万元', 'CNY 35m'],
    [amount('1200000000'), '12 亿元', 'CNY 1.2bn'],
    [amount('-410000'), '−41 万元', 'CNY −410k'],
    [amount('20000000', 'RANGE', '90000000'), '2000–9000 万元', 'CNY 20–90m'],
    [amount('20000000', 'RANGE', '100000000'), '0.2–1 亿元', 'CNY 20–100m'],
    [amount('300000000', 'AT_LEAST'), '≥ 3 亿元', '≥ CNY 300m'],
    [amount('200000000', 'ABOUT'), '≈ 2 亿元', '≈ CNY 200m'],
    [amount('150000000', 'EXACT', null, 'USD'), '1.5 亿美元', 'USD 150m'],
    [amount(null, 'UNDISCLOSED'), null, null],
    [amount('0'), '0 元', 'CNY 0'],
  ])('%o', (a, zh, en) => {
    expect(money(a, 'zh')).toBe(zh)
    expect(money(a, 'en')).toBe(en)
  })
})

test('counts are grouped from 10,000, with a true minus', () => {
  expect([count(0), count(9999), count(10730), count(-12)]).toEqual(['0', '9999', '10,730', '−12'])
})

test('shares are percentages', () => {
  expect([share('0.41'), share('1'), share('0.077'), share('0')]).toEqual(['41%', '100%', '7.7%', '0%'])
  expect([share(0.2, 0), share(0, 0), share(1, 0), share('0.105', 2)]).toEqual(['20%', '0%', '100%', '10.5%'])
})

describe('a figure is not rounded across a line', () => {
  test.each([
    [20.04, [20], 1, 2, 'above a line that it would be printed as'],
    [19.96, [20], 1, 2, 'below one'],
    [20, [20], 1, 1, 'on it'],
    [23.94, [20], 1, 1, 'far from it'],
    [79.996, [60, 80], 1, 3, 'one of several'],
    [0.0000000001, [0], 1, 9, 'no more digits than anybody reads'],
  ])('%f beside %o: from %i digits, %i (%s)', (x, lines, digits, want) => { expect(digitsBeside(x, lines, digits)).toBe(want) })
})

test('what was measured keeps all its digits', () => {
  expect([whole('4856345'), whole('-1234.50'), whole('0.691'), whole('2839'), whole('12'), whole('yes')]).toEqual(['4,856,345', '−1,234.50', '0.691', '2,839', '12', 'yes'])
})

test('a column of amounts has one unit and as many decimals in each row, or none in common', () => {
  const column = (of: Amount[], lang: 'zh' | 'en') => { const scale = moneyScale(of, lang); return scale && [scale.unit, ...of.map((a) => moneyIn(a, scale))] }
  const large = [amount('681000000'), amount('22340000'), amount('20000000', 'RANGE', '90000000'), amount(null, 'UNDISCLOSED')]
  expect(column(large, 'zh')).toEqual(['亿元', '6.81', '0.22', '0.20–0.90', null])
  expect(column(large, 'en')).toEqual(['CNY m', '681', '22', '20–90', null])
  const small = [amount('681000000'), amount('940000', 'AT_LEAST')]
  expect(column(small, 'zh')).toEqual(['万元', '68,100', '≥ 94'])
  expect(column(small, 'en')).toEqual(['CNY m', '681.00', '≥ 0.94'])
  expect(column([amount('5000'), amount('681000000')], 'zh')).toBeNull()
  expect(column([amount('681000000'), amount('1000000000', 'EXACT', null, 'USD')], 'zh')).toBeNull()
})
