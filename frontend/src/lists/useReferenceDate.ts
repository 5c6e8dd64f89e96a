import { NewestFiguresDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { useFrame } from '../shell/Shell'

/** A day: a month or a year is its last. */
export function lastDay(date: string): string {
  const [y = '', m, d] = date.split('-')
  if (d) return date
  if (!m) return `${y}-12-31`
  return `${y}-${m}-${String(new Date(Date.UTC(Number(y), Number(m), 0)).getUTCDate()).padStart(2, '0')}`
}

/** The year that comes first as the newest one of most enterprises; null if none is known. */
export function commonYear(periods: string[]): number | null {
  const counts = new Map<number, number>()
  for (const p of periods) if (/^\d{4}$/.test(p)) counts.set(Number(p), (counts.get(Number(p)) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? null
}

/**
 * The day that lists are drawn up for if nobody says: the end of June after the newest year that most figures are of, so
 * that a list asks for what there is; else the newest day of the data. Undefined until it is known. With the year that it
 * follows, null without one, so that a page can tell why it is that day.
 */
export function useReferenceDate(): { date: string; year: number | null } | undefined {
  const at = useAt()
  const { dataDate, revision } = useFrame()
  const answer = useAsk(NewestFiguresDocument, { at })
  const newestDay = { date: lastDay(dataDate ?? new Date().toISOString().slice(0, 10)), year: null }
  if (!answer.data || revision === undefined) return answer.error ? newestDay : undefined
  const newest = answer.data.data.enterprises?.nodes.flatMap((n) => n.revenue.map((r) => r.period)) ?? []
  const year = commonYear(newest)
  return year === null ? newestDay : { date: `${year + 1}-06-30`, year }
}
