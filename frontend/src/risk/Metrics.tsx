import { useTexts } from '../i18n/i18n'
import type { Changes } from '../state'

/** Which risk is looked at: how concentrated segments are, how much buyers depend on single suppliers, or what holds the chain together. */
export function Metrics({ metric, set }: { metric: 'concentration' | 'dependency' | 'keynodes'; set: (c: Changes) => void }) {
  const t = useTexts()
  // What else the address says is of one of them alone.
  const show = (to: string | undefined) => { set({ metric: to, seg: undefined, buyer: undefined, sort: undefined, rev: undefined, year: undefined, graph: undefined, node: undefined, of: undefined }) }
  return (
    <span className="seg no-print" role="group" aria-label={t.dependency.metrics}>
      <button type="button" aria-pressed={metric === 'concentration'} onClick={() => { show(undefined) }}>{t.dependency.concentration}</button>
      <button type="button" aria-pressed={metric === 'dependency'} onClick={() => { show('dependency') }}>{t.dependency.dependency}</button>
      <button type="button" aria-pressed={metric === 'keynodes'} onClick={() => { show('keynodes') }}>{t.keyNodes.keyNodes}</button>
    </span>
  )
}
