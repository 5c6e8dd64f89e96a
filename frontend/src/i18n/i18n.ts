import { createContext, useContext } from 'react'
import { useParams } from 'react-router'
import { en } from './en'
import { zh, type Texts } from './zh'

export type Lang = 'zh' | 'en'
export const texts: Record<Lang, Texts> = { zh, en }

export const LangContext = createContext<Lang>('zh')

/** The language of the page. */
export const useLang = () => useContext(LangContext)

/** The texts of the page. */
export const useTexts = (): Texts => texts[useContext(LangContext)]

/** Whether an address can begin with this: it names a language of the pages. */
export const isLang = (value: string | undefined): value is Lang => value === 'zh' || value === 'en'

/** The language that the browser prefers. */
export const browserLang = (): Lang => (navigator.language.startsWith('zh') ? 'zh' : 'en')

/** The language that the address names; the browser's, if it names none that there is. */
export const useLangParam = (): Lang => { const { lang } = useParams(); return isLang(lang) ? lang : browserLang() }

/** A text in two languages, as the service gives it. */
export interface Label { zh: string; en: string }

/** A label in the language of the page; the other one if it has no such text. */
export const say = (label: Label, lang: Lang) => label[lang] || label[lang === 'zh' ? 'en' : 'zh']

/** The language that a name is written in, for screen readers and the shapes of characters. */
export const writtenIn = (name: string) => (/\p{Script=Han}/u.test(name) ? 'zh-CN' : 'en')
