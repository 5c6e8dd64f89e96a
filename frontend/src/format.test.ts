import { describe, expect, test } from 'vitest'
import { count, money, share, type Amount } from './format'

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
