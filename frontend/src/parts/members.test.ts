import { expect, test } from 'vitest'
import { pagesOf } from './Members'

test('each page of members begins with the first of all, and together they are all of them', () => {
  for (const n of [1, 2, 64, 65, 128, 200]) {
    const ids = Array.from({ length: n }, (_, i) => `s${i}`)
    const pages = pagesOf(ids)
    expect(pages.every((p) => p[0] === 's0' && p.length <= 64), `${n}`).toBe(true)
    expect(['s0', ...pages.flatMap((p) => p.slice(1))], `${n}`).toEqual(ids)
  }
  expect([pagesOf([]).length, pagesOf(['a']).length, pagesOf(Array(64).fill('a')).length, pagesOf(Array(65).fill('a')).length]).toEqual([0, 1, 1, 2])
})
