import { expect, test } from 'vitest'
import { toCSV } from './save'

test('CSV quotes what has commas, and takes the edge off formulas', () => {
  expect(toCSV([['a,b', 'say "x"', '=1+1', '-12', '@x', '数据']])).toBe('\uFEFF"a,b","say ""x""",\'=1+1,-12,\'@x,数据\r\n')
})
