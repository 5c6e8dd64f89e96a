import { expect, test } from 'vitest'
import { commonYear, lastDay } from './useReferenceDate'

test('a month or a year is its last day', () => {
  expect(lastDay('2025')).toBe('2025-12-31')
  expect(lastDay('2024-02')).toBe('2024-02-29')
  expect(lastDay('2025-06-30')).toBe('2025-06-30')
})

test('the newest year of most is taken, the later one of two alike', () => {
  expect(commonYear(['2024', '2024', '2025', '2025H1', '2025H1'])).toBe(2024)
  expect(commonYear(['2023', '2024'])).toBe(2024)
  expect(commonYear(['2025H1'])).toBeNull()
})
