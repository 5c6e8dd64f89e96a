import { useState } from 'react'
import { EdgeSaidDocument, type EdgeType, type Kind } from '../api/generated'
import { useAsk, useAt } from '../api/use'
import type { Label } from '../i18n/i18n'
import { useTexts, writtenIn } from '../i18n/i18n'
import { pageOf } from '../shell/pages'
import { SourcePanel } from './Figure'
import { NodeLink } from './NodeLink'

/**
 * The name of what stands beside a node. It leads to its page; where nodes of its kind have none, as regions, to who says that
 * the two stand beside each other.
 */
export function NeighbourName({ of, node: n, type, label, out, className }: { of: string; node: { id: string; label: string; nodeKind: Kind }; type: EdgeType; label: Label; /** Whether the edge leads from the node. */ out: boolean; className?: string }) {
  const t = useTexts()
  const at = useAt()
  const [button, setButton] = useState<HTMLButtonElement | null>(null)
  const [open, setOpen] = useState(false)
  const paged = pageOf(n.nodeKind, n.id) !== null
  const asked = useAsk(EdgeSaidDocument, { id: of, type, at }, { enabled: open && !paged, keep: false })
  if (paged) return <NodeLink node={n} {...(className ? { className } : {})} />
  const said = asked.data?.data.neighbourhood?.links.find((l) => (out ? l.from === of && l.to === n.id : l.from === n.id && l.to === of))?.statement
  const name = n.label || t.kindNames[n.nodeKind]
  const value = { text: name, number: null, boolean: null, code: null, money: null }
  return (
    <>
      <button ref={setButton} type="button" lang={writtenIn(name)} className={`figure${className ? ` ${className}` : ''}`} aria-expanded={open} aria-haspopup="dialog" title={t.source.title} onClick={() => { setOpen(!open) }}>{name}</button>
      {open && asked.data && <SourcePanel property={{ name: type, label, period: null, conflicting: false, value, winner: said ? { ...said, value } : null }} anchor={button} close={() => { setOpen(false); button?.focus() }} />}
    </>
  )
}
