// An investor walks from the home page to a growth list: who is on it, one
// company's reasons down to the cell, another line tried, the difference from the
// last edition, the workbook, and the map of its members.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { browserPath, launch, open, reads, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
before(async () => { if (!skip) { service = await serve(); browser = await launch() } })
after(async () => { await browser?.close(); await service?.stop() })

const tab = (page, name) => page.getByRole('navigation', { name: '结论' }).getByRole('link', { name })
const countOf = async (page, name) => Number(/\d+/.exec(await tab(page, name).innerText())[0])

test('a publisher publishes two editions, and an investor reads them', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  // Without a token there is nothing to publish with.
  await go('/zh')
  await page.getByRole('link', { name: '谁在高速成长，有多确定？' }).click()
  await settled(page)
  await reads(page.locator('h1'), /19 份榜单规则，已发布 0 期/)
  await page.getByRole('link', { name: '瞪羚企业（中国）' }).click()
  await settled(page)
  assert.equal(await page.getByRole('button', { name: '发布', exact: true }).count(), 0)
  assert.equal(await page.getByLabel('基准日').inputValue(), '2025-06-30', 'the day that the figures are asked for')
  await page.getByText('默认：多数企业最新的年度数字是 2024 年的，取次年 6 月 30 日').waitFor()
  const counted = { in: await countOf(page, /^入选/), all: await countOf(page, /^全部/) }
  assert.equal(counted.in + await countOf(page, /^临界/) + await countOf(page, /^未入选/) + (await tab(page, /^不适用/).count() > 0 ? await countOf(page, /^不适用/) : 0) + await countOf(page, /^数据不足/), counted.all, 'every candidate has one outcome')
  assert.equal(await page.locator('table.results tbody tr').count(), counted.in)

  // Rule 1 at another line, without keeping it.
  await page.getByRole('button', { name: /^若改为….*：收入$/ }).click()
  await page.getByRole('textbox', { name: '试换门槛：收入' }).fill('40')
  await page.getByRole('button', { name: '预览' }).click()
  await settled(page)
  assert.match(page.url(), /if=byRevenue/)
  await page.getByText('试换门槛，不留存').waitFor()
  assert.ok(await countOf(page, /^入选/) < counted.in, 'fewer with a higher line')
  await page.getByRole('button', { name: '恢复原规则' }).click()
  await settled(page)
  assert.equal(await countOf(page, /^入选/), counted.in)

  // Two editions by a publisher.
  const publish = async (date) => {
    await go(`/zh/lists/china-gazelle/latest?date=${date}#token=${service.token}`)
    await page.reload()
    await settled(page)
    await page.getByLabel('理由').fill('年度榜单')
    await page.getByRole('button', { name: '发布', exact: true }).click()
    await page.waitForURL(new RegExp(`/china-gazelle/${date}`))
    await settled(page)
  }
  await publish('2024-12-31')
  await publish('2025-06-30')

  // An investor without a token, from the home page to the edition in force.
  const reader = await open(browser, service)
  const p = reader.page
  await reader.go('/zh')
  await p.getByRole('link', { name: '谁在高速成长，有多确定？' }).click()
  await settled(p)
  await p.getByRole('region', { name: '已发布' }).getByRole('link', { name: /瞪羚企业（中国） 2025-06-30/ }).click()
  await settled(p)
  await reads(p.locator('h1'), /瞪羚企业（中国） 2025-06-30：\d+ 家中入选 \d+ 家/)
  assert.equal(await countOf(p, /^入选/), counted.in)

  // One company's reasons, to the cell.
  await p.getByRole('button', { name: /^逐条说明/ }).first().click()
  await settled(p)
  const reasons = p.getByRole('region', { name: '逐条说明' }).last()
  await reasons.getByText(/三年复合增长率/).first().waitFor()
  const said = await reasons.innerText()
  assert.match(said, /三年复合增长率/)
  assert.match(said, /门槛 ≥ 20%/)
  assert.match(said, /示例产业\.xlsx · 企业年度数据 C\d+/, 'the cell of the figure')
  const company = await reasons.getByRole('link').first().innerText()

  // What is different since the last edition, and why.
  const since = p.getByRole('region', { name: '与上一期相比' })
  await reads(since, /\+\d+\s+新入选\s+−\d+\s+退出/)
  await since.getByRole('link', { name: '2024-12-31' }).waitFor()

  // The workbook has what the page has.
  const names = await p.locator('table.results tbody tr td.name a').allInnerTexts()
  const [download] = await Promise.all([p.waitForEvent('download'), p.getByRole('link', { name: 'CSV' }).click()])
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n')
  assert.equal(lines.length - 1, names.length)
  names.forEach((n, i) => { assert.ok(lines[i + 1].includes(n), `${n} in ${lines[i + 1]}`) })
  const [book] = await Promise.all([p.waitForEvent('download'), p.getByRole('link', { name: 'XLSX' }).first().click()])
  assert.equal(readFileSync(await book.path()).subarray(0, 2).toString(), 'PK')
  // All outcomes come in one file, too, and each file is named after what is in it.
  assert.match(book.suggestedFilename(), /入选/)
  const [whole] = await Promise.all([p.waitForEvent('download'), p.getByRole('link', { name: /^XLSX · 全部(有数据的)? \d+$/ }).click()])
  assert.match(whole.suggestedFilename(), /全部/)

  // The company's own page tells which lists it is on, and the map has the members.
  await reasons.getByRole('link', { name: company }).click()
  await settled(p)
  await p.getByRole('region', { name: '在各榜单上' }).getByRole('link', { name: /2025-06-30 · 有效/ }).waitFor()
  await reader.go('/zh/enterprises')
  await p.getByRole('button', { name: /^榜单/ }).click()
  await p.getByLabel(/瞪羚企业（中国） 2025-06-30/).click()
  await settled(p)
  await reads(p.locator('footer'), new RegExp(`${counted.in} 条`))

  // Withdrawn, it stays readable and says why.
  await go('/zh/lists/china-gazelle/2025-06-30')
  await page.getByLabel('理由').fill('基准日有误')
  await page.getByRole('button', { name: '撤回', exact: true }).click()
  await page.getByText(/这一期已撤回：\s*基准日有误/).waitFor()
  assert.equal(await countOf(page, /^入选/), counted.in)
  assert.deepEqual([...wrong, ...reader.wrong], [])
})

