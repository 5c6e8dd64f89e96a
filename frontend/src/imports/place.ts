/** The id of the select that says what a column means: of the table at a place among those of a report, and the column from 1. */
export function meaningId(table: number, column: number): string {
  return `meaning-${table}-${column}`
}

/** Takes a person to that select, in whatever it is folded. */
export function toMeaning(table: number, column: number): void {
  const select = document.getElementById(meaningId(table, column))
  const fold = select?.closest('details')
  if (fold) fold.open = true
  select?.focus()
  select?.scrollIntoView({ block: 'center' })
}
