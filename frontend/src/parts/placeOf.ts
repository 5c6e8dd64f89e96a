import { say, type Lang } from '../i18n/i18n'

/** What a place that an enterprise is located in is called: a region in the language of the page, a park by its name. */
export const placeOf = (n: { label: string; area?: { label: { zh: string; en: string } } | null }, lang: Lang): string => (n.area ? say(n.area.label, lang) : n.label)
