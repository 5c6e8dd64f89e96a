import type { MouseEvent } from 'react'

/** A press anywhere on a row is one on its name; its links and buttons do what they do. */
export const onRow = (press: () => void) => (e: MouseEvent) => { if (!(e.target as Element).closest('a,button')) press() }
