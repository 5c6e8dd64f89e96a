import { expect, test } from 'vitest'
import { cited } from './cited'

test('a view is cited with its finding, revision, sources, the day and the address', () => {
  const x = { title: '网络安全：86 个环节', url: 'http://a/zh/chains/CS?at=r8', revision: 8, date: '2026-08-31', sources: ['甲', '乙', '丙', '丁', '戊'], today: new Date(2026, 10, 6) } // data
  expect(cited(x, 'zh')).toBe('链图 ChainAtlas. 网络安全：86 个环节[DB/OL]. 版本 r8. 来源：甲、乙、丙、丁等 5 个. (2026-08-31)[2026-11-06]. http://a/zh/chains/CS?at=r8.') // data
  expect(cited({ ...x, title: 'Cybersecurity: 86 segments', sources: ['A'], date: null }, 'en')).toBe('ChainAtlas. “Cybersecurity: 86 segments.” Revision r8. Sources: A. Accessed 6 November 2026. http://a/zh/chains/CS?at=r8')
})
