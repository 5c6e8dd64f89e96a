// A policymaker and an investor, step by step, in a real browser.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { press, tabTo } from './keyboard.js'
import { browserPath, launch, open, reads, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
before(async () => { if (!skip) { service = await serve(); browser = await launch() } })
after(async () => { await browser?.close(); await service?.stop() })

/** The rows of the page's first table, as they are read. */
const rowsOf = (page) => page.locator('main table.grid').first().locator('tbody tr').evaluateAll((all) => all.map((r) => [...r.cells].map((c) => c.innerText.trim())))

test('a policymaker filters the map to Hunan, sees where nobody there is recorded and who stands near, and takes the list along, by keyboard', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  await go('/zh')
  await press(page, page.getByRole('link', { name: '谁站在哪个环节，什么供给什么？' }))
  assert.match(page.url(), /\/chains\/CS/)
  await press(page, page.getByRole('button', { name: /^地区/ }))
  await tabTo(page, page.getByLabel(/^湖南省/))
  await page.keyboard.press('Space')
  await settled(page)
  assert.match(page.url(), /region=430000/)
  await reads(page.locator('h1'), /家企业符合条件/)
  await page.keyboard.press('Escape')

  await press(page, page.getByRole('link', { name: '看空缺清单' }))
  assert.match(page.url(), /gaps\?.*region=430000/)
  await reads(page.locator('h1'), /^网络安全 · 湖南省：\d+ 个关键环节尚无已收录的供给方$/)
  const rows = await rowsOf(page)
  assert.ok(rows.length > 5)
  assert.ok(rows.every((r) => r[2] === '尚未收录'), 'nobody recorded is a word, never a zero')
  assert.ok(Number((await page.locator('.caution').innerText()).match(/^链上 [\d,]+ 家企业中有 ([\d,]+) 家/)[1].replace(',', '')) > 0, 'the page says how many the filter cannot decide')
  assert.ok(rows.some((r) => Number(r[3]) > 0), 'each segment says of how many of its enterprises the region is unknown')
  assert.ok(rows.some((r) => /[A-Z]\d/.test(r[8])), 'somebody elsewhere stands near')
  const cipher = rows.find((r) => r[0].startsWith('A16 '))
  assert.deepEqual(cipher.slice(4, 6), ['1', '卫士通 成都市'], 'whoever is in the segment itself elsewhere comes before those near')

  // The number of those elsewhere leads to them: who stands in the segment and does not match.
  await press(page, page.locator('main table.grid tbody tr').nth(rows.indexOf(cipher)).locator('td').nth(4).getByRole('link'))
  await page.waitForURL(/\/enterprises\?.*not=1/)
  await reads(page.locator('main'), /卫士通/)
  await reads(page.locator('main [role=status]'), /^(共 )?1 /)
  assert.match(await page.locator('.page-head').innerText(), /不符合所选条件[\s\S]*A16/)
  await page.goBack()
  await settled(page)

  // The file is what the screen shows: the same segments in the same order, with the same neighbours.
  await tabTo(page, page.getByRole('link', { name: 'JSONL' }))
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\n').map((l) => JSON.parse(l))
  assert.deepEqual(lines.map((l) => [`${l.code} ${l.label}`, l.enterprises, String(l.undecided), String(l.ruledOut), l.elsewhere.map((n) => `${n.shortName ?? n.label} ${n.areas.join('，') || '地区未知'}`).join('\n') || '无']), rows.map((r) => [r[0], 0, r[3], r[4], r[5]]))
  assert.deepEqual(lines.map((l) => l.near.map((n) => n.via.join(' '))), await page.locator('main table.grid tbody tr').evaluateAll((all) => all.map((r) => [...r.cells[8].querySelectorAll('li')].map((n) => [...n.querySelectorAll('.code')].map((c) => c.innerText).join(' ')))))
  assert.deepEqual(lines.map((l) => l.near.map((n) => n.areas.join('，') || '地区未知')), await page.locator('main table.grid tbody tr').evaluateAll((all) => all.map((r) => [...r.cells[8].querySelectorAll('.where')].map((c) => c.innerText))))
  assert.ok(lines.some((l) => l.near.some((n) => n.areas.length > 0)), 'somebody who stands near is somewhere')
  for (const format of ['XLSX', 'CSV']) {
    const [other] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: format }).click()])
    assert.match(other.suggestedFilename(), new RegExp(`^gaps-湖南省-r\\d+\\.${format.toLowerCase()}$`))
    if (format === 'CSV') {
      // The columns of the page in its words; what one of them shows of two things stands in two.
      const heads = readFileSync(await other.path(), 'utf8').replace('\ufeff', '').split('\r\n')[0].split(',')
      assert.deepEqual(heads.filter((h) => !['标识', '代码', '份额年份'].includes(h)), await page.locator('main table.grid thead th').allInnerTexts())
    }
  }

  // On the map the same segments match nobody; back leads to the list again.
  await press(page, page.getByRole('link', { name: '在图谱中查看' }))
  for (const code of rows.map((r) => r[0].split(' ')[0]).filter((c) => !c.includes('-'))) {
    const label = await page.locator(`.card .hit[aria-label^="${code} "]`).getAttribute('aria-label')
    assert.match(label, /，0 \/ \d+ 家符合条件/, label)
  }
  await page.goBack()
  await settled(page)

  // Who stands near leads to a page, and its figures to their cells.
  await press(page, page.locator('main table.grid tbody a[href*="/enterprises/"]').first())
  await press(page, page.locator('main .figure').first())
  const panel = page.locator('.source-panel')
  await panel.getByText('采用').waitFor()
  await reads(panel, /\.xlsx · 工作表 “.+” [A-Z]+\d+/)
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  assert.deepEqual(wrong, [])
})

