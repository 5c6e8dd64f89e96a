import { expect, test } from 'vitest'
import { runs } from './NodePage'

test('rows are told as runs', () => {
  expect(runs([114, 111, 112, 113])).toBe('111–114')
  expect(runs([9, 3, 4, 3, 7])).toBe('3–4, 7, 9')
  expect(runs([])).toBe('')
})
