import { useTexts } from '../i18n/i18n'
import type { Changes } from '../state'

/** Which risk is looked at: how concentrated segments are, or how much buyers depend on single suppliers. */
export function Metrics({ metric, set }: { metric: 'concentration' | 'dependency'; set: (c: Changes) => void }) {
  const t = useTexts()
  // What else the address says is of one of them alone.
  const show = (to: string | undefined) => { set({ metric: to, seg: undefined, buyer: undefined, sort: undefined, rev: undefined, year: undefined }) }
  return (
    <span className="seg no-print" role="group" aria-label={t.dependency.metrics}>
      <button type="button" aria-pressed={metric === 'concentration'} onClick={() => { show(undefined) }}>{t.dependency.concentration}</button>
      <button type="button" aria-pressed={metric === 'dependency'} onClick={() => { show('dependency') }}>{t.dependency.dependency}</button>
    </span>
  )
}
