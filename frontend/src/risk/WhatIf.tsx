import { useDeferredValue, useState } from 'react'
import { RiskWhatIfDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { count, share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { Show } from '../shell/states'
import { partOf, type Risk } from './risk'
import type { Asked } from './useRisk'

/** What would be left if the first supplier of each segment delivered less: worked out by the service, and written nowhere. */
export function WhatIf({ risk, asked, setCut }: { risk: Risk; asked: Asked; setCut: (cut: number) => void }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  // The slider is ahead of the address, which follows a moment later.
  const [ahead, setAhead] = useState<number | null>(null)
  if (ahead === asked.cut) setAhead(null)
  const shown = ahead ?? asked.cut
  const cut = useDeferredValue(asked.cut)
  const answer = useAsk(RiskWhatIfDocument, { chain: asked.chain, year: asked.year, cut: partOf(cut), at })
  const label = (id: string) => risk.groups.find((g) => g.id === id)
  return (
    <Panel title={t.risk.whatIf} actions={<span className="chip info">{t.risk.writesNothing}</span>}>
      <div className="what-if">
        <label htmlFor="cut">{t.risk.cutOf}</label>
        <div className="row slide">
          <input id="cut" type="range" min={0} max={100} step={5} value={shown} aria-valuetext={share(partOf(shown), 0)} onChange={(e) => { setAhead(Number(e.target.value)); setCut(Number(e.target.value)) }} />
          <output htmlFor="cut">{share(partOf(shown), 0)}</output>
        </div>
        <Show answer={answer} rows={6}>
          {(d) => {
            const w = d.chainRisk?.whatIf
            if (!w) return null
            return (
              <>
                <ul className="left">
                  {w.groups.filter((g) => g.remaining != null).map((g) => (
                    <li key={g.group}>
                      <span className="ellipsis" title={say(label(g.group)?.label ?? { zh: '', en: '' }, lang)}>{label(g.group)?.code && <span className="code">{label(g.group)?.code} </span>}{say(label(g.group)?.label ?? { zh: '', en: '' }, lang)} <span className="meta">{count(g.computed)}</span></span>
                      <span className="track" aria-hidden><i style={{ width: `${Number(g.remaining) * 100}%` }} /></span>
                      <b className="num">{t.risk.left(share(g.remaining ?? '0', 0))}</b>
                    </li>
                  ))}
                  {w.remaining != null && risk.groups.length > 1 && (
                    <li className="all"><span>{t.risk.allOf} <span className="meta">{count(w.computed)}</span></span><span className="track" aria-hidden><i style={{ width: `${Number(w.remaining) * 100}%` }} /></span><b className="num">{t.risk.left(share(w.remaining, 0))}</b></li>
                  )}
                </ul>
                <p className="meta">{t.risk.averages}{w.notComputed > 0 ? t.risk.notIn(count(w.notComputed)) : ''}</p>
              </>
            )
          }}
        </Show>
      </div>
    </Panel>
  )
}