test('a list by segment counts rows and enterprises apart, in words, and says what its file holds', { skip }, async () => {
  const { page: p, go, wrong } = await open(browser, service)
  await go('/zh/lists/plan-high-growth/latest?date=2025-06-30')
  await settled(p)
  const [, all, of] = /(\d+) 家中入选 (\d+) 家/.exec(await p.locator('h1').innerText()).map(Number)
  const rows = await countOf(p, /^入选/)
  assert.ok(of <= rows && all < await countOf(p, /^全部/), `${of} of ${all} enterprises, ${rows} rows`)
  await p.getByText(`${rows} 行，${of} 家企业`, { exact: true }).waitFor()
  const rule = await p.getByRole('region', { name: '规则' }).innerText()
  assert.match(rule, /发展阶段（由数字得出）：成长期、拟上市或上市/)
  assert.match(rule, /经营状态：不是停业/)
  // Whom the list is not for has a tab, and each row of it says so.
  const notFor = await countOf(p, /^不适用/)
  await tab(p, /^不适用/).click()
  await settled(p)
  assert.equal(await p.locator('table.results tbody tr').count(), notFor)
  for (const why of await p.locator('table.results .chip.why').allInnerTexts()) assert.match(why, /^不适用/)
  // The button says how many rows the file has.
  const button = p.getByRole('link', { name: /^XLSX · 全部(有数据的)? \d+$/ })
  const promised = Number(/\d+$/.exec(await button.innerText())[0])
  const answer = await p.request.get(new URL((await button.getAttribute('href')).replace('growth.xlsx', 'growth.csv'), p.url()).href)
  assert.equal((await answer.text()).trim().split('\r\n').length - 1, promised)
  assert.deepEqual(wrong, [])
})

test('an investor reads a list of projects', { skip }, async () => {
  const { page: p, go, wrong } = await open(browser, service)
  await go('/zh/lists/plan-high-value-project/latest?date=2025-06-30')
  await settled(p)
  await reads(p.locator('h1'), /16 个项目中入选 3 个/)
  await p.getByText('示例值，待确认', { exact: false }).first().waitFor()
  await tab(p, /^临界/).click()
  await settled(p)
  await p.getByRole('button', { name: '逐条说明：示例项目04' }).click()
  await settled(p)
  await p.getByRole('link', { name: '示例项目04' }).last().click()
  await settled(p)
  assert.match(p.url(), /\/zh\/projects\//)
  await reads(p.getByRole('region', { name: '在各榜单上' }), /高价值项目名单/)
  assert.deepEqual(wrong, [])
})
