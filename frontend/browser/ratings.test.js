// An evaluator runs a scheme, reads why one product is ahead, moves a weight and
// sees the ranks move, sends the run to the vendors; a vendor replies; who has
// scored cannot review it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browserPath, launch, open, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
before(async () => {
  if (skip) return
  service = await serve()
  browser = await launch()
})
after(async () => { await browser?.close(); await service?.stop() })

test('an evaluator rates a cohort, explains it and sends it to the vendors', { skip }, async () => {
  const evaluator = service.run('token', 'add', 'scorer', '--role', 'evaluator', '--expires', '1d').trim()
  const { page, go, wrong } = await open(browser, service)
  await go(`/zh/ratings#token=${evaluator}`)
  await page.reload()
  await settled(page)
  await page.getByText('尚无评价').waitFor()
  await page.locator('select[name=scheme]').selectOption('firewall')
  await page.locator('input[name=segment]').fill('SL:B5')
  await page.locator('input[name=reference]').fill('2025-06-30')
  await page.locator('input[name=reason]').fill('年度评价')
  await page.getByRole('button', { name: '运行', exact: true }).click()
  await page.waitForURL(/ratings\/firewall-2025-06-30-/)
  await settled(page)

  const results = page.getByRole('region', { name: '本轮结果' })
  const text = await results.innerText()
  assert.match(text, /13 个参评 · 12 个有分/)
  assert.match(text, /示例防火墙乙[\s\S]*未过门槛，等级不高于 C/, 'a failed gate caps the grade')
  assert.match(text, /不评分[\s\S]*示例防火墙寅/, 'who is withheld is told, with the reason')

  assert.doesNotMatch(text, /function|traffic|maturity/, 'groups have their names, not their IDs')

  // From the score down to the cell: all of a row opens it, and arrows go on from row to row.
  await results.locator('tr', { hasText: '示例防火墙己' }).locator('strong').click()
  await page.getByRole('region', { name: '示例防火墙己' }).waitFor()
  await page.getByRole('button', { name: '示例防火墙己' }).press('ArrowUp')
  assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ''), /示例防火墙/)

  // Beside another: what each dimension adds, together the difference of the scores.
  await page.getByLabel('与哪个对象相比').selectOption({ index: 1 })
  await page.getByText('各项为两者贡献之差').waitFor()
  const leads = await page.locator('.cells', { hasText: '维度与指标' }).locator('tr.band td:last-child').allInnerTexts()
  const numbers = leads.map((x) => Number(x.replace('−', '-')))
  const sum = numbers.slice(0, -1).reduce((x, y) => x + y, 0)
  assert.ok(Math.abs(sum - numbers.at(-1)) < 0.31, `${leads} add up`)
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing runs past the page')
  await page.getByRole('button', { name: '全部指标与证据' }).click()
  const row = page.locator('tr', { hasText: '不一致' }).first()
  await row.getByRole('button').first().click()
  assert.match(await page.locator('.evidence.counts').first().innerText(), /示例产业\.xlsx · 检测复核 .*\d[\s\S]*检测结果/, 'both cells of a conflict')

  // Another weight moves ranks, and the run's own stay.
  const score = () => results.locator('tr', { hasText: '示例防火墙甲' }).locator('strong').innerText()
  const official = await score()
  const slider = page.locator('.slider input').first()
  await slider.focus()
  const before = Number(await slider.inputValue())
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight')
  assert.equal(Number(await slider.inputValue()), before + 20, 'every press counts')
  await slider.fill('0')
  await page.getByText('您的权重').waitFor()
  await page.waitForFunction(() => /[▲▼]/.test(document.querySelector('.rating')?.textContent ?? ''))
  assert.equal(await score(), official, 'the run keeps its own result')
  await page.getByRole('button', { name: '恢复原权重' }).click()

  // To the vendors.
  for (const name of ['environment', 'sample', 'tester', 'funding', 'conflict']) await page.locator(`input[name=${name}]`).fill('示例')
  await page.locator('textarea[name=reason]').fill('送厂商')
  await page.getByRole('button', { name: '执行' }).click()
  await page.getByText('厂商可回复至').waitFor()
  await settled(page)

  // Who has scored cannot review.
  await page.getByLabel('操作', { exact: true }).selectOption('REVIEW')
  await page.locator('textarea[name=reason]').fill('看过')
  await page.getByRole('button', { name: '执行' }).click()
  await page.locator('.state[role=alert]').waitFor()

  // A vendor replies; the reply is shown to everybody.
  const answer = await fetch(`${service.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: '{ ratingRuns { number } }' }) })
  const number = (await answer.json()).data.ratingRuns[0].number
  const vendorOf = await fetch(`${service.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: `{ ratingRelease(number: "${number}") { ratings { unit vendor } } }` }) })
  const { unit, vendor } = (await vendorOf.json()).data.ratingRelease.ratings[0]
  const token = service.run('token', 'add', 'maker', '--role', 'vendor', '--enterprise', vendor, '--expires', '1d').trim()
  const reply = await fetch(`${service.url}/graphql`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: 'mutation($in: StepReleaseInput!) { stepRelease(input: $in) { revision } }', variables: { in: { number, act: 'REPLY', unit, reason: '示例回复：时延有误' } } }),
  })
  assert.equal((await reply.json()).errors, undefined)
  await page.reload()
  await page.getByText('示例回复：时延有误').first().waitFor()

  await go('/zh/ratings/schemes/firewall')
  assert.match(await page.locator('main').innerText(), /应用混合流量吞吐量[\s\S]*fw\.throughput/)
  await go(`/zh/enterprises/${vendor}`)
  await page.getByRole('region', { name: '最新评价' }).waitFor()
  assert.deepEqual(wrong.filter((w) => !/40\d|Failed to load/.test(w)), [])
})
