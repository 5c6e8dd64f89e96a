const clause = /(?<=[，；])/u // data

/** A title whose lines end between its clauses, where it takes more than one: a Chinese sentence has no spaces that would tell. */
export function Clauses({ text }: { text: string }) {
  const parts = text.split(clause)
  return parts.length < 2 ? <>{text}</> : <>{parts.map((part, i) => <span key={i} className="clause">{part}</span>)}</>
}
