import { Link } from 'react-router'
import { RiskOfSegmentDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Figure } from '../parts/Figure'
import { NodeLink } from '../parts/NodeLink'
import { Panel } from '../parts/Panel'
import { shortly } from '../parts/shortly'
import { Empty, Show } from '../shell/states'
import { usePath } from '../state'
import { bandOf, capped, fourOf, keyOf, partOf, points, type Risk } from './risk'
import type { Asked } from './useRisk'

/** An increase as people read it. */
const more = (x: string) => `+${share(x, Number(x) < 0.1 ? 1 : 0)}`

/** All that is known of the chosen segment's concentration: each index with its formula, and each share with who says so. */
export function SegmentPanel({ id, asked, map, choose }: { id: string | null; asked: Asked; map: string | null; choose: { edition: Risk['limits']; editions: React.ReactNode } }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const path = usePath()
  const answer = useAsk(RiskOfSegmentDocument, { chain: asked.chain, bands: asked.bands, year: asked.year, id: id ?? '', cut: partOf(asked.cut), at }, { enabled: id !== null })
  if (id === null) return <Panel title={t.risk.chosen}><p className="meta">{t.risk.chooseOne}</p></Panel>
  const s = answer.data?.data.chainRisk?.segment
  const c = s?.concentration
  const title = s ? `${s.segment.code ? `${s.segment.code} ` : ''}${s.segment.label}` : t.risk.chosen
  return (
    <Panel title={title} actions={c ? <span className={`chip${c.withheld ? ' dashed' : ''}`}>{bandOf(c, t)}</span> : undefined}>
      <Show answer={answer} rows={6}>
        {() => {
          if (!s || !c) return <Empty title={t.risk.notThere} why={t.states.notFoundWhy} />
          const w = s.whatIf
          return (
            <div className="of-segment">
              {c.withheld
                ? <><p className="withheld">{say(c.withheld, lang)}</p><p className="meta">{t.risk.toRecord}</p></>
                : (
                  <dl className="facts-of">
                    <div><dt><abbr title={t.chainMap.hhi}>HHI</abbr> <span className="code">Σ(100·s)²</span></dt><dd><b>{points(c.hhi ?? 0)}</b></dd></div>
                    {c.hhiUpper !== c.hhi && <div><dt>{t.risk.upper(capped(c.unlisted))}</dt><dd>≤ {points(c.hhiUpper ?? 0)}</dd></div>}
                    <div><dt><abbr title={t.risk.effectiveHow}>{t.risk.effective}</abbr> <span className="code">1/H</span></dt><dd><b>{c.effective === c.effectiveLower ? c.effective : `${c.effectiveLower ?? ''}–${c.effective ?? ''}`}</b></dd></div>
                    <div><dt><abbr title={t.chainMap.cr4}>CR4</abbr></dt><dd>{fourOf(c)}</dd></div>
                    <div><dt>{t.risk.remaining(share(partOf(asked.cut), 0))} <span className="code">1 − c·s₁</span></dt><dd>{w ? share(w.remaining) : ''}</dd></div>
                    <div><dt>{t.risk.increase} <span className="code">c·s₁/(1 − s₁)</span></dt><dd>{w?.increase != null ? <b>{more(w.increase)}</b> : w?.unbounded ? <span className="withheld">{t.risk.unbounded}</span> : ''}</dd></div>
                  </dl>
                )}
              {c.firstSure === false && <p className="meta">{t.risk.firstUnsure(capped(c.unlisted))}</p>}
              {w?.unbounded && <p className="meta">{say(w.unbounded, lang)}</p>}
              {s.all.shares.length > 0 && (
                <>
                  <h3>{t.risk.sharesOf(c.year ?? '')}</h3>
                  <ul className="shares">
                    {s.all.shares.map((x) => (
                      <li key={x.enterprise.id} className="row">
                        <span className="grow"><NodeLink node={{ id: x.enterprise.id, label: shortly(x.enterprise, lang), nodeKind: 'ENTERPRISE' }} /></span>
                        {/* The sum of several products' shares is told by each of them. */}
                        <span className="num">{x.stated.length === 1 && x.stated[0] ? <Figure property={x.stated[0]}>{share(x.share)}</Figure> : <>{share(x.share)} = {x.stated.map((p, i) => <span key={i}>{i > 0 && ' + '}<Figure property={p}>{share(p.value?.number ?? '0')}</Figure></span>)}</>}</span>
                      </li>
                    ))}
                    {c.known > s.all.shares.length && <li className="meta">{t.risk.others(c.known - s.all.shares.length)}</li>}
                    <li className="row meta"><span className="grow">{t.risk.unlisted}</span><span className="num">{Number(c.unlisted) > 0 ? share(c.unlisted) : '0%'}</span></li>
                  </ul>
                </>
              )}
              <p className="meta">{t.risk.limitsOf}{t.colon}{say(choose.edition.label, lang)}</p>
              <div className="row">{choose.editions}</div>
              <div className="row links">
                {map && <Link className="btn" to={path(`/${lang}/chains/${encodeURIComponent(map)}`, { by: 'hhi', seg: keyOf(s.segment) })}>{t.risk.onMap}</Link>}
                <Link className="btn" to={path(`/${lang}/segments/${encodeURIComponent(s.segment.id)}`)}>{t.drawer.open}</Link>
              </div>
            </div>
          )
        }}
      </Show>
    </Panel>
  )
}
