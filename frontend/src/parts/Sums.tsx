import type { ChainMapQuery } from '../api/generated'
import { money } from '../format'
import { useLang, useTexts } from '../i18n/i18n'

type Capital = NonNullable<NonNullable<ChainMapQuery['chainMap']>['places'][number]['count']['capital']>[number]

/** What is known of the sum in each currency: from the lower ends to the upper, an open end, how many undisclosed. */
export function Sums({ capital }: { capital: Capital[] }) {
  const t = useTexts()
  const lang = useLang()
  return (
    <>
      {capital.toSorted((a, b) => Number(a.low === null) - Number(b.low === null)).map((c) => {
        const text = c.low === null ? null : money({ text: '', bound: c.high === null ? 'AT_LEAST' : c.high === c.low ? 'EXACT' : 'RANGE', low: c.low, high: c.high, currency: c.currency || null }, lang)
        return <p key={c.currency} className="nowrap">{text}{c.undisclosed > 0 && <span className="meta">{text ? ' · ' : ''}{t.fundingPage.undisclosed(c.undisclosed)}</span>}</p>
      })}
    </>
  )
}
