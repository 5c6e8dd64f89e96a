import { useTexts } from '../i18n/i18n'

/** What is new, changed and gone, as signs; whoever points at it or has it read out gets the words. */
export function Delta({ label, of: { created, changed, removed }, bad = false }: { label: string; of: { created: number; changed: number; removed: number }; bad?: boolean }) {
  const t = useTexts()
  const words = t.imports.delta(created, changed, removed)
  return <span className={`chip${bad ? ' bad' : ''}`} title={`${label}${t.colon}${words}`}>{label} <span aria-hidden>+{created} ~{changed} −{removed}</span><span className="sr">{words}</span></span>
}
