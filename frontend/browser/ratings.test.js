// The whole way of a rating. An evaluator reads the example: who is ahead and why,
// what is withheld, capped and disputed. Then, for a cohort of its own, evidence is
// imported, rated, explained, tried under other weights, sent to the vendors,
// answered, reviewed, published after the days that it waits, corrected and
// withdrawn in part; and what was downloaded verifies, unless a byte is changed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { browserPath, examples, launch, open, reads, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
before(async () => {
  if (skip) return
  service = await serve({ books: [examples.invented] })
  browser = await launch()
})
after(async () => { await browser?.close(); await service?.stop() })

test('an evaluator rates the example and reads why one is ahead', { skip }, async () => {
  const evaluator = service.run('token', 'add', 'scorer', '--role', 'evaluator', '--expires', '1d').trim()
  const { page, go, wrong } = await open(browser, service)
  await go(`/zh/ratings#token=${evaluator}`)
  await page.reload()
  await settled(page)
  await page.getByText('尚无评价').waitFor()
  // What a scheme would find is said before it runs; of one that finds nobody, which evidence is wanting.
  await page.locator('select[name=scheme]').selectOption('enterprise-credit')
  await page.getByText('没有可评的对象').waitFor()
  await reads(page.locator('form.form'), /都没有收录这一规范所需的证据[\s\S]*所需证据全表[\s\S]*去导入证据/)
  assert.doesNotMatch(await page.locator('main').innerText(), /地址有误/)
  assert.ok(await page.getByRole('button', { name: '运行', exact: true }).isDisabled())
  await page.locator('select[name=scheme]').selectOption('firewall')
  await page.locator('form.form').getByText('12 个可得分').waitFor()
  // The segment is found by its name, as one types, and sent by its code.
  await page.getByRole('combobox', { name: /^环节/ }).fill('示例防火墙')
  await page.getByRole('option', { name: /^B5 示例防火墙/ }).click()
  assert.equal(await page.locator('input[name=segment]').inputValue(), 'SL:B5')
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
  // Every part of the ladder can be seen, and the parts add up to the score.
  const steps = async () => (await page.locator('.ladder li:not(.part) > :nth-child(2)').allInnerTexts()).map((x) => Number(x.replace('−', '-')))
  const whole = await steps()
  await page.getByRole('button', { name: /^展开全部 \d+ 项/ }).click()
  const parts = (await page.locator('.ladder li.part > :nth-child(2)').allInnerTexts()).map((x) => Number(x.replace('−', '-')))
  assert.ok(parts.length > 20 && Math.abs(whole.slice(0, -1).reduce((x, y) => x + y, 0) - whole.at(-1)) < 0.31, `${whole} and ${parts} add up`)
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
  await reads(page.locator('.evidence.counts').first(), /示例产业\.xlsx · 检测复核 .*\d[\s\S]*检测结果/, 'both cells of a conflict')

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

  await go('/zh/ratings/schemes/firewall')
  await reads(page.locator('main'), /应用混合流量吞吐量[\s\S]*fw\.throughput/)
  assert.deepEqual(wrong, [])
})

/** Asks the service, without a page. */
async function ask(query, variables = {}) {
  const response = await fetch(`${service.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query, variables }) })
  const answer = await response.json()
  assert.equal(answer.errors, undefined)
  return answer.data
}

/** A page in which somebody acts, with a token of their own. */
async function as(name, role, ...more) {
  const token = service.run('token', 'add', name, '--role', role, '--expires', '90d', ...more).trim()
  const { page, context, wrong } = await open(browser, service)
  return {
    page, wrong, close: () => context.close(),
    go: async (path) => {
      await page.goto(`${service.url}${path}#token=${token}`)
      await page.reload() // a fragment alone loads nothing anew
      await settled(page)
    },
  }
}

