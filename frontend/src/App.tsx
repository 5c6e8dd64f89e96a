import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useState } from 'react'
import { createBrowserRouter, Navigate, Outlet, RouterProvider, useLocation, useOutletContext, useParams } from 'react-router'
import { RequestError } from './api/client'
import { browserLang, isLang, LangContext, texts, useLangParam } from './i18n/i18n'
import { Crashed } from './shell/Crashed'
import { useWindowPlace } from './shell/place'
import { sectionOf } from './shell/sections'
import { Shell } from './shell/Shell'
import { NotFound } from './shell/states'
import { applyTheme } from './theme/theme'
import type { Theme } from './theme/tokens'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // A service on this machine answers without any network: only asking tells whether it is there.
      networkMode: 'always',
      // An answer of a pinned revision never changes; of the latest it may.
      staleTime: 30_000,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: true,
      refetchOnReconnect: 'always',
      retry: (failures, error) => failures < 2 && error instanceof RequestError && error.code === 'UNAVAILABLE',
    },
  },
})

interface Chosen { theme: Theme; setTheme: (t: Theme) => void }

/** The pages of an address that begins with a language; others are not there. */
function Pages() {
  return isLang(useParams().lang) ? <Outlet /> : <NotFound />
}

/** The language of an address, around all of its pages. */
function Localised() {
  const lang = useLangParam()
  const chosen = useOutletContext<Chosen>()
  useWindowPlace()
  const { pathname } = useLocation()
  useEffect(() => { document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en' }, [lang])
  // The name of the section, until a page tells its own: that comes after, since layout effects run first.
  useLayoutEffect(() => {
    const t = texts[lang]
    const below = pathname.split('/').slice(2).join('/')
    const section = below === 'search' ? 'search' : sectionOf(below)?.key
    document.title = section ? `${t.nav[section]} · ${t.name}` : t.name
  }, [lang, pathname])
  return (
    <LangContext value={lang}>
      <Shell {...chosen} />
    </LangContext>
  )
}

function Root({ theme: initial }: { theme: Theme }) {
  const [theme, choose] = useState(initial)
  const setTheme = (t: Theme) => { applyTheme(t, true); choose(t) }
  return <Outlet context={{ theme, setTheme } satisfies Chosen} />
}

/** To the language that the browser prefers. */
function Start() {
  const { search } = useLocation()
  return <Navigate replace to={{ pathname: `/${browserLang()}`, search }} />
}

/** The address of a list alone leads to what it says now. */
function LatestOfList() {
  const { search } = useLocation()
  return <Navigate replace relative="path" to={{ pathname: 'latest', search }} />
}

/** The flow of capital is the face of funding. */
function ToFunding() {
  const { search } = useLocation()
  return <Navigate replace to={{ pathname: '../funding', search }} relative="path" />
}

export function App({ theme }: { theme: Theme }) {
  const [router] = useState(() => createBrowserRouter([
    {
      element: <Root theme={theme} />,
      errorElement: <Crashed />,
      HydrateFallback: () => null,
      children: [
        { path: '/', element: <Start /> },
        {
          path: '/:lang',
          element: <Localised />,
          children: [
            {
              element: <Pages />,
              errorElement: <Crashed />,
              children: [
                { index: true, lazy: async () => ({ Component: (await import('./pages/Home')).Home }) },
                { path: 'chains/:chain', lazy: async () => ({ Component: (await import('./map/MapPage')).MapPage }) },
                { path: 'imports', lazy: async () => ({ Component: (await import('./pages/ImportsPage')).ImportsPage }) },
                { path: 'imports/:revision', lazy: async () => ({ Component: (await import('./pages/ImportPage')).ImportPage }) },
                { path: 'search', lazy: async () => ({ Component: (await import('./pages/SearchPage')).SearchPage }) },
                { path: 'ratings', lazy: async () => ({ Component: (await import('./ratings/RatingsPage')).RatingsPage }) },
                { path: 'ratings/compare', lazy: async () => ({ Component: (await import('./ratings/ComparePage')).ComparePage }) },
                { path: 'ratings/schemes/:id', lazy: async () => ({ Component: (await import('./ratings/SchemePage')).SchemePage }) },
                { path: 'ratings/:number/release', lazy: async () => ({ Component: (await import('./ratings/ReleasePage')).ReleasePage }) },
                { path: 'ratings/:number/release/:unit', lazy: async () => ({ Component: (await import('./ratings/RatingPage')).RatingPage }) },
                { path: 'ratings/:number', lazy: async () => ({ Component: (await import('./ratings/RunPage')).RunPage }) },
                { path: 'risk', lazy: async () => ({ Component: (await import('./risk/RiskPage')).RiskPage }) },
                { path: 'gaps', lazy: async () => ({ Component: (await import('./pages/GapsPage')).GapsPage }) },
                { path: 'lists', lazy: async () => ({ Component: (await import('./lists/ListsPage')).ListsPage }) },
                { path: 'lists/:list', Component: LatestOfList },
                { path: 'lists/:list/:edition', lazy: async () => ({ Component: (await import('./lists/EditionPage')).EditionPage }) },
                { path: 'changes', lazy: async () => ({ Component: (await import('./pages/ChangesPage')).ChangesPage }) },
                { path: 'quality', lazy: async () => ({ Component: (await import('./quality/QualityPage')).QualityPage }) },
                { path: 'quality/questions', lazy: async () => ({ Component: (await import('./quality/QuestionsPage')).QuestionsPage }) },
                { path: 'funding', lazy: async () => ({ Component: (await import('./capital/CapitalPage')).CapitalPage }) },
                { path: 'capital', Component: ToFunding },
                ...['enterprises', 'products', 'parks', 'institutions', 'sectors', 'projects', 'funding/all'].map((folder) => ({ path: folder, lazy: async () => ({ Component: (await import('./pages/ListPage')).ListPage }) })),
                { path: 'segments/:id', lazy: async () => ({ Component: (await import('./pages/SegmentPage')).SegmentPage }) },
                ...['enterprises', 'products', 'parks', 'institutions', 'sectors', 'funding', 'findings', 'projects'].map((folder) => ({ path: `${folder}/:id`, lazy: async () => ({ Component: (await import('./pages/NodePage')).NodePage }) })),
                { path: '*', element: <NotFound /> },
              ],
            },
          ],
        },
        { path: '*', element: <Start /> },
      ],
    },
  ]))
  return <QueryClientProvider client={client}><RouterProvider router={router} /></QueryClientProvider>
}
