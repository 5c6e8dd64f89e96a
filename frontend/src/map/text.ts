/**
 * How wide texts of the map are and where they break. The layout must know it without a document, the same in a test, on the
 * screen and in a file, so the advance widths of the fonts that the pages ship are written down here.
 */

/** Thousandths of an em, of the characters from U+0020 to U+007E: IBM Plex Sans Condensed Medium, and IBM Plex Sans Regular. */
const condensed = [212, 272, 411, 605, 537, 857, 637, 230, 303, 303, 475, 540, 263, 360, 264, 380, 540, 540, 540, 540, 540, 540, 540, 540, 540, 540, 278, 278, 540, 540, 540, 440, 808, 596, 595, 573, 617, 536, 515, 635, 644, 377, 481, 598, 465, 735, 645, 640, 568, 640, 592, 538, 521, 619, 570, 840, 578, 553, 534, 293, 380, 293, 540, 505, 540, 497, 535, 460, 535, 501, 314, 486, 525, 244, 245, 497, 260, 796, 525, 506, 535, 535, 347, 446, 328, 525, 464, 723, 477, 470, 440, 322, 323, 322, 540]
const sans = [236, 284, 419, 713, 598, 927, 694, 242, 335, 335, 450, 600, 272, 399, 272, 383, 600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 292, 292, 600, 600, 600, 477, 891, 641, 653, 621, 671, 583, 559, 695, 707, 400, 510, 634, 501, 812, 707, 708, 606, 708, 640, 581, 572, 678, 609, 891, 613, 593, 580, 317, 383, 317, 600, 565, 600, 534, 580, 503, 580, 549, 324, 528, 568, 250, 250, 527, 272, 873, 568, 560, 580, 580, 367, 487, 351, 568, 492, 768, 507, 499, 464, 343, 314, 343, 600]
const faces = { card: condensed, text: sans }

/** The font of a text: that of cards and tiles, that of pages, or the one of codes, in which all characters are as wide. */
export type Face = keyof typeof faces | 'code'

/** How wide a text is in a font of a size, in pixels. Characters of Chinese are as wide as high; kerning is let be, which makes a text at most a little narrower. */
export function widthOf(text: string, size: number, face: Face = 'card'): number {
  let ems = 0
  for (const c of text) {
    const at = c.codePointAt(0) ?? 0
    ems += at > 0x2e7f ? 1000 : face === 'code' ? 600 : (faces[face][at - 0x20] ?? 600)
  }
  return (ems * size) / 1000
}

/** Whether a text has Chinese in it, whose lines stand wider apart. */
export const hasHan = (text: string) => /\p{Script=Han}/u.test(text)

/** Pieces of a text between which a line may end: after a space, a hyphen or a slash, and after each character of Chinese; marks that close stay with what is before them, and marks that open with what follows. */
function pieces(text: string): string[] {
  return text.match(/[（《“〈【]*(?:[\p{Script=Han}\u3040-\u30ff]|[^\s\p{Script=Han}（《“〈【，。、；：？！）》”〉】/-]+[/-]?|[/-])[，。、；：？！）》”〉】]*\s*|\S\s*/gu) ?? [] // data
}

/** Where a word of Latin letters may part, roughly as English syllables do: before a consonant with a vowel after it, also if h, l or r stands between, and between two other consonants. At least three letters stay, and three follow. */
function syllables(word: string): string[] {
  const out: string[] = []
  let from = 0
  for (let i = 3; i <= word.length - 3; i++) {
    if (/^(?:[aeiouy][^aeiouy\W][hlr]?[aeiouy]|[^aeiouy\W][^aeiouyhlr\W][aeiouy])/i.test(word.slice(i - 1, i + 3)) && i - from > 1) { out.push(word.slice(from, i)); from = i }
  }
  out.push(word.slice(from))
  return out
}

// A browser without it breaks Chinese between any two characters.
const words = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('zh', { granularity: 'word' }) : null
const ends = new Map<string, ReadonlySet<number>>()

