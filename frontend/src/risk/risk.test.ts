import { expect, test } from 'vitest'
import { fourOf } from './risk'

test('the four largest are a lower end where a part of the shares is unlisted', () => {
  expect(fourOf({ cr4: '0.73', coverage: '0.73' })).toBe('≥ 73%')
  expect(fourOf({ cr4: '0.9', coverage: '1' })).toBe('90%')
  expect(fourOf({ cr4: '1.002', coverage: '1.002' })).toBe('100%')
})
