import { expect, test } from 'vitest'
import { columnName } from '../imports/columnName'

test('columns are named as spreadsheets name them', () => {
  expect([1, 26, 27, 52, 53, 702, 703, 16384].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA', 'XFD'])
})
