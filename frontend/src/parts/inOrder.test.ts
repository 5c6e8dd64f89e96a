import { expect, test } from 'vitest'
import { inOrder } from './inOrder'

test('codes come before names, numbers by their size, Latin letters before Chinese, which goes by pinyin', () => {
  const codes = (nodes: { label: string; code?: string | null }[]) => inOrder(nodes).map((n) => n.code ?? n.label)
  expect(codes([{ code: 'B10', label: 'a' }, { code: 'B9', label: 'z' }, { code: 'A2', label: 'y' }])).toEqual(['A2', 'B9', 'B10'])
  expect(codes([{ label: '天融' }, { label: '示例10' }, { label: '示例9' }, { label: '北京' }, { label: 'Zoo', code: null }])).toEqual(['Zoo', '北京', '示例9', '示例10', '天融'])
})
