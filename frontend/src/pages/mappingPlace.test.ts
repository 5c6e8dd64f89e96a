import { expect, test } from 'vitest'
import { tableAt } from './mappingPlace'

const mapping = `version: 1
tables:
  - name: Enterprise
    sheet: 企业
    records:
      - kind: Enterprise
        set: {legalName: 企业名称}
  - name: Finding
    sheet: "检测结果"
    records:
      - kind: Finding
        set:
          item: 证据项
  - file: a.csv
    records: []
`
const shown = (document: string, sheet: string) => {
  const at = tableAt(mapping, document, sheet)
  expect(mapping.split('\n')[at.line]).toBe(mapping.slice(at.start, at.end))
  return mapping.slice(at.start, at.end).trim()
}

test('the table of a sheet is found in a mapping, where a column can be added', () => {
  expect(shown('b.xlsx', '检测结果')).toBe('item: 证据项')
  expect(shown('b.xlsx', '企业')).toBe('set: {legalName: 企业名称}')
  expect(shown('a.csv', '')).toBe('- file: a.csv')
  expect(shown('b.xlsx', '别的')).toBe('tables:')
  expect(tableAt('', 'b.xlsx', '别的')).toEqual({ start: 0, end: 0, line: 0 })
})
