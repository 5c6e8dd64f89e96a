// What an address says holds: of every page, at a past revision, after a reload, in the other language, and on the way on.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pages } from './pages.js'
import { browserPath, launch, open, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
before(async () => { if (!skip) { service = await serve(); browser = await launch() } })
after(async () => { await browser?.close(); await service?.stop() })

/** What a page shows, but for what may take its time to come. */
const shown = async (page) => (await page.locator('main').innerText()).replace(/\s+/g, ' ')

test('at a past revision every page says so, leads on at it, and is the same after a reload and in another tab', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  const all = []
  // Ratings and imports are of now, whatever is looked at.
  for (const [name, path] of (await pages(service, 'zh')).filter(([n]) => !['ratings', 'scheme', 'imports', 'map-as-of'].includes(n))) {
    const at = `${path}${path.includes('?') ? '&' : '?'}at=r2`
    await go(at)
    if (!/ r2/.test(await page.locator('.old').innerText())) all.push(`${name}: the bar does not tell the revision`)
    const lost = await page.evaluate(() => [...document.querySelectorAll('header a[href^="/zh"], nav a[href^="/zh"], main a[href^="/zh"]')].map((a) => a.getAttribute('href')).filter((h) => !/[?&]at=r\d/.test(h)))
    if (lost.length > 0) all.push(`${name}: ${lost.length} links lose the revision, such as ${lost[0]}`)
    const before = await shown(page)
    await page.reload()
    await settled(page)
    if ((await shown(page)) !== before) all.push(`${name}: another page after a reload`)
  }
  assert.deepEqual(all, [])
  assert.deepEqual(wrong, [])
})

test('back and forward go through what was chosen, and the other language keeps it', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  const steps = [
    ['/zh/funding/all?round=a', /round=a/], ['/zh/gaps?region=430000&key=all', /region=430000&key=all/], ['/zh/changes?from=r1&kind=PARK', /kind=PARK/],
    ['/zh/enterprises?sort=revenue&q=%E7%A4%BA%E4%BE%8B', /sort=revenue/], ['/zh/lists/china-gazelle/latest?tab=out', /tab=out/], ['/zh/search?q=anquan', /q=anquan/], ['/zh/parks?view=provinces', /view=provinces/], ['/zh/capital?chain=SL&width=amount&only=r%3AA', /funding\?chain=SL&width=amount&only=r%3AA/],
  ]
  for (const [path] of steps) await go(path)
  for (const [path, query] of steps.toReversed()) {
    assert.match(page.url(), query)
    const h1 = await page.locator('h1').innerText()
    await page.getByRole('link', { name: 'EN', exact: true }).click()
    await settled(page)
    assert.match(page.url(), /\/en\//)
    assert.match(page.url(), query)
    await page.goBack()
    await settled(page)
    assert.equal(await page.locator('h1').innerText(), h1)
    if (path === steps[0][0]) break
    await page.goBack()
    await settled(page)
  }
  assert.deepEqual(wrong, [])
})
