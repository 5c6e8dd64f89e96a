// A curator decides what only a person can tell: by keyboard, with both sides in sight, and takes it back.
import axe from 'axe-core'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { browserPath, launch, open, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
before(async () => {
  if (skip) return
  service = await serve({ books: [] })
  for (const [source, name, file, text] of [
    ['list', '示例名录', '名录.csv', '企业名称,统一社会信用代码,员工人数（人）,省份\n示例甲科技有限公司,91110108551385082Q,30,北京市\n'],
    ['list', '', '名录二.csv', '企业名称,统一社会信用代码,省份\n示例甲科技有限公司,91110000802100433B,北京市\n'],
    ['press', '示例报刊', '报刊.csv', '企业名称,统一社会信用代码,省份\n样本乙有限公司,91110108551385082Q,湖南省\n'],
  ]) {
    if (name) service.run('source', 'add', source, '--name', name, '--trust', 'media')
    writeFileSync(join(service.dir, file), text)
    service.run('import', '--source', source, join(service.dir, file))
  }
  browser = await launch()
})
after(async () => { await browser?.close(); await service?.stop() })

test('a row that waits is joined, taken back, and kept apart, by keyboard', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, { bypassCSP: true }) // for axe
  await go('/zh/quality/questions')
  assert.match(await page.locator('main').innerText(), /判定需要校订员的令牌/, 'a reader may look')
  await go(`/zh/quality/questions#token=${service.token}`)
  await page.reload()
  await settled(page)
  await page.getByRole('heading', { name: '2 项待判定：是同一个吗？' }).waitFor()
  const card = page.locator('.card')
  assert.match(await card.innerText(), /名录二\.csv · 行 2/)
  assert.match(await card.locator('tr', { hasText: '统一社会信用代码' }).innerText(), /91110000802100433B[\s\S]*91110108551385082Q[\s\S]*不同/)
  assert.match(await card.locator('tr', { hasText: '企业全称' }).innerText(), /一致/)
  await page.evaluate(axe.source)
  for (const theme of ['light', 'dark']) {
    assert.deepEqual(await page.evaluate(async () => (await globalThis.axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`)), [], theme)
    if (theme === 'light') await page.getByRole('button', { name: /^换成/ }).click()
  }

  const decided = page.locator('.decided')
  await page.keyboard.press('s')
  await decided.getByText('已判定“示例甲科技有限公司”与“示例甲科技有限公司”是同一个').waitFor()
  await settled(page)
  assert.match(await page.locator('h1').innerText(), /^1 项待判定/)
  await decided.getByRole('button', { name: '撤销' }).click()
  await decided.getByText('已撤销').waitFor()
  await settled(page)
  assert.match(await page.locator('h1').innerText(), /^2 项待判定/, 'what was decided is open again')

  await page.getByLabel('理由').fill('代码属于另一家企业')
  await page.keyboard.press('s') // into the field, where it is a letter
  assert.equal(await page.getByLabel('理由').inputValue(), '代码属于另一家企业s')
  await page.locator('.pick button').first().focus()
  await page.keyboard.press('d')
  await decided.getByText(/与“示例甲科技有限公司”不同/).waitFor()
  await settled(page)

  // Of two nodes: not the same, either. Then nothing is left, and the page says so.
  await page.getByText('代码相同，而名称没有共同之处').first().waitFor()
  await page.keyboard.press('d')
  await page.getByRole('heading', { name: '没有待判定的' }).waitFor()
  await settled(page)
  await go('/zh/enterprises')
  assert.match(await page.locator('main').innerText(), /3 条/)
  await go('/zh/changes?from=r5')
  assert.match(await page.locator('main').innerText(), /示例甲科技有限公司/)
  assert.deepEqual(wrong, [])
})
