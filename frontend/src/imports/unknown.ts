import type { ReportFragment } from '../api/generated'

type Table = ReportFragment['tables'][number]

/** A column of a table that nothing reads. */
export interface Unknown {
  name: string
  /** From 1; 0 of one that is told by its name alone, since it has no header or is beyond those that are listed. */
  column: number
}

/** The columns of a table that nothing reads, each with where it is; headers may be the same. */
export function unknownOf(table: Table): Unknown[] {
  const left = table.columns.filter((c) => c.means === '')
  return table.unknownColumns.map((name) => {
    const at = left.findIndex((c) => c.header === name)
    return { name, column: at < 0 ? 0 : (left.splice(at, 1)[0]?.column ?? 0) }
  })
}