/** Where the words of a Chinese text end, as the browser's dictionary knows them; what stands in short brackets is one word. */
function wordEnds(text: string): ReadonlySet<number> {
  let of = ends.get(text)
  if (!of) {
    const at = new Set<number>()
    for (const w of words?.segment(text) ?? []) at.add(w.index + w.segment.length)
    for (const b of text.matchAll(/（[^（）]{1,6}）/g)) for (let i = b.index + 1; i < b.index + b[0].length; i++) at.delete(i) // data
    if (ends.size > 5000) ends.clear()
    ends.set(text, of = at)
  }
  return of
}

/** Lines of Chinese that end between words where the next line has room for what moves there; as many lines as before. */
function atWords(lines: string[], room: (line: number) => number, width: (s: string) => number): string[] {
  const of = words ? wordEnds(lines.join('')) : new Set<number>()
  const out = [...lines]
  for (let i = 0, at = 0; i + 1 < out.length; i++) {
    const [line = '', next = ''] = out.slice(i, i + 2)
    let back = 0
    while (back < line.length && !of.has(at + line.length - back)) back++
    const moved = line.slice(line.length - back) + next
    if (back > 0 && line.length - back >= 2 && width(moved) <= room(i + 1)) out.splice(i, 2, line.slice(0, -back), moved)
    at += out[i]?.length ?? 0
  }
  return out
}

/** A text in lines, and whether something of it was left out. */
export interface Lines { lines: string[]; cut: boolean }

/**
 * Breaks a text into lines, each no wider than the room of its line, at most so many. A word that is wider than a line is
 * parted with a hyphen; what does not fit ends in an ellipsis. A line may be empty if the first word needs the next one.
 * To take fewer lines any word may be parted, which reads a little worse.
 */
export function breakLines(text: string, room: (line: number) => number, most: number, width: (s: string) => number, part = false): Lines {
  const out: string[] = []
  let line = ''
  const fits = (s: string, at: number) => width(s.trimEnd()) <= room(at)
  const next = () => { out.push(line.trimEnd()); line = '' }
  const finish = (): Lines => {
    // The rest does not fit: the last line tells so.
    let cut = [...(out.pop() ?? '')].join('').trimEnd()
    while (cut && width(`${cut}…`) > room(most - 1)) cut = [...cut].slice(0, -1).join('').trimEnd()
    return { lines: [...out, `${cut}…`], cut: true }
  }
  for (const piece of pieces(text)) {
    if (fits(line + piece, out.length)) { line += piece; continue }
    const whole = fits(piece, out.length + 1) && !(part && syllables(piece.trimEnd()).length > 1)
    if (line === '' ? whole && out.length === 0 && most > 1 : whole) {
      if (out.length + 1 === most) { line += piece; next(); return finish() }
      next()
      line = piece
      continue
    }
    // Wider than a line, or than the room that is left: it parts where its syllables do, else between letters.
    for (const part of hasHan(piece) ? [...piece] : syllables(piece)) {
      for (const bit of fits(`${part}-`, out.length) || fits(`${part}-`, out.length + 1) ? [part] : [...part]) {
        if (fits(`${line}${bit}-`, out.length) || (piece.endsWith(bit) && fits(line + bit, out.length))) { line += bit; continue }
        if (out.length + 1 === most) { line += bit; next(); return finish() }
        if (line !== '' && /[\p{L}]$/u.test(line) && !hasHan(line.slice(-1))) line += '-'
        next()
        line = bit
      }
    }
  }
  if (line) next()
  // One character of Chinese alone on the last line takes another with it.
  const last = out.at(-1) ?? ''
  const before = out.at(-2) ?? ''
  if ([...last].length === 1 && hasHan(last) && /\p{Script=Han}{3}$/u.test(before)) out.splice(-2, 2, before.slice(0, -1), before.slice(-1) + last)
  return { lines: hasHan(text) && out.join('') === text ? atWords(out, room, width) : out, cut: false }
}
