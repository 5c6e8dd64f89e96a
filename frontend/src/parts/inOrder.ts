const collator = new Intl.Collator('zh-CN', { numeric: true })
const han = /^\p{Script=Han}/u

/** What has come in no order, by codes and then by names, as lists are: digits and Latin letters first, then Chinese by pinyin, and 9 before 10. */
export function inOrder<T extends { label: string; code?: string | null }>(nodes: readonly T[]): T[] {
  return nodes.toSorted((a, b) => collator.compare(a.code ?? '', b.code ?? '') || Number(han.test(a.label)) - Number(han.test(b.label)) || collator.compare(a.label, b.label))
}
