import { expect, test } from 'vitest'
import { texts } from '../i18n/i18n'
import { kindOf, reasonOf, sourceOf } from './batches'

test('a kept rating is not called a publication, and the program’s own words are in the language of the page', () => {
  const kept = { kind: 'PUBLISH' as const, reason: '示例评价', source: { sourceId: 'ratings', name: '评价 Ratings' } }
  expect([kindOf(kept, texts.zh), kindOf(kept, texts.en)]).toEqual(['评价轮次', 'Rating run'])
  const step = { ...kept, documents: [{ name: 'firewall-2025-06-30-0.submit.json' }] }
  expect([kindOf(step, texts.zh), kindOf(step, texts.en)]).toEqual(['发布稿步骤', 'Step of a release'])
  expect([sourceOf(kept, texts.zh), sourceOf(kept, texts.en), reasonOf(kept, texts.zh)]).toEqual(['评价', 'Ratings', '示例评价'])
  const declared = { ...kept, kind: 'DECLARE' as const, reason: 'for the first issue' }
  expect(kindOf(declared, texts.zh)).toBe('声明')
  expect(reasonOf(declared, texts.zh)).not.toMatch(/[a-z]/)
  const curated = { ...declared, reason: "for the first curator's batch", source: { sourceId: 'curation', name: '人工校订 Curation' } }
  expect(reasonOf(curated, texts.zh)).not.toMatch(/[a-z]/)
  const theirs = { kind: 'IMPORT' as const, reason: 'for the first issue', source: { sourceId: 'x', name: '甲 Source' } }
  expect([reasonOf(theirs, texts.zh), sourceOf(theirs, texts.zh)]).toEqual(['for the first issue', '甲 Source'])
})
