// axe on each page: in Chinese in light, in English in dark.
import axe from 'axe-core'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pages } from './pages.js'
import { browserPath, launch, open, serve } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
before(async () => { if (!skip) { service = await serve(); browser = await launch() } })
after(async () => { await browser?.close(); await service?.stop() })

for (const [lang, theme] of [['zh', 'light'], ['en', 'dark']]) {
  test(`nothing is found in ${lang}, ${theme}`, { skip }, async () => {
    // The policy of the pages lets no script in from outside, so axe comes in by the debugger.
    const { page, go, wrong } = await open(browser, service, { lang, theme, bypassCSP: true })
    const all = []
    for (const [name, path] of await pages(service, lang)) {
      await go(path)
      await page.evaluate(axe.source)
      const found = await page.evaluate(async () => (await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join('\n  ')}`))
      all.push(...found.map((f) => `${name} ${path}: ${f}`))
    }
    assert.deepEqual(all, [])
    assert.deepEqual(wrong, [])
  })
}
