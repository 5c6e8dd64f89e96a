import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { en } from './en'
import { zh } from './zh'

type Tree = Record<string, unknown>

/** Every text with its path; a function is asked with plain arguments. */
function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    const at = path ? `${path}.${key}` : key
    if (typeof value === 'function') return [[at, String((value as (...a: unknown[]) => unknown)(...Array.from({ length: value.length }, (_, i) => i + 2)))]]
    if (typeof value === 'object' && value) return leaves(value as Tree, at)
    return [[at, String(value)]]
  })
}

const chinese = new Map(leaves(zh))
const english = new Map(leaves(en))
const han = /\p{Script=Han}/u

test('both languages have the same texts', () => {
  expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
})

// Chinese punctuation in an English text, and in code for either language, is a text that was forgotten.
const wide = /[\u3001\u3002\uFF01\uFF08\uFF09\uFF0C\uFF1A\uFF1B\uFF1F]/

test('English texts have English punctuation', () => {
  for (const [at, text] of english) expect(wide.test(text), `${at}: ${text}`).toBe(false)
})

test('Chinese texts have Chinese punctuation', () => {
  // Between two Chinese characters, and where a function puts something between them; a command's own signs stand beside Latin ones.
  const narrow = /\p{Script=Han}\d?["'(),;:!?[\]]\d?\p{Script=Han}/u
  for (const [at, text] of chinese) expect(narrow.test(text), `${at}: ${text}`).toBe(false)
})

test('no text is empty', () => {
  for (const [at, text] of [...chinese, ...english]) expect(text.trim(), at).not.toBe('')
})

test('English texts hold no Chinese, except the name of the other language', () => {
  for (const [at, text] of english) if (!at.startsWith('other')) expect(han.test(text), `${at}: ${text}`).toBe(false)
})

describe('no text is written into the code', () => {
  const src = join(import.meta.dirname, '..')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f) && !f.includes('.test.') && !f.startsWith('i18n') && !f.endsWith('generated.ts'))
  test.each(files)('%s', (file) => {
    const lines = readFileSync(join(src, file), 'utf8').split('\n').filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line))
    // Chinese in code is a text that nobody can translate; fonts and regions are data.
    expect(lines.filter((line) => (han.test(line) || wide.test(line)) && !line.includes('// data'))).toEqual([])
  })
})

test('every text is used', () => {
  const src = join(import.meta.dirname, '..')
  const code = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f) && !f.includes('.test.') && !f.startsWith('i18n') && !f.endsWith('generated.ts')).map((f) => readFileSync(join(src, f), 'utf8')).join('\n')
  // Those of codes are looked up by what the service says.
  const looked = /^(counted|matched|kinds|kindNames|standing|trust|imports\.(busy|steps|effects)|changes\.[A-Z]+|map\.(tiers|legend|deeper)|nav|level|by|filter|questions\.(kinds|kindHow)|capital\.(by|viewOf)|mapMore\.figure|importPages\.(codes|groups|orders)|(identity|sleeping)\.what|lists\.(sures|statuses|states|tabs|verdicts|sections|heads|moves|causes|measures|units)|ratings\.(states|kinds|bases|cell|acts|units|origins|methods|factors)|rated\.achieved|risk\.(bands|editions)|dependency\.(parts|classes)|chainMap\.(sameFile|twoSources))\b/
  for (const at of chinese.keys()) {
    const name = at.split('.').at(-1) ?? ''
    expect(looked.test(at) || ['source.adopted', 'source.alternative'].includes(at) || new RegExp(`\\.${name}\\b`).test(code), `${at} is shown nowhere`).toBe(true)
  }
})
