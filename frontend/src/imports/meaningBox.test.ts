import { expect, test } from 'vitest'
import { fitting, type Choice } from './MeaningBox'

const of = (value: string, zh: string, en: string): Choice => ({ value, label: { zh, en }, group: { zh: '企业', en: 'Enterprise' } })
const all = [of('legalName', '企业全称', 'Legal name'), of('employees', '员工人数（分期）', 'Employees (by period)'), of('#period', '期间', 'period of the figures (year)'), of('rdStaff', '研发人员', 'R&D employees')]

test('what was typed is found in either language, and what begins so comes first', () => {
  const found = (typed: string) => fitting(all, typed).map((c) => c.value)
  expect(found('')).toEqual(all.map((c) => c.value))
  expect(found('employees')).toEqual(['employees', 'rdStaff'])
  expect(found('人')).toEqual(['employees', 'rdStaff'])
  expect(found('研发')).toEqual(['rdStaff'])
  expect(found(' LEGAL name')).toEqual(['legalName'])
  expect(found('企业')).toEqual(['legalName', 'employees', '#period', 'rdStaff'])
  expect(found('没有')).toEqual([])
})
