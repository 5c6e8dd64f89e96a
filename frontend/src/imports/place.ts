/** The id of the box that says what a column means: of the table at a place among those of a report, and the column from 1. */
export function meaningId(table: number, column: number): string {
  return `meaning-${table}-${column}`
}

/** What a box is of: a column of a sheet, or 0 for what its rows are. */
export const boxOf = (document: string, sheet: string, column: number) => JSON.stringify([document, sheet, column])

/** Gives the focus back to a box that moved to another part of the page, as one does when its sheet is recognised. */
export function backTo(box: string): void {
  if (document.activeElement !== document.body) return
  const again = [...document.querySelectorAll<HTMLElement>('[data-box]')].find((x) => x.dataset.box === box)
  const fold = again?.closest('details')
  if (fold) fold.open = true
  again?.focus()
}

/** Takes a person to that select, in whatever it is folded. */
export function toMeaning(table: number, column: number): void {
  const select = document.getElementById(meaningId(table, column))
  const fold = select?.closest('details')
  if (fold) fold.open = true
  select?.focus()
  select?.scrollIntoView({ block: 'center' })
}
