import { useIsFetching } from '@tanstack/react-query'
import { createContext, lazy, Suspense, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Link, NavLink, Outlet, useLocation, useNavigation } from 'react-router'
import { answerOffer, RequestError, tokenOffered } from '../api/client'
import { ChainsDocument, HeadDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, minute } from '../format'
import { isLang, useLang, useTexts, type Lang } from '../i18n/i18n'
import { usePath, useQueryState } from '../state'
import type { Theme } from '../theme/tokens'
import { AtButton } from './AtButton'
import { FindBox } from './FindBox'
import { Menu } from './Menu'
import { sectionOf, sections } from './sections'
import { Empty } from './states'

const CiteDialog = lazy(async () => ({ default: (await import('./Cite')).CiteDialog }))

/** What every page knows: which chains there are, and what answers speak of. */
interface Frame {
  chains: { id: string; label: string; code: string | null; english: string | null }[]
  revision: number | undefined
  dataDate: string | undefined
  /** Where pages put their facts, in the line at the foot. */
  slot: HTMLElement | null
  theme: Theme
}
const FrameContext = createContext<Frame | null>(null)

export function useFrame(): Frame {
  const frame = useContext(FrameContext)
  if (!frame) throw new Error('outside the frame of the page')
  return frame
}

/** Adds facts of a page to the line at its foot, such as its coverage. */
export function Facts({ children }: { children: ReactNode }) {
  const { slot } = useFrame()
  return slot ? createPortal(children, slot) : null
}