test('an investor follows a segment’s funding to an investor’s portfolio, by keyboard', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, { lang: 'en' })
  await go('/en/funding?chain=SL')
  // In the flow arrows lead from an investor along a band to a group and on to a round; Enter chooses, and what is chosen is in the address.
  const rounds = async () => Number(/where capital flows: (\d+) rounds/.exec(await page.locator('h1').innerText())[1])
  const all = await rounds()
  const focused = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'))
  await tabTo(page, page.locator('svg.flow [tabindex="0"]'))
  await page.keyboard.press('ArrowDown')
  const [, investorOfFlow, n] = /^(.+), in (\d+) rounds, [\d.]+ by equal shares$/.exec(await focused())
  await page.keyboard.press('ArrowRight')
  assert.match(await focused(), new RegExp(`^${investorOfFlow} → .+, in \\d+ rounds`))
  await page.keyboard.press('ArrowRight')
  assert.match(await focused(), /^[A-Z] /)
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await settled(page)
  assert.match(page.url(), /sel=i/)
  // Its shares are lit on from the groups to the rounds.
  const lit = page.locator('svg.flow .over .band.on')
  const own = page.locator(`svg.flow g.band[data-id^="${new URL(page.url()).searchParams.get('sel')}~"]`)
  await page.waitForFunction((n) => document.querySelectorAll('svg.flow .over .band.on').length > n, await own.count())
  assert.ok((await lit.count()) > (await own.count()))
  const chosen = page.getByRole('region', { name: 'Rounds of what is chosen' })
  assert.equal(await chosen.locator('tbody tr').count(), Math.min(12, Number(n)))
  await press(page, page.getByRole('button', { name: 'Only this' }))
  assert.match(page.url(), /only=i/)
  assert.equal(await rounds(), Number(n))
  await page.goBack()
  await page.goBack()
  await settled(page)
  assert.equal(await rounds(), all)
  // Drawn are the chain's own rounds; how many lie outside it is said, and they can be drawn, too.
  const [, elsewhere, nowhere] = /Left out: (\d+) rounds elsewhere on the map alone(?: and |, )(\d+) rounds placed in no segment/.exec(await page.getByRole('note').innerText())
  await press(page, page.getByRole('button', { name: 'Draw them too' }))
  await settled(page)
  assert.equal(await rounds(), all + Number(elsewhere) + Number(nowhere))
  await page.goBack()
  await settled(page)
  // The table has the same data, and so have the files.
  const [picture] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'SVG' }).click()])
  const svg = readFileSync(await picture.path(), 'utf8')
  assert.ok(svg.includes(await page.locator('h1').innerText()) && /Revision r\d+ · http/.test(svg) && svg.includes('at=r'), 'the picture says what it is and where it is from')
  await press(page, page.getByRole('button', { name: 'Table', exact: true }))
  const tables = await page.locator('table.flow-table').evaluateAll((all) => all.map((t) => [...t.tBodies[0].rows].map((r) => [...r.cells].map((c) => c.innerText.replace('↗', '').split(/\s*→/)[0].trim()))))
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
  const lines = readFileSync(await file.path(), 'utf8').trim().split('\r\n').slice(1).map((l) => l.split(','))
  const named = (code, label) => (code ? `${code} ${label}` : label)
  assert.equal(lines.length, tables.flat().length)
  const links = lines.filter((l) => l[5])
  assert.deepEqual(tables[3].map((r) => r.slice(0, 3)), links.map((l) => [named(l[1], l[2]), named(l[4], l[5]), l[7]]).map((l) => l.map((x) => x.replace('Other investors', tables[0].find((r) => / others$/.test(r[0]))?.[0]))))
  assert.deepEqual(tables.slice(0, 3).flat().map((r) => r[1]), lines.filter((l) => !l[5]).map((l) => l[7]))

  await press(page, page.getByRole('button', { name: 'Rankings' }))
  await reads(page.locator('h1'), /^\d+ funding events, \d{4}–\d{4}$/)
  await press(page, page.getByRole('region', { name: 'By segment' }).locator('tbody a').first())
  assert.match(page.url(), /\/segments\//)
  const funding = page.getByRole('region', { name: 'Funding' })
  await funding.locator('tbody tr').first().waitFor()
  const investor = funding.locator('tbody tr td:last-child a').first()
  const name = await investor.innerText()
  await press(page, investor)
  await page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  const portfolio = page.getByRole('region', { name: 'Portfolio' })
  await portfolio.locator('tbody tr').first().waitFor()
  // An amount leads to the cell that it was read from.
  await press(page, portfolio.locator('.figure').first())
  await page.locator('.source-panel').getByText('used', { exact: true }).waitFor()
  await reads(page.locator('.source-panel'), /Amount[\s\S]*Sheet “.+” [A-Z]+\d+/)
  await page.keyboard.press('Escape')
  await page.goBack()
  await settled(page)
  assert.match(page.url(), /\/segments\//)
  assert.deepEqual(wrong, [])
})

