import { useEffect, useState } from 'react'
import { useQueryState } from '../state'

const pause = 250 // milliseconds without a change until the service is asked

/** The weights of an address, such as 60,20,20; null unless there is one for each, from 0 to 100, and not all are 0. */
export function readWeights(text: string | null, count: number): number[] | null {
  const typed = (text ?? '').split(',').map((x) => (x === '' ? NaN : Number(x)))
  return typed.length === count && typed.every((x) => x >= 0 && x <= 100) && typed.some((x) => x > 0) ? typed : null
}

/**
 * The weights that a reader tries. Every press counts at once in mine; the address, and with it what is asked of the service,
 * follows after a pause, as an address is slower than a key that is held down.
 */
export function useWeights(official: number[]) {
  const [query, set] = useQueryState()
  const text = query.get('w')
  const asked = readWeights(text, official.length) ?? official
  const [mine, setMine] = useState(asked)
  const [seen, setSeen] = useState(text)
  const [waiting, setWaiting] = useState(false)
  // The address has changed otherwise, as by the back button: it counts.
  if (text !== seen) {
    setSeen(text)
    if (!waiting) setMine(asked)
  }
  useEffect(() => {
    if (!waiting) return undefined
    const timer = setTimeout(() => {
      setWaiting(false)
      set({ w: mine.every((x, i) => x === official[i]) ? undefined : mine.join(',') }, 'replace')
    }, pause)
    return () => { clearTimeout(timer) }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the weights of a run do not change
  }, [mine, waiting, set])
  return {
    mine, asked,
    change: (at: number, to: number) => {
      setMine((was) => { const next = was.map((x, i) => (i === at ? to : x)); return next.some((x) => x > 0) ? next : was })
      setWaiting(true)
    },
    reset: () => { setMine(official); setWaiting(true) },
  }
}
