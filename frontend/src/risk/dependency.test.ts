import { describe, expect, it } from 'vitest'
import { partsOf } from './dependency'

describe('partsOf', () => {
  it('puts each input into one part, and what nobody knows into its own', () => {
    const parts = partsOf({ computed: 9, sole: 1, dominated: 3, half: 5, spread: 2, unsure: 2, noShares: 4, overAll: 1, oneRecorded: 7 }, 6)
    expect(parts.map((p) => `${p.look} ${p.n}`)).toEqual(['sole 1', 'dominated 2', 'half 2', 'spread 2', 'unsure 2', 'lacking 5', 'unknown 6'])
    expect(parts.reduce((n, p) => n + p.n, 0)).toBe(9 + 5 + 6)
  })
  it('leaves out what is empty', () => {
    expect(partsOf({ computed: 0, sole: 0, dominated: 0, half: 0, spread: 0, unsure: 0, noShares: 0, overAll: 0, oneRecorded: 0 }, 0)).toEqual([])
  })
})
