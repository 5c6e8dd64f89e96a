/** A column as spreadsheets name it: 1 is A, 27 is AA. */
export function columnName(n: number): string {
  let out = ''
  for (let rest = n; rest > 0; rest = Math.floor((rest - 1) / 26)) out = String.fromCharCode(65 + ((rest - 1) % 26)) + out
  return out
}
