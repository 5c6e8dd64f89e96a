import { useSyncExternalStore } from 'react'

/** Below this the picture has no room for its labels: the same data stand as tables. In pixels. */
export const leastWidth = 640

/** What is left and right of the picture in a window of one column. */
const margins = 26

const watch = (changed: () => void) => {
  addEventListener('resize', changed)
  return () => { removeEventListener('resize', changed) }
}

/** Whether the window has no room for the picture. */
export const useNarrow = (): boolean => useSyncExternalStore(watch, () => innerWidth < leastWidth + margins)
