import { expect, test } from 'vitest'
import { compare } from './compare'

const said = (name: string, period: string | null = null) => ({ property: { name, period } })

test('each property that a side states has one row, in the order of the first side', () => {
  const rows = compare([said('legalName'), said('revenue', '2023')], [said('creditCode'), said('revenue', '2024'), said('legalName')])
  expect(rows.map((r) => [r.key, r.mine !== undefined, r.other !== undefined])).toEqual([
    ['legalName ', true, true], ['revenue 2023', true, false], ['creditCode ', false, true], ['revenue 2024', false, true],
  ])
})

test('sides that say nothing have no rows', () => {
  expect(compare([], [])).toEqual([])
})