/** Findings as a laboratory hands them in: products of the example with how good they are in their functions and otherwise, from 0 to 1. */
function findings(scheme, products) {
  const nodes = new Map(scheme.nodes.map((n) => [n.id, n]))
  const dimension = (n) => { while (n.depth > 1) n = nodes.get(n.parent); return n.id }
  const rows = [['产品名称', '受测版本', '证据项', '证据类型', '数值', '结论', '证据依据', '取证日期', '检测机构']]
  for (const { name, strong, other, date = '2025-04-02' } of products) {
    for (const n of scheme.nodes.filter((x) => x.indicator)) {
      const [kind, item] = n.evidence.split(' ')
      const of = dimension(n)
      const share = of === 'function' ? strong : other
      const value = n.low !== null && n.high !== null ? String(n.low + (n.high - n.low) * share) : n.unit === '%' ? String(100 * share) : ''
      rows.push([name, 'V2.0', item, kind === 'test' ? '检测结果' : of === 'maturity' ? '成熟度属性' : '应用成效', value, value ? '' : share >= 0.5 ? '具备' : '不具备', '实测', date, '示例实验室'])
    }
  }
  return { name: `示例检测-${products.length}.csv`, mimeType: 'text/csv', buffer: Buffer.from(rows.map((r) => r.join(',')).join('\n')) }
}

/** Hands in a table through the page, and applies it. */
async function imports(page, table, rows) {
  await page.getByLabel('来源标识').fill('lab')
  await page.locator('input[type=file]').setInputFiles(table)
  await page.getByRole('button', { name: `应用 ${rows} 行` }).click()
  await page.locator('.panel.done').waitFor()
}

/** Runs the firewalls' scheme over a segment on the page, and returns the run's number. */
async function rate(page, reference) {
  await page.locator('select[name=scheme]').selectOption('firewall')
  await page.locator('input[name=reference]').fill(reference)
  await page.locator('input[name=reason]').fill('示例评价')
  await page.getByRole('combobox', { name: /^环节/ }).fill('SL:B3') // a code may be typed whole
  await page.getByRole('button', { name: '运行', exact: true }).click()
  await page.waitForURL(new RegExp(`ratings/firewall-${reference}-`))
  await settled(page)
  return decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1))
}

/** Takes a step on the page of a run; what it says when it is done, or why it is refused. */
async function step(page, act, { reason = '示例理由', ...more } = {}) {
  await page.getByLabel('操作', { exact: true }).selectOption(act)
  for (const [name, value] of Object.entries(more)) {
    const field = page.locator(`form.act [name=${name}]`)
    await (await field.evaluate((x) => x.tagName) === 'SELECT' ? field.selectOption(value) : field.fill(value))
  }
  await page.locator('form.act textarea[name=reason]').fill(reason)
  await page.getByRole('button', { name: '执行' }).click()
  const said = page.locator('.act [role=status], .panel [role=alert]').first()
  await said.waitFor()
  await settled(page)
  // What was done is not there to be done again by one more press.
  const left = page.locator('form.act textarea[name=reason]')
  if (/^已记入/.test(await said.innerText()) && await left.count() > 0) assert.equal(await left.inputValue(), '')
  return said.innerText()
}

/** Downloads the release of the page, and returns where the file is. */
async function downloads(page, name) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载发布文件' }).click()])
  const path = join(service.dir, name)
  await file.saveAs(path)
  return path
}

/** What the program says of a release: its exit code. */
function verify(path) {
  try { service.run('verify', '--release', path); return 0 } catch (failure) { return failure.status }
}

