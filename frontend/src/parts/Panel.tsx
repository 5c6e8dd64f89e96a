import { useEffect, useId, useRef, type ReactNode } from 'react'
import { useLocation, useNavigationType } from 'react-router'

/** A part of a page, with its title and what there is to say of it. An address that ends in #anchor leads to it. */
export function Panel({ title, note, actions, children, flush, anchor }: { anchor?: string | undefined; title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode; flush?: boolean }) {
  const id = useId()
  const box = useRef<HTMLElement>(null)
  const { hash, key } = useLocation()
  const how = useNavigationType()
  // Back leads to where one was, not here again.
  const arrived = anchor !== undefined && hash === `#${anchor}` && how !== 'POP' ? key : null
  useEffect(() => { if (arrived) { box.current?.scrollIntoView(); box.current?.focus({ preventScroll: true }) } }, [arrived])
  return (
    <section ref={box} className="panel" aria-labelledby={id} {...(anchor ? { id: anchor, tabIndex: -1 } : {})}>
      <header><h2 id={id}>{title}</h2><span className="space" />{note !== undefined && <span className="meta">{note}</span>}{actions}</header>
      {flush ? children : <div className="body">{children}</div>}
    </section>
  )
}
