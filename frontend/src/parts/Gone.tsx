import { Link, useLocation } from 'react-router'
import { WhereaboutsDocument } from '../api/generated'
import { useAsk } from '../api/use'
import { day } from '../format'
import { useLang, useTexts } from '../i18n/i18n'
import { Empty, NothingHere, Show } from '../shell/states'
import { changed, usePath, useQueryState } from '../state'

/** Says of an item that is not there whether it ever was: until which revision it stood, and what ended it; or that there never was one. */
export function Gone({ id, old }: { id: string; old: boolean }) {
  const answer = useAsk(WhereaboutsDocument, { id }, { keep: false })
  return <Show answer={answer} rows={3}>{(d) => (d.whereabouts.endedBy && d.whereabouts.since !== null && d.whereabouts.until !== null ? <Ended of={{ ...d.whereabouts, endedBy: d.whereabouts.endedBy, since: d.whereabouts.since, until: d.whereabouts.until }} /> : d.whereabouts.node ? <NothingHere old={old} /> : <Never />)}</Show>
}

interface Whereabouts { since: number; until: number; endedBy: { revision: number; kind: string; recorded: string; actor: string; reason: string; revokes: number | null } }

function Ended({ of: w }: { of: Whereabouts }) {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  const { pathname } = useLocation()
  const [query] = useQueryState()
  const by = w.endedBy
  const what = by.kind === 'REVOKE' && by.revokes !== null ? t.gone.revoked(`r${by.revokes}`, `r${by.revision}`, day(by.recorded)) : t.gone.ended(`r${by.revision}`, day(by.recorded))
  return (
    <Empty title={what} why={`${t.gone.stood(`r${w.since}`, `r${w.until}`)}${by.reason ? ` ${t.gone.because(by.actor, by.reason)}` : ''}`}
      action={(
        <div className="row">
          <Link className="btn primary" to={pathname + changed(query, { at: `r${w.until}` })}>{t.gone.then(`r${w.until}`)}</Link>
          {by.kind === 'REVOKE' && by.revokes !== null && <Link className="btn" to={path(`/${lang}/imports/${by.revokes}`)}>{t.gone.toImport(`r${by.revokes}`)}</Link>}
          <Link className="btn" to={`/${lang}/changes?from=r${by.revision - 1}&at=r${by.revision}`}>{t.gone.changes(`r${by.revision}`)}</Link>
          <Link className="btn" to={path(`/${lang}/search`)}>{t.nav.search}</Link>
        </div>
      )} />
  )
}

function Never() {
  const t = useTexts()
  const lang = useLang()
  const path = usePath()
  return <Empty title={t.gone.never} why={t.gone.neverWhy} action={<div className="row"><Link className="btn" to={path(`/${lang}`)}>{t.states.home}</Link><Link className="btn" to={path(`/${lang}/search`)}>{t.nav.search}</Link></div>} />
}