test('parks stand by province, data tell how good they are, and neighbours are drawn in order', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  await go('/zh/parks?view=provinces')
  const [, parks, areas] = /^(\d+) 个园区，分布在 (\d+) 个省级地区$/.exec(await page.locator('h1').innerText())
  assert.equal(await page.locator('a.province').count(), Number(areas))
  const each = await page.locator('a.province b').allInnerTexts()
  assert.equal(each.reduce((n, x) => n + Number(x), 0), Number(parks))
  const beijing = page.locator('a.province', { hasText: /^北京/ })
  const n = /\d+$/.exec(await beijing.innerText())[0]
  await press(page, beijing)
  await reads(page.locator('main [role=status]').first(), new RegExp(`^${n} 条`))

  await go('/zh/quality')
  await reads(page.locator('h1'), /^\d+ 个来源；\d+ 个值有不同说法，\d+ 对可能重复$/)
  await page.getByRole('button', { name: /^园区/ }).click()
  assert.match(page.url(), /kind=PARK/)
  await page.getByRole('region', { name: '说法不一' }).locator('.figure').first().click()
  await page.locator('.source-panel').getByText('备选').first().waitFor()
  await page.keyboard.press('Escape')

  await go('/zh/enterprises?sort=revenue&down=1')
  await page.locator('table.grid tbody tr td a').first().click()
  await settled(page)
  assert.ok((await page.locator('.hood .hood-group').count()) > 1)
  // The table has the same, in the place of the picture.
  const groups = await page.locator('.hood .hood-group').count()
  await page.getByRole('group', { name: '关系的显示方式' }).getByRole('button', { name: '表格' }).click()
  await page.waitForURL(/around=table/)
  await page.locator('.hood').waitFor({ state: 'detached' }) // the address may be there before what it asks for is drawn
  assert.equal(await page.getByRole('region', { name: '关系', exact: true }).locator('tbody tr').count(), groups)

  // What is new is told by its main values, and an event by who raised how much in which round.
  await go('/zh/changes?from=r1&kind=FUNDING_EVENT')
  await reads(page.locator('h1'), /^r1 之后至 r\d+，投融资事件：新增 \d+ 条，变更 0 条/)
  assert.ok((await rowsOf(page)).some((r) => /公司 · .+轮 · .+ · [\d.]+ [亿万]元/.test(r[0]) && /投资方/.test(r[2])))
  assert.deepEqual(wrong, [])
})

