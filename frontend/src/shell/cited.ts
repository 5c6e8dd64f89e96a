import type { Lang } from '../i18n/i18n'

/** A view as it is cited: its finding, its address with the revision, what it rests on, and the day on which it was read. */
export interface Cited { title: string; url: string; revision: number; date: string | null; sources: readonly string[]; today: Date }

/** How many sources are named; the page of the quality of the data has all. */
const named = 4

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/**
 * The text by which a view is cited: in Chinese in the manner of GB/T 7714-2015 for what is online (title[DB/OL]. (as of)[read
 * on]. address.), in English as a web page is cited, with the data's date, revision and sources in words in both.
 */
export function cited(x: Cited, lang: Lang): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const iso = `${x.today.getFullYear()}-${two(x.today.getMonth() + 1)}-${two(x.today.getDate())}`
  const some = x.sources.slice(0, named)
  const rest = x.sources.length - some.length
  if (lang === 'zh') {
    const of = some.length > 0 ? `来源：${some.join('、')}${rest > 0 ? `等 ${x.sources.length} 个` : ''}. ` : '' // data
    return `链图 ChainAtlas. ${x.title}[DB/OL]. 版本 r${x.revision}. ${of}${x.date ? `(${x.date})` : ''}[${iso}]. ${x.url}.` // data
  }
  const of = some.length > 0 ? ` Sources: ${some.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.` : ''
  return `ChainAtlas. “${x.title}.” ${x.date ? `Data as of ${x.date}, revision` : 'Revision'} r${x.revision}.${of} Accessed ${x.today.getDate()} ${months[x.today.getMonth()] ?? ''} ${x.today.getFullYear()}. ${x.url}`
}
