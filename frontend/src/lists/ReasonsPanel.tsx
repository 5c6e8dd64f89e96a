import { GrowthEditionReasonsDocument, GrowthRunReasonsDocument, type GrowthHeadFragment, type GrowthReasonsFragment, type GrowthSourceFieldsFragment } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import { money, share, whole } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { NodeLink } from '../parts/NodeLink'
import type { Texts } from '../i18n/zh'
import { disagreement } from '../parts/disagreement'
import { Panel } from '../parts/Panel'
import { backToRow } from '../parts/useReveal'
import { Show } from '../shell/states'
import type { Subject } from './EditionPage'
import { gap, lineText, oneFigure, range, unitOf } from './figures'
import { RuleChip, WhyChip } from './marks'

/** Why one enterprise or project is on the list or is not: each criterion with its figure, the line, the distance, and the cells. */
export function ReasonsPanel({ subject, who, list, close }: { subject: Subject; who: string; list: GrowthHeadFragment['list']; close: () => void }) {
  const t = useTexts()
  const lang = useLang()
  const at = useAt()
  const ofRun = useAsk(GrowthRunReasonsDocument, { run: subject.run ?? { list: '', referenceDate: '' }, id: who, at }, { enabled: subject.run !== null, keep: false })
  const ofEdition = useAsk(GrowthEditionReasonsDocument, { list: subject.list, number: subject.number, id: who, at }, { enabled: subject.run === null, keep: false })
  return (
    <Panel title={t.lists.reasons} actions={<><button type="button" className="btn small narrow-only" onClick={() => { backToRow(who) }}>{t.lists.backToRow}</button><button type="button" className="btn plain small" onClick={close}>{t.lists.close}</button></>}>
      <div className="reasons">
        <Show answer={subject.run ? ofRun : ofEdition} rows={8}>
          {(d) => (d.edition?.result ?? []).map((r) => (
            <div key={r.segment ?? ''}>
              <h3><NodeLink node={{ id: r.id, label: r.name, nodeKind: list.of }} /> {r.segmentNode ? <NodeLink node={r.segmentNode} code={r.segmentNode.code} /> : r.segment && <span className="code">{r.segment}</span>}</h3>
              <p className="row"><WhyChip result={r} /> <span className="meta">{r.year ? t.lists.latestYear(r.year) : ''}</span></p>
              {r.needs.length > 0 && <p>{t.lists.needs} {r.needs.map((n) => `${say(n.label, lang)} ${n.year ?? ''}`).join(t.lists.and)}</p>}
              <Outcomes result={r} list={list} />
              {r.next && (r.next.fallsOut.length > 0 || r.next.targets.length > 0) && (
                <>
                  <h3>{t.lists.next(r.next.year)}</h3>
                  {r.next.fallsOut.length > 0 && <p>{t.lists.willFail(r.next.year, r.next.fallsOut.map((c) => say(list.criteria.find((x) => x.id === c)?.name ?? { zh: c, en: c }, lang)).join(t.lists.and))}</p>}
                  <ul>{r.next.targets.map((x) => <li key={x.criterion}>{t.lists.target(`${say(x.need.label, lang)} ${x.need.year ?? ''}`, amount(x.number, x.currency, lang), share(x.change))}</li>)}</ul>
                </>
              )}
            </div>
          ))}
        </Show>
      </div>
    </Panel>
  )
}

const amount = (n: string, currency: string | null, lang: 'zh' | 'en') => (currency ? (money({ text: '', bound: 'EXACT', low: n, high: null, currency }, lang) ?? n) : n)

function Outcomes({ result: r, list }: { result: GrowthReasonsFragment; list: GrowthHeadFragment['list'] }) {
  const t = useTexts()
  const lang = useLang()
  const top = r.outcomes.filter((o) => !o.under)
  return (
    <ol>
      {r.outcomes.map((o) => {
        const c = list.criteria.find((x) => x.id === o.criterion)
        const ratio = c?.currency === null && c.number !== null && Math.abs(Number(c.number)) < 1
        const kind = { currency: c?.currency ?? o.value?.currency ?? null, ratio, unit: c ? unitOf(c.what) : undefined }
        const far = gap(o.distance, o.verdict === 'MET', kind, lang, t)
        return (
          <li key={o.criterion} className={o.under ? 'under' : ''}>
            <p className="row"><RuleChip n={top.findIndex((x) => x.criterion === o.criterion) + 1} verdict={o.verdict} name={say(o.name, lang)} /><b>{say(o.name, lang)}</b><span className="space" /><span className="meta">{t.lists.verdicts[o.verdict]}</span></p>
            {o.why.length > 0 && <p className="meta">{o.why.map((w) => say(w.label, lang)).join(t.semicolon)}</p>}
            {(o.value ?? o.line) && <p className="meta">{range(o.value, (x) => oneFigure(x, { ...kind, currency: o.value?.currency ?? null }, lang, c?.currency === (o.value?.currency ?? null) ? c.number : null)) || t.states.unknown}{o.line ? ` · ${t.lists.line} ${lineText(o.line, c?.number ?? null, kind, lang)}` : ''}{far && ` · ${far}`}</p>}
            <dl>
              {o.figures.map((f) => [
                <dt key={`${f.name} ${f.year} t`}>{say(f.label, lang)} {f.year}</dt>,
                <dd key={`${f.name} ${f.year}`}>{money({ text: '', bound: f.bound, low: f.low, high: f.high, currency: f.currency }, lang) && f.currency ? money({ text: '', bound: f.bound, low: f.low, high: f.high, currency: f.currency }, lang) : f.low && whole(f.low)}{f.conflict ? ` (${conflictOf(f.sources, t)})` : ''}{f.derived ? ` (${t.lists.derived})` : ''}{f.sources.map((s, i) => <Cell key={i} source={s} />)}</dd>,
              ])}
              {o.facts.map((f, i) => [<dt key={`t${i}`}>{say(f.label, lang)}</dt>, <dd key={i}>{f.text}{f.source && <Cell source={f.source} />}</dd>])}
            </dl>
          </li>
        )
      })}
    </ol>
  )
}

/** Who disagrees on a figure: several sources, or places of one file. */
function conflictOf(sources: readonly GrowthSourceFieldsFragment[], t: Texts): string {
  const who = disagreement(sources.map((s) => ({ source: s.name, document: s.document || null })))
  return who ? t.chainMap[who] : t.enterprise.conflicting
}

/** Where it was read, down to the cell. */
function Cell({ source: s }: { source: GrowthSourceFieldsFragment }) {
  const t = useTexts()
  return <p className="meta">{s.name}{s.document ? ` · ${s.document}` : ''}{s.sheet ? ` · ${s.sheet}` : ''} <b className="code">{s.cell ?? (s.row ? `${t.source.row} ${s.row}` : '')}</b>{s.printed ? ` “${s.printed}”` : ''}{s.dataDate ? ` · ${s.dataDate}` : ''}</p>
}