test('search finds by pinyin as one types, and a list downloads what it shows', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  // What is searched is of now: what was not there at the revision one looks at says so, and leads to its page of now.
  await go('/zh/search?q=%E7%A4%BA%E4%BE%8B%E6%98%8E%E6%B2%B3&at=r1')
  const found = page.locator('main ul.list li').first()
  await reads(found, /r1尚未收录，r2 起有/)
  assert.doesNotMatch(await found.getByRole('link').first().getAttribute('href'), /at=/)
  // A region in a name is no region on record.
  await go('/zh/search?q=%E6%B9%96%E5%8D%97')
  await reads(page.locator('main ul.list'), /湖南\S+公司\s+地区未记录/)
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

  // The file of the events has who raised money from whom, as the list does, and only those of the round and year chosen.
  await go('/zh/funding?view=lists')
  await page.getByRole('region', { name: '按轮次' }).getByRole('link', { name: 'A轮', exact: true }).click()
  await settled(page)
  assert.match(page.url(), /round=/)
  const events = (await rowsOf(page)).filter((r) => r.length > 3)
  assert.ok(events.every((r) => r.includes('A轮')))
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
  const lines = readFileSync(await file.path(), 'utf8').trim().split('\r\n').map((l) => l.split(','))
  assert.deepEqual(lines[0].slice(1, 4), ['显示名称', '融资方', '投资方'])
  assert.equal(lines.length - 1, Number(/^\d+/.exec(await page.locator('main [role=status]').first().innerText())[0]))
  for (const [i, row] of events.slice(0, 12).entries()) {
    assert.equal(lines[i + 1][1].replaceAll('"', ''), row[0])
    assert.equal(lines[i + 1][2].replaceAll('"', '').split('; ').sort().join(), row[1].split('、').sort().join())
  }
  assert.deepEqual(wrong, [])
})

