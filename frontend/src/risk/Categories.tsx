import { count } from '../format'
import { useTexts } from '../i18n/i18n'
import { TableFrame } from '../parts/TableFrame'
import { partsOf, partText, type Dependency, type Part } from './dependency'
import { onRow } from './onRow'

const looks: Part['look'][] = ['sole', 'dominated', 'half', 'spread', 'unsure', 'lacking', 'unknown']

/** What is bought of which segment: how many inputs hang on one supplier, and of how many that the map expects nobody tells. */
export function Categories({ d, chosen, choose }: { d: Dependency; chosen: string | null; choose: (segment: string) => void }) {
  const t = useTexts()
  const most = Math.max(1, ...d.categories.map((c) => c.total + Math.max(0, c.expected - c.recorded)))
  const seen = new Set(d.categories.flatMap((c) => partsOf(c.counts, c.expected - c.recorded).map((p) => p.look)))
  return (
    <>
      <p className="key-of row">{looks.filter((l) => seen.has(l)).map((l) => <span key={l} className="meta"><i className={`part ${l}`} aria-hidden />{partText(l, t)}</span>)}</p>
      <TableFrame cards label={t.dependency.byCategory}>
        <table className="grid risk-table">
          <thead>
            <tr>
              <th scope="col">{t.dependency.category}</th>
              <td className="parts-head" />
              <th scope="col" className="num">≥ 80%</th>
              <th scope="col" className="num">≥ 50%</th>
              <th scope="col" className="num" title={t.risk.oneRecordedHow}>{t.risk.oneMark}</th>
              <th scope="col" className="num">{t.dependency.unknown}</th>
              <th scope="col" className="num" title={t.dependency.coveredHow}>{t.dependency.coveredHead}</th>
            </tr>
          </thead>
          <tbody>
            {d.categories.map((c) => {
              const unknown = c.expected - c.recorded
              return (
                <tr key={c.segment.id} className={`pressed${c.segment.id === chosen ? ' on' : ''}`} onClick={onRow(() => { choose(c.segment.id) })}>
                  <th scope="row"><button type="button" className="link" aria-pressed={c.segment.id === chosen} onClick={() => { choose(c.segment.id) }}>{c.segment.code && <span className="code">{c.segment.code} </span>}{c.segment.label}</button></th>
                  <td className="parts-of" aria-hidden><span className="parts">{partsOf(c.counts, unknown).map((p) => <i key={p.look} className={`part ${p.look}`} title={`${partText(p.look, t)} ${p.n}`} style={{ width: `${(p.n / most) * 100}%` }} />)}</span></td>
                  <td className="num">{c.counts.computed > 0 ? <b>{count(c.counts.dominated)}</b> : <span className="unknown">{t.states.unknown}</span>}</td>
                  <td className="num">{c.counts.computed > 0 ? count(c.counts.half) : <span className="unknown">{t.states.unknown}</span>}</td>
                  <td className="num">{count(c.counts.oneRecorded)}</td>
                  <td className="num">{count(unknown)}</td>
                  <td className="num nowrap">{c.expected > 0 ? `${count(c.recorded)} / ${count(c.expected)}` : <span className="unknown">{t.dependency.notExpected}</span>}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </TableFrame>
    </>
  )
}
