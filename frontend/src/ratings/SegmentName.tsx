import { SegmentNameDocument } from '../api/generated'
import { useAsk, useAt } from '../api/use'

/** Whom a run is about: the code and name of its segment, nothing before it is known. */
export function SegmentName({ id }: { id: string }) {
  const s = useAsk(SegmentNameDocument, { id, at: useAt() }).data?.data.segment
  return s ? <>{[s.code?.value?.text, s.label].filter(Boolean).join(' ')}</> : null
}
