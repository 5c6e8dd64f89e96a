// Every page on a phone: nothing is wider than the screen, the menu leads to each section, and a panel leads back to its row.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pages } from './pages.js'
import { browserPath, launch, open, reads, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
const phone = { width: 390, height: 844, hasTouch: true, isMobile: true }
let service
let browser
before(async () => { if (!skip) { service = await serve(); browser = await launch() } })
after(async () => { await browser?.close(); await service?.stop() })

for (const lang of ['zh', 'en']) {
  test(`no page is wider than a phone in ${lang}`, { skip }, async () => {
    const { page, go, wrong } = await open(browser, service, { lang, ...phone })
    const all = []
    for (const [name, path] of await pages(service, lang)) {
      await go(path)
      const [is, may] = await page.evaluate(() => [document.scrollingElement.scrollWidth, globalThis.innerWidth])
      if (is > may) {
        const which = await page.evaluate(() => [...document.querySelectorAll('main *, header *, footer *')].filter((e) => e.getBoundingClientRect().right > globalThis.innerWidth + 1 && e.checkVisibility()).slice(0, 3).map((e) => `${e.tagName}.${e.className}`))
        all.push(`${name} ${path}: ${is} > ${may}: ${which.join(' ')}`)
      }
    }
    assert.deepEqual(all, [])
    assert.deepEqual(wrong, [])
  })
}

test('the menu of a phone leads to every section', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, phone)
  await go('/zh')
  const bar = page.locator('nav.tabs-bottom')
  const more = bar.getByRole('button', { name: /^更多/ })
  await more.tap()
  const names = await bar.locator('ul a').allInnerTexts()
  assert.ok(names.includes('导入') && names.includes('成长榜') && names.includes('项目'), names.join())
  for (const name of names) {
    await bar.getByRole('link', { name, exact: true }).tap()
    await settled(page)
    assert.equal(await page.locator('main [role=alert]').count(), 0, name)
    assert.equal(await bar.locator('ul a').count(), 0, 'the menu closes')
    await more.tap()
    assert.equal(await bar.locator('ul a[aria-current=page]').innerText(), name)
  }
  assert.deepEqual(wrong, [])
})

test('a list on a phone is one of cards, with the figures and their sources', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, phone)
  await go('/zh/funding/all')
  const card = page.locator('.cards > li').first()
  await reads(card, /融资方[\s\S]*投资方[\s\S]*金额/)
  assert.equal(await page.locator('main table').count(), 0)
  await page.getByRole('combobox', { name: '排序' }).selectOption({ label: '公布日期 ▲' })
  await settled(page)
  assert.match(page.url(), /sort=date/)
  await card.locator('.figure').first().tap()
  await page.locator('.source-panel').getByText('采用').waitFor()
  assert.deepEqual(wrong, [])
})

test('reasons that open below the list lead back to their row', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, phone)
  await go('/zh/lists/china-gazelle/latest?tab=all')
  const row = page.locator('[data-row]').nth(4)
  await row.tap()
  await page.locator('.reasons ol').waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.className), 'opened', 'the focus is with what opened')
  await page.getByRole('button', { name: '回到这一行' }).tap()
  assert.ok(await row.evaluate((e) => e === document.activeElement))
  const { y } = await row.boundingBox()
  assert.ok(y > 0 && y < 844 - 82, `the row is in sight, at ${y}`)
  assert.deepEqual(wrong, [])
})
