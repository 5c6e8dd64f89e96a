import { expect, test } from 'vitest'
import { keysBelow, ranked } from './ranked'

const place = (id: string, parent: string | null, depth: number, n: number) => ({ node: { id }, parent, depth, n })

test('a segment with sub-segments stands with what lies below it, as on the map; chains and groups do not', () => {
  const places = [
    place('chain', null, 0, 15), place('G', 'chain', 1, 10), place('G3', 'G', 2, 8), place('G3-1', 'G3', 3, 5), place('G3-2', 'G3', 3, 4), place('G4', 'G', 2, 0),
    place('C5', 'chain', 1, 7),
  ]
  expect(ranked(places, (p) => p.n).map((p) => p.node.id)).toEqual(['G3', 'C5', 'G3-1', 'G3-2'])
})

test('the key links below a segment are those of all depths, and none beside it', () => {
  const place = (id: string, parent: string, keyLink: boolean | null) => ({ node: { id, label: id }, parent, code: id.toUpperCase(), keyLink })
  const places = [place('g', 'chain', null), place('g2', 'g', null), place('g2-3', 'g2', true), place('g2-3-1', 'g2-3', true), place('g3', 'g', true)]
  expect(keysBelow(places, 'g2').map((k) => k.code)).toEqual(['G2-3', 'G2-3-1'])
  expect(keysBelow(places, 'g2-3-1')).toEqual([])
})
