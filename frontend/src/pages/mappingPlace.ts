/** Where in a mapping the table of a sheet is: its first line of properties, to be selected, and that line's number from 0. */
export function tableAt(mapping: string, document: string, sheet: string): { start: number; end: number; line: number } {
  const lines = mapping.split('\n')
  const value = (line: string, name: string) => {
    const text = new RegExp(`^\\s+(?:- )?${name}: (.*)$`).exec(line)?.[1]?.trim()
    return text?.replace(/^(["'])(.*)\1$/, '$2')
  }
  const [name, wanted] = sheet ? ['sheet', sheet] : ['file', document]
  let line = lines.findIndex((x) => value(x, name) === wanted)
  if (line < 0) line = lines.findIndex((x) => x.startsWith('tables:'))
  for (let i = line + 1; line >= 0 && i < lines.length && !/^ {2}- /.test(lines[i] ?? ''); i++) {
    if (!/^\s+(?:- )?set:/.test(lines[i] ?? '')) continue
    line = /set:\s*$/.test(lines[i] ?? '') ? Math.min(i + 1, lines.length - 1) : i
    break
  }
  line = Math.max(line, 0)
  const start = lines.slice(0, line).reduce((n, x) => n + x.length + 1, 0)
  return { start, end: start + (lines[line]?.length ?? 0), line }
}
