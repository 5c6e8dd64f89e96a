import { useTexts } from '../i18n/i18n'
import { useQueryState } from '../state'

/** The looks at funding, as buttons. */
export function Views({ view }: { view: 'flow' | 'table' | 'lists' }) {
  const t = useTexts()
  const [, set] = useQueryState()
  return (
    <div className="seg" role="group" aria-label={t.capital.views}>
      {(['lists', 'flow', 'table'] as const).map((v) => <button key={v} type="button" aria-pressed={view === v} onClick={() => { set({ view: v === 'flow' ? undefined : v }) }}>{t.capital.viewOf[v]}</button>)}
    </div>
  )
}
