// What an address says holds: of every page, at a past revision, after a reload, in the other language, in another tab, and on
// the way on and back.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pages } from './pages.js'
import { rated } from './rated.js'
import { browserPath, launch, open, reads, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
let ratings
before(async () => { if (!skip) { service = await serve(); ratings = await rated(service); browser = await launch() } })
after(async () => { await browser?.close(); await service?.stop() })

/** What a page shows, but for what may take its time to come. */
const shown = async (page) => (await page.locator('main').innerText()).replace(/\s+/g, ' ')

/** The newest revision. */
async function newest() {
  const answer = await fetch(`${service.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: '{ __typename }' }) })
  return (await answer.json()).extensions.revision
}

test('at a past revision every page says so, leads on at it, and is the same after a reload', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  const all = []
  const revision = `r${await newest() - 1}`
  for (const [name, path] of (await pages(service, 'zh', ratings)).filter(([, p]) => !p.includes('at='))) {
    const at = `${path}${path.includes('?') ? '&' : '?'}at=${revision}`
    await go(at)
    if (!(await page.locator('.old:not(.pinned)').innerText()).includes(` ${revision}（`)) all.push(`${name}: the bar does not tell the revision`)
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

test('at a past revision there is what was known then, and nothing that came later', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  const counted = async (path) => { await go(path); return Number((/[\d,]+/.exec(await page.locator('.titles .meta').innerText()) ?? ['0'])[0].replaceAll(',', '')) }
  // The first revision has the chain of cybersecurity, the second adds the invented one.
  const [then, now] = [await counted('/zh/enterprises?at=r1'), await counted('/zh/enterprises')]
  assert.ok(then > 100 && now > then, `${then} enterprises, then ${now}`)
  const [, path] = (await pages(service, 'zh')).find(([name]) => name === 'enterprise')
  await go(path)
  const name = await page.locator('h1').innerText()
  assert.match(name, /示例/)
  await go(`${path}?at=r1`)
  assert.doesNotMatch(await shown(page), new RegExp(name))
  assert.equal(await counted(`/zh/enterprises?q=${encodeURIComponent(name)}&at=r1`), 0)
  assert.equal(await counted(`/zh/enterprises?q=${encodeURIComponent(name)}`), 1)
  // The last revision withdraws a rating.
  const rating = `/zh/ratings/${ratings.number}/release/${ratings.gone}`
  await go(rating)
  assert.match(await shown(page), /送检版本与在售版本不同/)
  await go(`${rating}?at=r${await newest() - 1}`)
  assert.doesNotMatch(await shown(page), /送检版本与在售版本不同/)
  await go(`/zh/ratings/${ratings.number}?at=r1`)
  await reads(page.locator('h1'), /当时/)
  assert.deepEqual(wrong, [])
})

test('each tab keeps its own filter, language and revision', { skip }, async () => {
  const { page, context, go, wrong } = await open(browser, service)
  await go('/zh/enterprises?q=%E5%AE%89%E5%85%A8&at=r1')
  // A link leads on at the revision in another tab, too, which goes on to another list, in the other language, now.
  const other = await context.newPage()
  await other.goto(service.url + await page.locator('tr[data-index="0"] a').first().getAttribute('href'))
  await settled(other)
  assert.match(other.url(), /at=r1/)
  await other.getByRole('link', { name: 'EN', exact: true }).click()
  await settled(other)
  await other.locator('.old a').click()
  await settled(other)
  await other.goto(`${service.url}/en/enterprises?q=a`)
  await settled(other)
  const was = [await shown(page), await shown(other)]
  for (const tab of [page, other]) { await tab.reload(); await settled(tab) }
  assert.match(page.url(), /\/zh\/enterprises\?q=%E5%AE%89%E5%85%A8&at=r1$/)
  assert.match(other.url(), /\/en\/enterprises\?q=a$/)
  assert.deepEqual([await shown(page), await shown(other)], was)
  assert.deepEqual([await page.locator('.old').count(), await other.locator('.old').count()], [1, 0])
  assert.deepEqual([await page.locator('html').getAttribute('lang'), await other.locator('html').getAttribute('lang')], ['zh-CN', 'en'])
  // Both lead on as they are.
  for (const [tab, address] of [[page, /\/zh\/gaps\?.*at=r1$/], [other, /\/en\/gaps$/]]) {
    await tab.locator('header nav a[href*="/gaps"]').click()
    await settled(tab)
    assert.match(tab.url(), address)
  }
  assert.deepEqual(wrong, [])
})

test('back finds the place in a long list, also where the page that was opened was loaded anew', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  /** The rows that can be seen, the uppermost other. */
  const inView = () => page.evaluate(() => {
    const box = document.querySelector('.list-scroll')?.getBoundingClientRect()
    const head = document.querySelector('.list-scroll thead th')?.getBoundingClientRect()
    const [top, bottom] = [head?.bottom ?? 0, box?.bottom ?? document.documentElement.clientHeight]
    return [...document.querySelectorAll('table.grid tbody tr:not([aria-hidden])')].filter((r) => { const at = r.getBoundingClientRect(); return at.top >= top - 1 && at.bottom <= bottom }).map((r) => ({ name: r.querySelector('a').innerText, top: r.getBoundingClientRect().top }))
  })
  for (const [path, far] of [
    ['/zh/enterprises', async () => {
      for (let i = 0; i < 3; i++) { await page.getByRole('button', { name: '继续载入', exact: true }).click(); await settled(page) }
      await page.locator('.list-scroll').evaluate((e) => { e.scrollTo(0, e.scrollHeight * 0.8) })
    }],
    ['/zh/gaps?key=all&fewer=1000', () => page.evaluate(() => { document.documentElement.scrollTo(0, document.documentElement.scrollHeight * 0.8) })],
  ]) {
    let begins
    for (const again of [false, true]) {
      await go('/zh') // the same address again would be a reload
      await go(path)
      begins ??= (await inView())[0].name
      assert.equal((await inView())[0].name, begins, `${path}: a new visit begins at the top`)
      await far()
      await settled(page)
      const rows = await inView()
      assert.ok(rows.length > 1 && !rows.some((r) => r.name === begins), `${path}: far down`)
      const { name, top } = rows[1]
      await page.locator('table.grid tbody').getByRole('link', { name, exact: true }).first().click()
      await settled(page)
      assert.ok(!page.url().endsWith(path))
      assert.equal(await page.evaluate(() => document.documentElement.scrollTop), 0, 'what is opened begins at its top')
      if (again) { await page.reload(); await settled(page) }
      await page.goBack()
      await settled(page)
      // What was loaded of a list is loaded again, page by page.
      await page.locator('table.grid tbody').getByRole('link', { name, exact: true }).first().waitFor({ timeout: 5000 }).catch(() => undefined)
      await settled(page)
      const row = (await inView()).find((r) => r.name === name)
      // The rows above are not measured again, so the place may be less than a row off.
      assert.ok(row && Math.abs(row.top - top) < 34, `${path}${again ? ', after a reload' : ''}: ${name} stood at ${top}, ${row ? `now at ${row.top}` : 'and is not in view'}`)
    }
  }
  assert.deepEqual(wrong, [])
})
