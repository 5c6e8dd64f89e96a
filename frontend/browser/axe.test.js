// axe on each page, in both languages and both themes. A page is opened once in each language: everything
// is run in the theme that it opens in, then what depends on colours in the other.
import axe from 'axe-core'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pages } from './pages.js'
import { rated } from './rated.js'
import { browserPath, launch, open, serve } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
let ratings
before(async () => { if (!skip) { service = await serve(); ratings = await rated(service); browser = await launch() } })
after(async () => { await browser?.close(); await service?.stop() })

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const colours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }

/** What axe finds on a page. */
const found = (page, runOnly) => page.evaluate(async (of) => (await globalThis.axe.run(document, { runOnly: of })).violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join('\n  ')}`), runOnly)

for (const [lang, theme] of [['zh', 'light'], ['en', 'dark']]) {
  test(`nothing is found in ${lang}, in either theme`, { skip }, async () => {
    // The policy of the pages lets no script in from outside, so axe comes in by the debugger.
    const { page, go, wrong } = await open(browser, service, { lang, theme, bypassCSP: true })
    const other = lang === 'zh' ? /^换成/ : /^Switch to/
    const all = []
    for (const [name, path] of await pages(service, lang, ratings)) {
      await go(path)
      if (await page.locator('main [role=alert]').count() > 0) all.push(`${name} ${path}: ${await page.locator('main [role=alert]').first().innerText()}`)
      await page.evaluate(axe.source)
      const here = await found(page, everything)
      await page.getByRole('button', { name: other }).click() // the next page opens in this theme
      const there = await found(page, colours)
      all.push(...[...here, ...there].map((f) => `${name} ${path}: ${f}`))
    }
    assert.deepEqual(all, [])
    assert.deepEqual(wrong, [])
  })
}
