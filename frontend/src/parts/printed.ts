import type { PrintedRowQuery } from '../api/generated'
import type { Lang } from '../i18n/i18n'
import type { Texts } from '../i18n/zh'
import { readable } from './Figure'

type Cell = NonNullable<PrintedRowQuery['printedRow']>['columns'][number]['cells'][number]

/** What was read of a cell as a line: an amount as it is printed, several values beside each other, and what the cell says where it states none. */
export function printedText(c: Pick<Cell, 'state' | 'values' | 'more' | 'bad'>, t: Texts, lang: Lang): string {
  switch (c.state) {
    case 'EMPTY': return t.printed.empty
    case 'REDACTED': return t.printed.redacted
    case 'BAD': return t.printed.bad(c.bad ?? '')
    case 'VALUE': break
  }
  const texts = c.values.map((v) => v.money?.text || (readable(v, lang) ?? v.text))
  return [...new Set(texts), ...(c.more > 0 ? [t.printed.more(c.more)] : [])].join(t.semicolon)
}
