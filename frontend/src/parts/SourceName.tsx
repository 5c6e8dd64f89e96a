import { useTexts } from '../i18n/i18n'

/** Whose data it is; a source whose import was taken back keeps its name, and says so. */
export function SourceName({ source }: { source: { name: string; revoked?: boolean } }) {
  const t = useTexts()
  return <>{source.name}{source.revoked && <> <span className="chip dashed">{t.source.revoked}</span></>}</>
}
