import type { Texts } from '../i18n/zh'

/** How wide a text is, in pixels. */
export type Measure = (text: string, font: string) => number

/** A text as XML has it. */
export const escape = (s: string) => s.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c)

/** The line at the foot of a picture that stands alone: of when, of which revision, and where it is to be found. */
export const provenance = ({ t, dataDate, revision, url }: { t: Texts; dataDate: string; revision: number; url: string }) => `${t.line.date} ${dataDate || t.line.unknownDate} · ${t.line.revision} r${revision} · ${url}`

/** Hands a picture out as a file: as SVG, or as PNG at twice the size, which is enough for print. */
export async function savePicture(format: 'svg' | 'png', draw: (width: Measure) => string, title: string, revision: number): Promise<void> {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  const svg = draw((text, font) => { context.font = font; return context.measureText(text).width })
  let blob = new Blob([svg], { type: 'image/svg+xml' })
  if (format === 'png') {
    const picture = new Image()
    const url = URL.createObjectURL(blob)
    picture.src = url
    await picture.decode()
    URL.revokeObjectURL(url)
    const scale = 2
    canvas.width = picture.naturalWidth * scale
    canvas.height = picture.naturalHeight * scale
    context.drawImage(picture, 0, 0, canvas.width, canvas.height)
    blob = await new Promise<Blob>((done, fail) => { canvas.toBlob((b) => { if (b) done(b); else fail(new Error('no picture')) }, 'image/png') })
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `${title.replace(/[\\/:*?"<>|\s]+/g, '-').slice(0, 60)}-r${revision}.${format}`
  link.click()
  setTimeout(() => { URL.revokeObjectURL(link.href) }, 1000)
}