test('from evidence to a release, its correction and a withdrawal', { skip }, async () => {
  const { ratingScheme: scheme } = await ask('{ ratingScheme(id: "firewall") { nodes { id parent depth indicator unit evidence low high } } }')
  const cohort = [['B3701', 0.9, 0.3], ['B3702', 0.5, 0.8], ['B31801', 0.6, 0.6], ['B31802', 0.3, 0.4]].map(([n, strong, other]) => ({ name: `示例软件 ${n}`, strong, other }))

  // Evidence, on the page of imports.
  const evaluator = await as('judge', 'evaluator')
  await evaluator.go('/zh/imports')
  const given = findings(scheme, cohort)
  await evaluator.page.getByLabel('来源标识').fill('lab')
  await evaluator.page.getByLabel('来源名称').fill('示例实验室')
  await evaluator.page.getByLabel('可信度').selectOption('VERIFIED')
  await imports(evaluator.page, given, given.buffer.toString().split('\n').length - 1)

  // A run; who is ahead by what.
  await evaluator.go('/zh/ratings')
  const number = await rate(evaluator.page, '2025-06-30')
  const results = evaluator.page.getByRole('region', { name: '本轮结果' })
  await reads(results, /4 个参评 · 4 个有分[\s\S]*另有 17 个在范围内/)
  const order = async () => (await results.locator('button[data-row]').allInnerTexts()).join()
  const official = await order()
  await results.getByRole('button', { name: '示例软件 B3702' }).click()
  await evaluator.page.getByLabel('与哪个对象相比').selectOption({ label: await evaluator.page.getByLabel('与哪个对象相比').locator('option', { hasText: 'B3701' }).innerText() })
  await reads(evaluator.page.locator('.cells', { hasText: '维度与指标' }), /关键功能性能[\s\S]*−/, 'behind in functions, ahead in what is left')

  // Nothing but functions: another is first, and the run's own order stays.
  const sliders = evaluator.page.locator('.slider input')
  for (const [i, to] of ['100', '0', '0'].entries()) await sliders.nth(i).fill(to)
  await evaluator.page.getByText('您的权重').waitFor()
  const first = results.locator('tr', { hasText: '示例软件 B3701' })
  await first.getByText('▲').waitFor()
  assert.equal(await order(), official)
  await evaluator.page.getByRole('button', { name: '恢复原权重' }).click()

  // To the vendors. Who has scored cannot review.
  assert.match(await step(evaluator.page, 'SUBMIT', { reason: '送厂商', environment: '示例环境', sample: '1000 次攻击', tester: '示例实验室', funding: '自费', conflict: '无', periodFrom: '2025-03-01', periodTo: '2025-04-30' }), /已记入/)
  await evaluator.page.getByText('厂商可回复至').waitFor()
  await evaluator.page.getByText('当前令牌的角色（evaluator）在此状态下没有可做的操作').waitFor() // an evaluator is no reviewer
  assert.equal(await evaluator.page.locator('form.act').count(), 0)

  // The maker of one product replies, and for no other.
  const { ratingRelease: sent } = await ask('query($n: String!) { ratingRelease(number: $n) { ratings { unit name vendor } } }', { n: number })
  const mine = sent.ratings.find((x) => x.name === '示例软件 B3701')
  const another = sent.ratings.find((x) => x.vendor !== mine.vendor)
  const vendor = await as('maker', 'vendor', '--enterprise', mine.vendor)
  await vendor.go(`/zh/ratings/${number}`)
  assert.deepEqual(await vendor.page.locator('form.act select[name=unit] option').allInnerTexts(), sent.ratings.filter((x) => x.vendor === mine.vendor).map((x) => x.name), 'a vendor is offered no products but its own')
  assert.match(await step(vendor.page, 'REPLY', { unit: mine.unit, reason: '示例回复：用户不止这些' }), /已记入/)
  await vendor.page.getByText('示例回复：用户不止这些').first().waitFor()
  await vendor.close()

  // Reviewed at once, published when the days are over.
  const reviewer = await as('second', 'reviewer')
  await reviewer.go(`/zh/ratings/${number}`)
  assert.match(await step(reviewer.page, 'REVIEW', { reason: '看过证据与回复' }), /已记入/)
  await reviewer.close()
  const publisher = await as('press', 'publisher')
  await publisher.go(`/zh/ratings/${number}`)
  await publisher.page.getByText(/厂商回复期至 .*此前不能发布/).waitFor() // nothing is offered that would be refused
  assert.equal(await publisher.page.locator('form.act').count(), 0)
  await service.later(15)
  await publisher.go(`/zh/ratings/${number}`)
  assert.match(await step(publisher.page, 'PUBLISH', { reason: '回复期已过' }), /已记入/)
  await publisher.page.locator('h1 .chip.ok', { hasText: '已发布' }).waitFor()
  const published = await downloads(publisher.page, 'published.json')

  // Something was measured again: a run of its own, which the release takes over; and one rating goes.
  await evaluator.go('/zh/imports')
  const again = findings(scheme, [{ name: '示例软件 B31801', strong: 0.8, other: 0.7, date: '2025-07-02' }])
  await imports(evaluator.page, again, again.buffer.toString().split('\n').length - 1)
  await evaluator.go('/zh/ratings')
  const corrected = await rate(evaluator.page, '2025-07-31')
  await evaluator.close()
  await publisher.go(`/zh/ratings/${number}`)
  assert.match(await step(publisher.page, 'CORRECT', { run: corrected, reason: '一项重新检测' }), /已记入/)
  assert.match(await step(publisher.page, 'WITHDRAW', { unit: another.unit, reason: '送检版本有误' }), /已记入/)
  await publisher.page.locator('h1 .chip.ok', { hasText: '已更正' }).waitFor()
  const now = await downloads(publisher.page, 'corrected.json')

  // The public pages: of the release as it is and as it was, and of each rating; what is withdrawn has its reason and no figure.
  const reader = await open(browser, service)
  await reader.go(`/zh/ratings/${number}/release`)
  const sheet = reader.page.locator('main')
  await reads(sheet, /评价记录[\s\S]*示例实验室[\s\S]*自费[\s\S]*结果[\s\S]*已撤回：送检版本有误[\s\S]*示例回复：用户不止这些[\s\S]*第 6 版[\s\S]*chainatlas verify --release/)
  assert.doesNotMatch(await sheet.innerText(), /未写明/, 'all that a reader needs is stated')
  const [old] = await Promise.all([reader.page.waitForEvent('download'), reader.page.getByRole('row', { name: /^第 4 版/ }).getByRole('link', { name: 'JSON' }).click()])
  assert.deepEqual(readFileSync(await old.path()), readFileSync(published), 'the edition that was published is still given away, byte for byte')
  await reader.page.getByRole('button', { name: '第 4 版' }).click()
  await reader.page.waitForURL(/at=r\d+/)
  await settled(reader.page)
  await reads(reader.page.locator('h1'), /2025-06-30[\s\S]*已发布/, 'as it was when it was published')
  assert.doesNotMatch(await sheet.innerText(), /送检版本有误/)
  await reader.go(`/zh/ratings/${number}/release?at=r1`)
  await reader.page.getByText('当时还没有这一评价').waitFor()
  await reader.go(`/en/ratings/${number}/release/${another.unit}`)
  await reads(sheet, /Withdrawn · \d{4}-[\s\S]*送检版本有误/)
  assert.equal(await sheet.locator('.figures').count(), 0)
  await reader.go(`/en/ratings/${number}/release/${mine.unit}`)
  await reads(sheet, /V2\.0[\s\S]*90% interval[\s\S]*key function performance[\s\S]*“certified[^”]*” is “yes”; otherwise the grade is at most C/)
  await reader.page.emulateMedia({ media: 'print' })
  assert.deepEqual(await reader.page.evaluate(() => ['.top', '.tabs-bottom', '.page-head .btn'].filter((x) => { const e = document.querySelector(x); return e && globalThis.getComputedStyle(e).display !== 'none' })), [], 'nothing of the application is printed')
  await reader.page.emulateMedia({ media: 'screen' })
  await reader.go(`/zh/products/${mine.unit}`)
  await reads(reader.page.getByRole('region', { name: '最新评价' }), /示例软件 B3701[\s\S]*% \/ 3[\s\S]*已更正/)

  // The map by ratings: of one scheme, where not rated is no colour.
  await reader.go('/zh/chains/SL?by=rating')
  const [there, apart] = ['B3', 'C1'].map((code) => reader.page.locator('.card', { has: reader.page.getByRole('button', { name: new RegExp(`^${code} `) }) }))
  assert.match(await there.getByRole('button', { name: /^B3 / }).getAttribute('title'), /中位 \d+\.\d（[A-D]），.*3 个有分，1 个无分$/)
  assert.match(await apart.getByRole('button', { name: /^C1 / }).getAttribute('title'), /未按此规范评价$/)
  assert.deepEqual([await there.locator('.class.hatched').count(), await apart.locator('.class.hatched').count()], [0, 1])
  // The address says by which scheme, so that a later run changes nothing in it, and the panel leads to the run.
  assert.ok(new URL(reader.page.url()).searchParams.get('scheme'))
  await there.getByRole('button', { name: /^B3 / }).press('Enter')
  const panel = reader.page.locator('.segment-rating')
  await panel.getByRole('link', { name: /^示例软件 B3701/ }).waitFor()
  await reads(panel, /中位 \d+\.\d（[A-D]）[\s\S]*\d+\.\d [A-D][\s\S]*所属轮次/)
  await reader.go('/zh/chains/SL?by=rating&at=r1')
  await reader.page.getByText('还没有运行过任何规范').waitFor()
  assert.deepEqual(reader.wrong, [])
  await reader.context.close()

  for (const path of [published, now]) {
    assert.equal(verify(path), 0, path)
    const bytes = readFileSync(path)
    const at = bytes.indexOf('"environment"') + 20
    bytes[at] ^= 1
    writeFileSync(`${path}.changed`, bytes)
    assert.equal(verify(`${path}.changed`), 3, 'one byte was changed')
  }
  assert.deepEqual([evaluator, vendor, reviewer, publisher].flatMap((x) => x.wrong.filter((w) => !/40\d|Failed to load/.test(w))), [])
  await publisher.close()
})
