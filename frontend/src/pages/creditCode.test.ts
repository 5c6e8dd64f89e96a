import { expect, test } from 'vitest'
import { checks } from './creditCode'

test('a credit code is told from one with a digit wrong, by its check digit', () => {
  expect(['91990001MA0000030R', '91990001MA0000031R', '91990001MA000003R', '91990001MA0000030I'].map(checks)).toEqual([true, false, false, false])
})
