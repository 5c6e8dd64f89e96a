import { expect, test } from 'vitest'
import { columnName } from '../imports/columnName'
import { dateOf, isSourceId, proposeSource } from '../imports/sourceForm'

test('columns are named as spreadsheets name them', () => {
  expect([1, 26, 27, 52, 53, 702, 703, 16384].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA', 'XFD'])
})

test('a data date is written as cells write it', () => {
  expect(['2025年6月30日', '2025/6/30', ' 2025.6.30 ', '20250630', '２０２５年６月', '2025-06', '2025年', '2025'].map(dateOf)).toEqual(['2025-06-30', '2025-06-30', '2025-06-30', '2025-06-30', '2025-06', '2025-06', '2025', '2025'])
  expect(['2025年13月', '2025-02-30', '去年', '6月30日', '30/06/2025', ''].map(dateOf)).toEqual([null, null, null, null, null, null])
})

test('a source gets an ID of what it is called', () => {
  expect(['miit-2023', '湖南省工信厅', 'MIIT', ''].map(isSourceId)).toEqual([true, false, false, false])
  expect(proposeSource('湖南省工信厅', new Set(['source-1']))).toBe('source-2')
  expect(proposeSource('MIIT list 2023', new Set())).toBe('miit-list-2023')
})
