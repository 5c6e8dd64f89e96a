import { useCallback, useState, type RefCallback } from 'react'

/** The size of an element, as it changes. The element may come, go and come again while the page stands: its ref is called each time. */
export function useSize<T extends HTMLElement>(): [RefCallback<T>, { width: number; height: number }] {
  const [size, setSize] = useState({ width: 0, height: 0 })
  const ref = useCallback((element: T | null) => {
    if (!element) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { width, height } = entry.contentRect
      setSize((before) => (Math.abs(before.width - width) < 1 && Math.abs(before.height - height) < 1 ? before : { width, height }))
    })
    observer.observe(element)
    return () => { observer.disconnect() }
  }, [])
  return [ref, size]
}