export function Shell({ theme, setTheme }: { theme: Theme; setTheme: (t: Theme) => void }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const location = useLocation()
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const head = useAsk(HeadDocument, { at })
  const chains = useAsk(ChainsDocument, { at })
  const unknown = at && head.error instanceof RequestError && ['NOT_FOUND', 'INVALID'].includes(head.error.code) ? head.error : null
  const revision = head.data?.extensions.revision
  const dataDate = head.data?.extensions.dataDate
  const frame = useMemo<Frame>(() => ({
    chains: chains.data?.data.chains?.nodes.map((c) => ({ id: c.id, label: c.label, code: c.code, english: c.property?.value?.text ?? null })).sort(byCode) ?? [],
    revision, dataDate, slot, theme,
  }), [chains.data, revision, dataDate, slot, theme])
  const first = frame.chains[0]
  // An address that begins with no language has no other one either: that leads home.
  const other = isLang(location.pathname.split('/')[1]) ? location.pathname.replace(/^\/(zh|en)/, lang === 'zh' ? '/en' : '/zh') + location.search : lang === 'zh' ? '/en' : '/zh'
  const main = location.pathname.split('/')[2] ?? ''
  const section = sectionOf(location.pathname.split('/').slice(2).join('/'))
  const links = sections.map((s) => ({
    ...s,
    to: s.key === 'map' ? path(`/${lang}/chains/${encodeURIComponent(first?.code ?? first?.id ?? 'all')}`) : path(`/${lang}${s.path}`),
    current: s.key === section?.key,
  }))
  return (
    <FrameContext.Provider value={frame}>
      <a className="skip" href="#main">{t.skip}</a>
      {main === 'chains' && <a className="skip" href="#map" onClick={(e) => { e.preventDefault(); toMap() }}>{t.chainMap.skip}</a>}
      <header className="top">
        <Link className="mark" to={path(`/${lang}`)} aria-label={`${t.name} · ${t.nav.home}`}>
          <img src="/assets/mark.svg" alt="" />
          <span>{t.name}</span>
        </Link>
        <nav className="nav" aria-label={t.nav.label}>
          {links.filter((s) => s.main).map((s) => <Link key={s.key} to={s.to} aria-current={s.current ? 'page' : undefined}>{t.nav[s.key]}</Link>)}
          <Menu label={t.nav.more} current={links.some((s) => !s.main && s.current)} items={links.filter((s) => !s.main).map((s) => ({ key: s.key, label: t.nav[s.key], to: s.to, current: s.current }))} />
        </nav>
        <span className="space" />
        <FindBox />
        <AtButton revision={revision} date={dataDate} />
        <Link className="btn plain" to={other} hrefLang={lang === 'zh' ? 'en' : 'zh-CN'} lang={lang === 'zh' ? 'en' : 'zh-CN'} title={t.otherLanguage}>{t.other}</Link>
        <button type="button" className="btn plain" aria-label={theme === 'dark' ? t.theme.toLight : t.theme.toDark} title={theme === 'dark' ? t.theme.toLight : t.theme.toDark} onClick={() => { setTheme(theme === 'dark' ? 'light' : 'dark') }}>
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden><path d="M12 8.6A5.5 5.5 0 0 1 5.4 2 5.5 5.5 0 1 0 12 8.6Z" fill={theme === 'dark' ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" /></svg>
        </button>
      </header>
      <Busy />
      <Offline />
      <Offer />
      {at && !unknown && <OldBar at={at} revision={revision} recorded={head.data?.data.batches?.nodes[0]?.recorded} date={dataDate} />}
      {unknown ? <NoSuchRevision error={unknown} /> : <Outlet />}
      <Provenance slot={setSlot} revision={revision} date={dataDate} />
      <nav className="tabs-bottom" aria-label={t.nav.label}>
        <NavLink end to={path(`/${lang}`)}>{t.nav.home}</NavLink>
        {links.filter((s) => s.phone).map((s) => <Link key={s.key} to={s.to} aria-current={s.current ? 'page' : undefined}>{t.nav[s.key]}</Link>)}
        <NavLink to={path(`/${lang}/search`)}>{t.nav.search}</NavLink>
        <Menu up label={t.nav.more} current={links.some((s) => !s.phone && s.current)} items={links.filter((s) => !s.phone).map((s) => ({ key: s.key, label: t.nav[s.key], to: s.to, current: s.current }))} />
      </nav>
    </FrameContext.Provider>
  )
}

/** Takes the focus to the map: to its card that the arrows move from. */
function toMap() {
  const map = document.getElementById('map')
  ;(map?.querySelector<HTMLElement>('[tabindex="0"], .phone-card, .sorter') ?? map)?.focus()
  map?.scrollIntoView({ block: 'nearest' })
}

/** A bar under the top bar once an answer, or a page that was not loaded yet, takes longer than a moment; what is shown stays. */
function Busy() {
  const asking = useIsFetching() > 0
  const fetching = useNavigation().state !== 'idle' || asking
  const [shown, setShown] = useState(false)
  useEffect(() => { document.getElementById('root')?.setAttribute('aria-busy', String(fetching)) }, [fetching])
  useEffect(() => {
    const timer = setTimeout(() => { setShown(fetching) }, fetching ? 300 : 0)
    return () => { clearTimeout(timer) }
  }, [fetching])
  return shown ? <div className="loading" aria-hidden /> : null
}

const listen = (tell: () => void) => {
  addEventListener('online', tell)
  addEventListener('offline', tell)
  return () => { removeEventListener('online', tell); removeEventListener('offline', tell) }
}

/** Says that the machine has no network: what was loaded can still be read. */
function Offline() {
  const t = useTexts()
  const online = useSyncExternalStore(listen, () => navigator.onLine)
  return online ? null : <div className="old" role="status">{t.states.noNetwork}</div>
}

/** Asks before a link's token takes the place of the one in use. */
function Offer() {
  const t = useTexts()
  const [offered, setOffered] = useState(tokenOffered)
  const answer = (use: boolean) => { answerOffer(use); setOffered(false); if (use) location.reload() }
  if (!offered) return null
  return (
    <div className="old" role="alertdialog" aria-label={t.token.title}>
      <span>{t.token.ask}</span>
      <button type="button" className="btn small" onClick={() => { answer(false) }}>{t.token.keep}</button>
      <button type="button" className="btn small" onClick={() => { answer(true) }}>{t.token.replace}</button>
    </div>
  )
}

/** Says that the address pins a revision that there is none of, and leads to the latest. */
function NoSuchRevision({ error }: { error: RequestError }) {
  const t = useTexts()
  const [, set] = useQueryState()
  return <main id="main" tabIndex={-1}><section className="panel" role="alert"><Empty title={error.message} why={t.at.noSuch} action={<button type="button" className="btn" onClick={() => { set({ at: undefined }) }}>{t.at.back}</button>} /></section></main>
}

/** Says of when the pages are; quietly where that is also the latest, as of a view that was cited. */
function OldBar({ at, revision, recorded, date }: { at: string; revision: number | undefined; recorded: string | undefined; date: string | undefined }) {
  const t = useTexts()
  const [, set] = useQueryState()
  const latest = useAsk(HeadDocument, { at: undefined }).data?.extensions.revision
  const pinned = revision !== undefined && revision === latest
  const said = /^\d+$/.test(at) ? `r${at}` : at // an address may leave the letter out
  return (
    <div className={pinned ? 'old pinned' : 'old'} role="status">
      <span>{pinned ? t.at.pinned(said) : t.at.old(said, recorded ? minute(recorded) : '', date ?? t.line.unknownDate)}</span>
      <a href="?" onClick={(e) => { e.preventDefault(); set({ at: undefined }) }}>{pinned ? t.at.unpin : t.at.back}</a>
    </div>
  )
}

/** The line at the foot of every page: of when, of which revision, how complete. */
function Provenance({ slot, revision, date }: { slot: (e: HTMLElement | null) => void; revision: number | undefined; date: string | undefined }) {
  const t = useTexts()
  const lang = useLang()
  const { chains } = useFrame()
  const { pathname } = useLocation()
  const [query] = useQueryState()
  const [citing, setCiting] = useState(false)
  const [, , folder, key] = pathname.split('/')
  const of = chains.find((c) => [c.code, c.id].includes(folder === 'chains' ? decodeURIComponent(key ?? '') : query.get('chain')))
  return (
    <footer className="line">
      <span>{t.line.date} <b>{date ?? t.line.unknownDate}</b></span>
      <span>{t.line.revision} <b className="code">{revision === undefined ? '—' : `r${count(revision)}`}</b></span>
      <span className="facts" ref={slot} />
      <span className="space" />
      <button type="button" className="btn plain small wide-only" aria-haspopup="dialog" disabled={revision === undefined} onClick={() => { setCiting(true) }}>{t.line.cite}</button>
      {citing && revision !== undefined && <Suspense><CiteDialog revision={revision} date={date} chain={of ? chainName(of, lang) : ''} close={() => { setCiting(false) }} /></Suspense>}
    </footer>
  )
}

/** Chains stand in the order of their codes; those without one come last. */
export const byCode = (a: { code: string | null; label: string }, b: { code: string | null; label: string }) => (a.code ?? '\uffff').localeCompare(b.code ?? '\uffff') || a.label.localeCompare(b.label)

/** The name of a chain in the language of the page. */
export const chainName = (c: { label: string; english: string | null }, lang: Lang) => (lang === 'en' ? (c.english ?? c.label) : c.label)