test('the timeline of an enterprise leads from each mark to who said so, by keyboard', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  const answer = await (await fetch(`${service.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: '{ enterprises(first: 500, filter: {edge: {type: RAISED, known: true}}) { nodes { id raised(first: 5) { totalCount } } } }' }) })).json()
  const most = answer.data.enterprises.nodes.sort((a, b) => b.raised.totalCount - a.raised.totalCount)[0]
  assert.ok(most.raised.totalCount > 1)
  await go(`/zh/enterprises/${most.id}`)
  await press(page, page.locator('.timeline [role=button]').first())
  await page.locator('.source-panel').getByText('采用').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.source-panel').waitFor({ state: 'detached' })
  assert.ok(await page.locator('.timeline [role=button]').first().evaluate((e) => e === document.activeElement))
  assert.deepEqual(wrong, [])
})

test('what is not there says so, and a service that is gone leaves what was loaded and says so', { skip }, async () => {
  const { page, go, wrong, context } = await open(browser, service)
  await go('/zh/enterprises/nobody')
  await reads(page.locator('main'), /没有这个条目/)
  await page.locator('main').getByRole('link', { name: '回到首页' }).click()
  await page.waitForURL(/\/zh$/)
  await go('/zh/nothing/here')
  await reads(page.locator('main'), /没有这一页/)
  assert.deepEqual(wrong, [])
  // An address without a language is answered in the browser's, with a way home.
  const answer = await page.goto(`${service.url}/xx`)
  await settled(page)
  assert.equal(answer.status(), 404)
  const english = !(await page.evaluate(() => globalThis.navigator.language)).startsWith('zh')
  await reads(page.locator('main'), english ? /There is no such page/ : /没有这一页/)
  await page.locator('main').getByRole('link').first().click()
  await page.waitForURL(english ? /\/en$/ : /\/zh$/)

  // Findings are told apart by what they are of, and what one more source says is no merge.
  await go('/zh/changes?from=r0&kind=FINDING')
  const findings = await rowsOf(page)
  assert.ok(findings.length > 20 && findings.every((r) => / · /.test(r[0])), findings.find((r) => !/ · /.test(r[0]))?.join(' | '))
  await go('/zh/changes?from=r1')
  assert.ok((await rowsOf(page)).length > 20)
  assert.equal(await page.getByText('合并或拆分').count(), 0)
  await go('/zh/gaps?key=all')
  const before = (await rowsOf(page)).length
  assert.ok(before > 0)
  await context.setOffline(true)
  await page.getByText('网络已断开').waitFor()
  await page.getByRole('button', { name: '仅关键环节' }).click()
  await page.getByRole('alert').getByText('连不上服务').waitFor()
  await context.setOffline(false)
  await page.getByText('网络已断开').waitFor({ state: 'detached' })
  await page.getByText('连不上服务').waitFor({ state: 'detached' }) // it asks again by itself
  await settled(page)
  assert.ok((await rowsOf(page)).length > 0)

  // A page whose program cannot be fetched says so, and opens by itself once it can; its tab has the section's name.
  assert.equal(await page.title(), '空缺 · 链图')
  await page.route('**/assets/**', (r) => r.abort())
  await page.getByRole('link', { name: '变化', exact: true }).first().click()
  await page.getByRole('alert').getByText('这一页还没有载入过').waitFor()
  await page.getByRole('button', { name: '重新载入' }).waitFor()
  await page.unroute('**/assets/**')
  await page.getByRole('heading', { level: 1, name: /^r\d+ 之后/ }).waitFor()
  assert.equal(await page.title(), '变化 · 链图')
  await settled(page)

  // What is shown already stays when it cannot be renewed, and says of when it is.
  await go('/zh/quality')
  await context.setOffline(true)
  await page.evaluate(() => { globalThis.dispatchEvent(new globalThis.Event('online')) }) // a network that only seems to be back
  await page.getByText('未能更新，显示的是').waitFor()
  assert.ok((await page.locator('main table.grid').count()) > 0)
  await context.setOffline(false)
  await page.getByRole('button', { name: '重试' }).click()
  await page.getByText('未能更新，显示的是').waitFor({ state: 'detached' })
})

test('a store without anything says so on each page', { skip }, async () => {
  const empty = await serve({ books: [] })
  try {
    const { page, go, wrong } = await open(browser, empty)
    for (const [path, said] of [['/zh', '还没有数据'], ['/zh/quality', '还没有数据'], ['/zh/chains/all', '还没有环节'], ['/zh/gaps', '还没有环节'], ['/zh/funding', '没有投融资事件'], ['/zh/changes', '没有变化']]) {
      await go(path)
      await page.locator('.state', { hasText: said }).waitFor()
      await page.locator('h1').waitFor()
    }
    await go('/zh/enterprises')
    await page.getByText('没有记录').waitFor()
    assert.deepEqual(wrong, [])
  } finally { await empty.stop() }
})
