import type { BatchKind } from '../api/generated'
import type { Texts } from '../i18n/zh'

interface Batch { kind: BatchKind; reason: string; source: { sourceId: string; name: string }; documents?: { name: string }[] }

/** A step of a release brings its file, named after the step; what else the ratings' source keeps is a run. */
const isStep = (b: Batch) => b.documents?.some((d) => /\.(submit|reply|review|publish|correct|withdraw|expire)\.json$/.test(d.name)) ?? false

/** What sort of act a batch is. A rating or a list that is kept may be a draft: the word does not call it a publication. */
export const kindOf = (b: Batch, t: Texts) => (b.kind !== 'PUBLISH' ? t.kinds[b.kind] : b.source.sourceId === 'ratings' ? (isStep(b) ? t.batch.release : t.batch.rating) : b.source.sourceId === 'lists' ? t.batch.list : t.kinds.PUBLISH)

/** Who speaks in a batch; the program's own sources by their names in the language of the page. */
export function sourceOf(b: Batch, t: Texts): string {
  switch (b.source.sourceId) {
    case 'ratings': return t.batch.ratings
    case 'lists': return t.batch.lists
    case 'curation': return t.batch.curation
    default: return b.source.name
  }
}

/** Why, in the actor's words; the program's own words in the language of the page. */
export function reasonOf(b: Batch, t: Texts): string {
  if (b.kind !== 'DECLARE') return b.reason
  switch (b.reason) {
    case 'for the first issue': return t.batch.first
    case "for the first curator's batch": return t.batch.firstCurated
    default: return b.reason
  }
}
