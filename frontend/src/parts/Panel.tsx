import { useId, type ReactNode } from 'react'

/** A part of a page, with its title and what there is to say of it. */
export function Panel({ title, note, actions, children, flush }: { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode; flush?: boolean }) {
  const id = useId()
  return (
    <section className="panel" aria-labelledby={id}>
      <header><h2 id={id}>{title}</h2><span className="space" />{note !== undefined && <span className="meta">{note}</span>}{actions}</header>
      {flush ? children : <div className="body">{children}</div>}
    </section>
  )
}
