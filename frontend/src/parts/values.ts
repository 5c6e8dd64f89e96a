import type { BriefFragment } from '../api/generated'
import { count, share } from '../format'
import { texts, type Lang } from '../i18n/i18n'
import { readable } from './Figure'

const ratios = new Set(['rdRatio', 'debtRatio', 'mainShare', 'importShare', 'stake', 'revenueShare', 'marketShare', 'share'])

/** A value of a property as pages show it: ratios as percentages, whole numbers grouped; null for none. */
export function shown(p: { name: string; value: BriefFragment['value'] }, lang: Lang): string | null {
  if (!p.value) return null
  if (ratios.has(p.name) && p.value.number !== null) return share(p.value.number)
  if (p.value.number !== null && !p.value.money && /^-?\d+$/.test(p.value.number)) return count(Number(p.value.number))
  return readable(p.value, lang)
}

/** A value as it is shown, or why there is none. */
export const shownOr = (p: Parameters<typeof shown>[0], lang: Lang): string => shown(p, lang) ?? texts[lang].states.undisclosed
