/** What an ID of a source looks like; the service asks for the same. */
const sourceId = /^[a-z0-9][a-z0-9._-]{0,63}$/

/** Whether a text can be the ID of a source. */
export function isSourceId(text: string): boolean {
  return sourceId.test(text.trim())
}

/** An ID for a source by its name: what of it may stand in one, else the first free source-N. */
export function proposeSource(name: string, known: { has: (id: string) => boolean }): string {
  const plain = name.normalize('NFKC').toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '').slice(0, 64)
  if (/[a-z]/.test(plain) && plain.length > 2 && !known.has(plain)) return plain
  let n = 1
  while (known.has(`source-${n}`)) n++
  return `source-${n}`
}

/** A date as the service takes it, of the forms that cells may have: 2025年6月30日, 2025/6/30, 20250630, 2025年6月, 2025; null of another text. */
export function dateOf(text: string): string | null {
  const s = text.normalize('NFKC').trim()
  const m = /^(\d{4})(\d{2})(\d{2})?$/.exec(s) ?? /^(\d{4})\s*(?:年|[-/.](?=\d))?\s*(?:(\d{1,2})\s*(?:月|[-/.](?=\d))?\s*(?:(\d{1,2})\s*日?)?)?$/.exec(s) // data
  if (!m) return null
  const [, year = '', month, day] = m
  if (month === undefined) return year
  if (Number(month) < 1 || Number(month) > 12) return null
  const iso = `${year}-${month.padStart(2, '0')}`
  if (day === undefined) return iso
  return Number(day) >= 1 && Number(day) <= new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate() ? `${iso}-${day.padStart(2, '0')}` : null
}
