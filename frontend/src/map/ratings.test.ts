import { expect, test } from 'vitest'
import { look } from './colour'
import { draftsOf, gradeLegend, ratedPlaces, schemeOf, type RatingMap } from './ratings'

const grade = (id: string, from: number | null) => ({ id, from, label: { zh: id, en: id } })
const map: RatingMap = {
  scheme: { id: 'fw', edition: '1', hash: '', title: { zh: '甲', en: 'a' }, grades: [grade('A', 85), grade('B', 70), grade('C', 55), grade('D', null)] }, choices: [],
  places: [
    { node: 'best', rated: 2, draft: 0, unscored: 0, median: 90, low: 88, high: 92, grade: 'A' }, { node: 'worst', rated: 1, draft: 1, unscored: 0, median: 10, low: 10, high: 10, grade: 'D' },
    { node: 'none', rated: 0, draft: 0, unscored: 2, median: null, low: null, high: null, grade: '' },
  ],
}

test('the best grade is the deepest, and what is not rated has no class', () => {
  const places = ratedPlaces(map)
  const of = (id: string, count = 3) => look('rating', { count, events: 0, rated: places.get(id) ?? null }, undefined)
  expect([of('best'), of('worst')]).toEqual([{ class: 4, ramp: 's' }, { class: 0, ramp: 's' }])
  expect([of('none'), of('unheard'), of('best', 0)]).toEqual(['withheld', 'withheld', 'gap'])
  expect(gradeLegend(map, 'zh').map((g) => [g.class, g.text])).toEqual([[0, 'D D'], [1, 'C C ≥ 55'], [3, 'B B ≥ 70'], [4, 'A A ≥ 85']])
})

test.each([[null, {}], ['fw', { scheme: 'fw' }], ['fw@2026@a', { scheme: 'fw', edition: '2026@a' }]])('the scheme of an address: %s', (text, want) => { expect(schemeOf(text)).toEqual(want) })

test('whether some scores are of drafts, or all', () => {
  expect(draftsOf(map)).toBe('some')
  expect(draftsOf({ ...map, places: map.places.slice(1) })).toBe('all')
  expect(draftsOf({ ...map, places: map.places.slice(0, 1) })).toBeNull()
})
