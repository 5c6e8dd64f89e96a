import { useTexts } from '../i18n/i18n'
import { useQueryState } from '../state'
import { useNarrow } from './useNarrow'

/** The looks at funding, as buttons. Where a window has no room for the picture it is not offered, and the tables are what is pressed. */
export function Views({ view }: { view: 'flow' | 'table' | 'lists' }) {
  const t = useTexts()
  const narrow = useNarrow()
  const [, set] = useQueryState()
  return (
    <div className="seg" role="group" aria-label={t.capital.views}>
      {(['lists', 'flow', 'table'] as const).filter((v) => !narrow || v !== 'flow').map((v) => <button key={v} type="button" aria-pressed={view === v || (narrow && view === 'flow' && v === 'table')} onClick={() => { set({ view: v === 'flow' ? undefined : v }) }}>{t.capital.viewOf[v]}</button>)}
    </div>
  )
}
