import { Link } from 'react-router'
import type { Kind } from '../api/generated'
import { useLang, useTexts, writtenIn } from '../i18n/i18n'
import { pageOf } from '../shell/pages'
import { usePath } from '../state'

/** The name of a node, as a link to its page if nodes of its kind have one; of now, if it was not there at the revision one looks at. */
export function NodeLink({ node, code, className, now }: { node: { id: string; label: string; nodeKind: Kind }; code?: string | null | undefined; className?: string; now?: boolean }) {
  const lang = useLang()
  const path = usePath()
  const t = useTexts()
  const to = pageOf(node.nodeKind, node.id)
  const name = <>{code ? <><span className="code">{code}</span> </> : null}{node.label || t.kindNames[node.nodeKind]}</>
  return to ? <Link to={now ? `/${lang}${to}` : path(`/${lang}${to}`)} lang={writtenIn(node.label)} className={className}>{name}</Link> : <span lang={writtenIn(node.label)} className={className}>{name}</span>
}
