import { useEffect, useState } from 'react'
import { useTexts } from '../i18n/i18n'

/** Copies a text, and says on the button for a while that it did; or that it could not: browsers let no page without TLS do it, but for this machine's own. */
export function useCopy(): { label: string; copy: (text: string) => void } {
  const t = useTexts()
  const [state, setState] = useState<'' | 'copied' | 'failed'>('')
  useEffect(() => {
    if (!state) return
    const timer = setTimeout(() => { setState('') }, 2000)
    return () => { clearTimeout(timer) }
  }, [state])
  const copy = (text: string) => {
    const clipboard = navigator.clipboard as Clipboard | undefined
    if (clipboard) clipboard.writeText(text).then(() => { setState('copied') }, () => { setState('failed') })
    else setState('failed')
  }
  const label = state === 'copied' ? t.enterprise.copied : state === 'failed' ? t.enterprise.copyFailed : t.enterprise.copy
  return { label, copy }
}
