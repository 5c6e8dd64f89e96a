import { expect, test } from 'vitest'
import { readWeights } from './useWeights'

test.each([
  ['60,20,20', [60, 20, 20]], ['0,0,0', null], ['60,20', null], ['60,,20', null], ['60,101,1', null], ['a,1,1', null], [null, null],
])('the weights of an address: %s', (text, want) => { expect(readWeights(text, 3)).toEqual(want) })
