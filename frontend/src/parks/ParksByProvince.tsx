import { useEffect } from 'react'
import { Link } from 'react-router'
import { useCounts } from '../api/counts'
import { RegionCodesDocument, type Filter } from '../api/generated'
import { useAsk } from '../api/use'
import { countClass } from '../map/colour'
import { count } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { Facts } from '../shell/Shell'
import { Failed } from '../shell/states'
import { usePath, useQueryState } from '../state'
import { parted, provinces, shortName } from './provinces'

/** Parks by province: a tile for each, at about its place. The service counts; a tile opens the list of its parks. */
export function ParksByProvince() {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const [, set] = useQueryState()
  const regions = useAsk(RegionCodesDocument, {})
  const all = (regions.data?.data.vocabulary.list?.entries ?? []).filter((r) => provinces[r.code])
  const known: Filter = { property: { name: 'region', known: true } }
  const unknown: Filter = { property: { name: 'region', known: false } }
  const counts = useCounts('parks', all.length > 0 ? [known, unknown, ...all.map((r): Filter => ({ region: [r.code] }))] : [])
  const [located, nowhere, ...each] = counts.data ?? []
  const filled = each.filter((n) => n > 0).length
  useEffect(() => { document.title = `${t.nav.parks} · ${t.name}` }, [t])
  return (
    <main id="main" tabIndex={-1}>
      <div className="page-head">
        <div className="row"><div className="titles"><h1>{counts.data ? t.parks.title(count(located ?? 0), filled) : t.nav.parks}</h1></div><span className="space" /><button type="button" className="btn" aria-pressed onClick={() => { set({ view: undefined }) }}>{t.parks.byProvince} <span aria-hidden>✕</span></button></div>
        <p className="meta">{t.parks.how}</p>
      </div>
      {counts.error ? <section className="panel"><Failed error={counts.error} retry={() => void counts.refetch()} /></section> : (
        <div className="cols">
        <ul className="panel province-grid" aria-label={t.parks.byProvince}>
          {all.map((r, i) => {
            const [column, row] = provinces[r.code] ?? [1, 1]
            const n = each[i]
            const name = lang === 'zh' ? shortName(say(r.label, lang)) : parted(say(r.label, lang))
            return (
              <li key={r.code} style={{ gridColumn: column, gridRow: row }}>
                {n ? (
                  <Link className={`province c${countClass(n)}`} to={path(`/${lang}/parks`, { region: r.code })}><span>{name}</span><b>{count(n)}</b></Link>
                ) : <span className="province none" title={t.map.nobodyWhy}><span>{name}</span><span className="unknown">{n === 0 ? t.parks.none : ''}</span></span>}
              </li>
            )
          })}
        </ul>
        <Panel title={t.parks.ranked} flush>
          <table className="grid">
            <tbody>
              {all.map((r, i) => ({ r, n: each[i] ?? 0 })).filter((x) => x.n > 0).sort((a, b) => b.n - a.n).map(({ r, n }) => (
                <tr key={r.code}><td><Link to={path(`/${lang}/parks`, { region: r.code })}>{say(r.label, lang)}</Link></td><td className="num">{count(n)}</td><td style={{ width: '50%' }}><span className="bar full" aria-hidden><i style={{ width: `${(n / Math.max(1, ...each)) * 100}%` }} /></span></td></tr>
              ))}
            </tbody>
          </table>
        </Panel>
        </div>
      )}
      <Facts>{nowhere ? <span>{t.parks.nowhere(count(nowhere))}</span> : null}</Facts>
    </main>
  )
}
