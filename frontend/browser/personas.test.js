// A policymaker and an investor, step by step, in a real browser.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { browserPath, launch, open, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
before(async () => { if (!skip) { service = await serve(); browser = await launch() } })
after(async () => { await browser?.close(); await service?.stop() })

test('a policymaker finds where nobody of Hunan is recorded, and takes the list along', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  await go('/zh')
  await page.getByRole('link', { name: '湖南在哪些关键环节尚无已收录企业？' }).click()
  await settled(page)
  assert.match(page.url(), /gaps\?.*region=430000/)
  assert.match(await page.locator('h1').innerText(), /^网络安全：\d+ 个环节符合规则$/)
  const rows = await page.locator('table.grid tbody tr').evaluateAll((all) => all.map((r) => [...r.cells].map((c) => c.innerText.trim())))
  assert.ok(rows.length > 5)
  assert.ok(rows.every((r) => r[3] === '尚未收录'), 'nobody recorded is a word, never a zero')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n').slice(1)
  assert.deepEqual(lines.map((l) => l.split(',')[0]), rows.map((r) => r[0]), 'the file is what the screen shows')

  // On the map with the same filter, by the keyboard: the same segments match nobody.
  await go('/zh/chains/CS?region=430000')
  for (const [code] of rows.filter((r) => !r[0].includes('-'))) {
    const label = await page.locator(`.card .hit[aria-label^="${code} "]`).getAttribute('aria-label')
    assert.match(label, /，0 \/ \d+ 家符合条件/, label)
  }

  // Who stands near leads to a page whose figures lead to their cells.
  await go('/zh/enterprises?sort=revenue&down=1')
  await page.locator('table.grid tbody tr td a').first().click()
  await settled(page)
  await page.locator('.figures .figure').first().click()
  const panel = page.locator('.source-panel')
  await panel.getByText('采用').waitFor()
  assert.match(await panel.innerText(), /示例产业\.xlsx · 工作表 “企业年度数据” [A-Z]+\d+/)
  assert.deepEqual(wrong, [])
})

test('an investor follows a segment’s funding to an investor’s portfolio', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, { lang: 'en' })
  await go('/en/chains/SL?by=capital&seg=B2')
  await page.getByRole('link', { name: 'Open page' }).click()
  await settled(page)
  const funding = page.getByRole('region', { name: 'Funding' })
  assert.ok((await funding.locator('tbody tr').count()) > 0)
  const investor = funding.locator('tbody tr td:last-child a').first()
  const name = await investor.innerText()
  await investor.click()
  await settled(page)
  assert.equal(await page.locator('h1').innerText(), name)
  const portfolio = page.getByRole('region', { name: 'Portfolio' })
  assert.ok((await portfolio.locator('tbody tr').count()) > 0)
  await page.goBack()
  await settled(page)
  assert.match(page.url(), /\/segments\//)
  assert.deepEqual(wrong, [])
})

test('search finds by pinyin as one types, and a list downloads what it shows', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  await go('/zh')
  await page.keyboard.press('/')
  await page.keyboard.type('shenfenrenzheng')
  const option = page.getByRole('option', { name: /身份认证/ }).first()
  await option.waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/zh\/(segments|products)\//)
  await go('/zh/parks')
  const shown = await page.locator('table.grid tbody tr td:first-child a').allInnerTexts()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
  const text = readFileSync(await download.path(), 'utf8')
  for (const name of shown) assert.ok(text.includes(name), name)
  assert.deepEqual(wrong, [])
})

test('what is not there says so, and a service that is gone leaves what was loaded', { skip }, async () => {
  const { page, go, wrong, context } = await open(browser, service)
  await go('/zh/enterprises/nobody')
  assert.match(await page.locator('main').innerText(), /没有这一页/)
  await go('/zh/nothing/here')
  assert.match(await page.locator('main').innerText(), /没有这一页/)
  assert.deepEqual(wrong, [])
  await go('/zh/gaps?key=all')
  await context.setOffline(true)
  await page.getByRole('button', { name: '仅关键环节' }).click()
  await page.waitForTimeout(300)
  assert.ok((await page.locator('table.grid tbody tr').count()) > 0)
  await context.setOffline(false)
})

test('a store without anything says so on each page', { skip }, async () => {
  const empty = await serve({ books: [] })
  try {
    const { page, go, wrong } = await open(browser, empty)
    for (const path of ['/zh', '/zh/chains/all', '/zh/gaps']) {
      await go(path)
      await page.getByText('还没有数据').waitFor()
    }
    await go('/zh/enterprises')
    await page.getByText('没有记录').waitFor()
    assert.deepEqual(wrong, [])
  } finally { await empty.stop() }
})
