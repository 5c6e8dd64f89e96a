import { describe, expect, it } from 'vitest'
import { betweenness, nodeKey, places, span, type KeyNode } from './keynodes'

const node = (rank: number | null, low: number | null, high: number | null): KeyNode => ({ node: { id: 'x', label: 'x', nodeKind: 'SEGMENT', code: 'A1' }, neighbours: 1, incoming: 1, outgoing: 0, betweenness: '0', rank, rankLow: low, rankHigh: high, parts: 1, cutNodes: 0, cutEnterprises: 0, enterprises: 0, expected: null, known: null })

describe('span', () => {
  it('lies between the first place and the last', () => {
    expect(span(node(3, 1, 5), 5)).toEqual({ left: 0, width: 100, at: 50 })
    expect(span(node(1, 1, 1), 1)).toEqual({ left: 0, width: 0, at: 0 })
  })
  it('is a point without samples, and nothing without a place', () => {
    expect(span(node(2, null, null), 3)).toEqual({ left: 50, width: 0, at: 50 })
    expect(span(node(null, null, null), 3)).toBeNull()
  })
})

describe('what is read', () => {
  it('tells places as a range, if samples are drawn', () => {
    expect([places(node(3, 1, 5)), places(node(1, 1, 1)), places(node(1, null, null))]).toEqual(['1–5', '1–1', ''])
  })
  it('calls a segment by its code, and an enterprise by its ID', () => {
    expect(nodeKey(node(1, 1, 1).node)).toBe('A1')
    expect(nodeKey({ id: 'e', label: 'e', nodeKind: 'ENTERPRISE', shortName: null })).toBe('e')
    expect(betweenness('0.655555556')).toBe('0.656')
  })
})
