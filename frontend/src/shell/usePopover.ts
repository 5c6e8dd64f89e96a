import { useEffect, useRef, useState } from 'react'

/**
 * Opens and closes what floats below a button: a press elsewhere closes it, and so does
 * Escape, which gives the focus back to the button, the first in the box. The key goes to
 * what is open and to nothing else of the page.
 */
export function usePopover() {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!open) return
    const away = (e: PointerEvent) => { if (!box.current?.contains(e.target as Node)) setOpen(false) }
    const escape = (e: KeyboardEvent) => {
      if (e.key !== 'Escape') return
      e.stopPropagation()
      setOpen(false)
      box.current?.querySelector('button')?.focus()
    }
    addEventListener('pointerdown', away)
    addEventListener('keydown', escape, true)
    return () => { removeEventListener('pointerdown', away); removeEventListener('keydown', escape, true) }
  }, [open])
  return { open, setOpen, box }
}
