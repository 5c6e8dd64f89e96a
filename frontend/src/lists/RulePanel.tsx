import { useState } from 'react'
import type { GrowthHeadFragment } from '../api/generated'
import { count, share } from '../format'
import { say, useLang, useTexts } from '../i18n/i18n'
import { Panel } from '../parts/Panel'
import { lineText, unitOf } from './figures'
import { RuleChip } from './marks'

/** What the file says of a criterion that is told by its parts, or by a person alone: nothing that its words do not. */
const heads = new Set(['any', 'all', 'first', 'hand'])

/** How many do not meet a criterion, and how: what is left beside those that meet it. */
function Rest({ tally }: { tally: GrowthHeadFragment['tallies'][number] }) {
  const t = useTexts()
  const rest = ([['UNMET', tally.unmet], ['UNKNOWN', tally.unknown], ['BY_HAND', tally.byHand], ['NOT_APPLICABLE', tally.notApplicable]] as const).filter(([, n]) => n > 0)
  return rest.length === 0 ? null : <p className="row rest">{rest.map(([v, n]) => <span key={v} className="nowrap"><RuleChip n={0} verdict={v} name="" /> <span className="meta">{t.lists.verdicts[v]} {count(n)}</span></span>)}</p>
}

interface Tried { criterion: string; number: string }

/** The rule: each criterion with its line, how sure it is, and how many meet it; on a run, with other lines to try. */
export function RulePanel({ edition: e, trying, tried, setTried }: { edition: GrowthHeadFragment; trying: boolean; tried: Tried[]; setTried: (all: Tried[]) => void }) {
  const t = useTexts()
  const lang = useLang()
  const [open, setOpen] = useState('')
  const [value, setValue] = useState('')
  const order = e.list.criteria.filter((c) => c.level === 0)
  const percent = (c: (typeof order)[number]) => c.currency === null && c.number !== null && Math.abs(Number(c.number)) < 1
  const start = (c: (typeof order)[number]) => { setOpen(c.id); setValue(percent(c) ? share(c.number ?? '').replace('%', '') : (c.number ?? '')) }
  const take = (c: (typeof order)[number]) => {
    const n = Number(value)
    if (value.trim() === '' || !Number.isFinite(n)) return
    const number = percent(c) ? String(Number((n / 100).toFixed(8))) : value.trim()
    setTried([...tried.filter((x) => x.criterion !== c.id), { criterion: c.id, number }])
    setOpen('')
  }
  return (
    <Panel title={t.lists.rule} note={<span className="code">{e.list.code} {e.list.version}</span>} flush>
      <ul className="list rule-list">
        {e.list.criteria.map((c) => {
          const tally = e.tallies.find((x) => x.criterion === c.id)
          const n = order.findIndex((x) => x.id === c.id) + 1
          return (
            <li key={c.id} className={c.level > 0 ? 'under' : ''}>
              {c.level === 0 && <span className="rule-chip none" aria-hidden>{n}</span>}
              <div className="what">
                <p>{say(c.name, lang)}{c.line && <> <b className="nowrap">{lineText(c.line, c.number, { currency: c.currency, ratio: percent(c), unit: unitOf(c.what) }, lang)}</b></>}</p>
                <p className="meta"><span>{say(c.says, lang)}&nbsp;· </span><span className="nowrap">{t.lists.sections[c.section]}{c.sure ? ` · ${t.lists.sures[c.sure]}` : ''}</span></p>
                {!heads.has(c.what) && <p className="meta"><code className="code formula" title={t.lists.inFile}>{c.what}</code></p>}
                {tally && <Rest tally={tally} />}
                {c.note && <p className="meta">{say(c.note, lang)}</p>}
                {trying && c.number !== null && (open === c.id ? (
                  <form className="row" onSubmit={(x) => { x.preventDefault(); take(c) }}>
                    <input className="input" style={{ width: 110 }} inputMode="decimal" autoFocus aria-label={t.lists.tryLine(say(c.name, lang))} value={value} onChange={(x) => { setValue(x.target.value) }} />{percent(c) ? '%' : (c.currency ?? '')}
                    <button type="submit" className="btn small">{t.lists.preview}</button>
                    <button type="button" className="btn plain small" onClick={() => { setOpen('') }}>{t.lists.cancel}</button>
                  </form>
                ) : <button type="button" className="link" onClick={() => { start(c) }}>{t.lists.whatIf}<span className="sr">{t.colon}{say(c.name, lang)}</span></button>)}
              </div>
              {tally && <span className="num tally" title={`${t.lists.meetHow}${t.colon}${t.lists.tally(tally.met, tally.unmet, tally.unknown, tally.byHand, tally.notApplicable)}`}>{t.lists.meet(count(tally.met), count(tally.met + tally.unmet + tally.unknown + tally.byHand))}</span>}
            </li>
          )
        })}
        <li className="row">{(['MET', 'UNMET', 'UNKNOWN', 'BY_HAND', 'NOT_APPLICABLE'] as const).map((v) => <span key={v} className="row"><RuleChip n={1} verdict={v} name="" /> <span className="meta">{t.lists.verdicts[v]}</span></span>)}</li>
        {e.list.model && <li><div className="what"><p>{t.lists.model}{t.colon}{say(e.list.model.title, lang)} <span className="code">{e.list.model.scheme} {e.list.model.hash.slice(0, 12)}</span></p><p className="meta">{say(e.list.model.note, lang)}</p><p><a download={`${e.list.model.scheme}.yaml`} href={`data:application/yaml;charset=utf-8,${encodeURIComponent(e.list.model.file)}`}>{t.lists.modelFile}</a></p></div></li>}
        {e.list.sources.map((s) => <li key={s.text}><div className="what"><p className="meta">{t.lists.sures[s.sure]}{t.colon}{s.url ? <a href={s.url} rel="noreferrer noopener" target="_blank">{s.text}</a> : s.text}</p>{s.note && <p className="meta">{say(s.note, lang)}</p>}</div></li>)}
      </ul>
    </Panel>
  )
}
