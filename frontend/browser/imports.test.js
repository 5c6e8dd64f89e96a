// An evaluator uploads a table with mistakes, corrects the mapping, applies it,
// sees the figure on its page with its source, and takes it all back.
import axe from 'axe-core'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { press, tabTo, type } from './keyboard.js'
import { browserPath, launch, open, reads, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
before(async () => {
  if (skip) return
  service = await serve()
  browser = await launch()
})
after(async () => { await browser?.close(); await service?.stop() })

const table = {
  name: '示例自报.csv', mimeType: 'text/csv',
  buffer: Buffer.from('企业全称,简称,年份,营业收入（万元）,雇员数\n示例试验一号有限公司,试验一号,2024,12000,35\n示例试验二号有限公司,试验二号,2024,约很多,40\n,无名,2024,100,3\n'),
}

test('an evaluator imports, corrects, applies, checks and revokes, by keyboard', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  await go('/zh/imports')
  await page.getByText('导入需要令牌').waitFor()
  await go(`/zh/imports#token=${service.token}`)
  await page.reload() // a fragment alone loads nothing anew
  await settled(page)
  assert.doesNotMatch(page.url(), /token/, 'the token does not stay in the address')

  await type(page, page.getByLabel('来源标识'), 'browser-test')
  await type(page, page.getByLabel('来源名称'), '示例自报表')
  await tabTo(page, page.getByLabel('可信度'))
  await page.keyboard.press('ArrowDown') // from media to self-reported
  // Both keys of a button open the system's dialog, which the test answers: it is caught from here on, before any press,
  // and between them, too; switched on only by each wait, catching comes too late on a busy machine.
  page.on('filechooser', () => undefined)
  for (const key of ['Space', 'Enter']) {
    await tabTo(page, page.getByRole('button', { name: '选择文件' }))
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press(key)])
    assert.ok(chooser.isMultiple())
    await chooser.setFiles(key === 'Enter' ? table : [])
  }
  await page.getByText('✓ 3 = 2 + 0 + 0 + 0 + 1').waitFor()
  const problems = page.getByRole('region', { name: /^问题/ })
  await reads(problems, /D3[\s\S]*约很多/, 'the cell of the bad amount')
  await reads(problems, /行 4[\s\S]*整行拒绝/)
  const unknown = page.locator('.chip.warn', { hasText: '雇员数' })
  await reads(problems.locator('li').first(), /E1[\s\S]*整列未读[\s\S]*列“雇员数”未识别[\s\S]*请选择含义/, 'an unknown column is told first')
  assert.equal(await unknown.count(), 1, 'and with its table')

  // What is told is chosen by what it does, counted by the service, and downloaded as it is shown.
  await press(page, page.getByRole('button', { name: /^未导入/ }))
  assert.equal(await problems.locator('li').count(), Number(/\d+$/.exec(await page.getByRole('button', { name: /^未导入/ }).innerText())[0]))
  await tabTo(page, page.getByLabel('按原因'))
  await page.keyboard.press('ArrowDown')
  await settled(page)
  const shown = await problems.locator('li').allInnerTexts()
  await tabTo(page, page.getByRole('button', { name: 'CSV 下载所列的全部问题' }))
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  const lines = readFileSync(await file.path(), 'utf8').trim().split('\n').slice(1)
  assert.equal(lines.length, shown.length)
  assert.ok(shown.length > 0 && shown.every((text, i) => text.includes(lines[i].split(',')[2])), 'each with its cell')

  // What the column means is chosen from what the vocabulary offers, and previewed at once; who chooses keeps the focus.
  const meaning = page.getByRole('combobox', { name: '“雇员数”的含义' })
  await tabTo(page, unknown.last())
  await page.keyboard.press('Enter')
  assert.ok(await meaning.evaluate((x) => x === document.activeElement), 'the notice leads to the choice')
  assert.equal(await meaning.getAttribute('data-value'), '')
  await page.keyboard.insertText('员工')
  await reads(page.locator('.meanings-found [aria-selected=true]'), /^员工人数/)
  await page.keyboard.press('Escape')
  assert.equal(await meaning.inputValue(), '未识别', 'Escape leaves all as it was')
  await page.keyboard.type('employe')
  await page.keyboard.press('Enter')
  await page.getByText('已更正').waitFor()
  assert.equal(await meaning.getAttribute('data-value'), 'employees')
  assert.ok(await meaning.evaluate((x) => x === document.activeElement), 'the focus stays')
  assert.equal(await unknown.count(), 0)

  await press(page, page.getByRole('button', { name: /^应用/ }))
  const done = page.locator('.panel.done')
  await done.waitFor()
  await page.waitForFunction(() => document.activeElement?.classList.contains('done'), null, { timeout: 5000 }) // who pressed the button finds what came of it
  const revision = /版本 (r\d+)/.exec(await done.innerText())[1]

  await page.keyboard.press('Escape')
  await type(page, page.getByRole('combobox', { name: '搜索企业、环节、信用代码' }), '试验一号')
  await page.getByRole('option', { name: /示例试验一号/ }).first().waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/enterprises\//)
  await settled(page)
  const address = page.url()
  const figure = page.locator('.figures > div', { hasText: '员工人数' }).locator('.figure')
  assert.equal(await figure.innerText(), '35')
  await press(page, figure)
  const panel = page.locator('.source-panel')
  await panel.getByText('采用').waitFor()
  await reads(panel, /示例自报表 · 自报[\s\S]*示例自报\.csv · E2/)
  // The cell opens the row that it stands in, by keyboard: under its header, marked, and with a way to the import.
  await press(page, panel.locator('.place'))
  const cell = panel.locator('.printed-row [aria-current]')
  await cell.waitFor()
  assert.equal(await cell.innerText(), '35')
  assert.match(await panel.locator('.printed-row thead').innerText(), /行 2[\s\S]*E[\s\S]*雇员数/)
  assert.match(await panel.locator('.printed-row').innerText(), /示例试验一号[\s\S]*列没有读取|都读取了/)
  assert.match(await panel.locator('.printed-row').getByRole('link', { name: /读取它的导入/ }).getAttribute('href'), new RegExp(`/imports/${revision.slice(1)}$`))
  await page.keyboard.press('Escape')

  await press(page, page.getByRole('link', { name: '导入', exact: true }).first())
  const row = page.locator('tr', { hasText: '示例自报.csv' }).first()
  await press(page, row.getByRole('button', { name: '撤销' }))
  await page.getByText('撤销后，图谱的变化：').waitFor()
  await type(page, page.getByLabel('为什么撤销'), '只是试验')
  await press(page, page.getByRole('button', { name: `撤销 ${revision}` }))
  await page.locator('tr', { hasText: '示例自报.csv' }).getByText('已撤销').waitFor()
  await reads(page.locator('tr', { hasText: '示例自报.csv' }), /示例自报表/, 'a source keeps its name')
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), revision, 'the focus stays in the row')

  // The page of the import still tells what it brought, what was told of it, and what taking it back took back.
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/imports/${revision.slice(1)}$`))
  await settled(page)
  const told = await page.locator('main').innerText()
  assert.match(told, /3 = 2 \+ 0 \+ 0 \+ 0 \+ 1[\s\S]*约很多/)
  assert.match(told, /已在 r\d+ 撤销[\s\S]*browser 于 [\s\S]*只是试验[\s\S]*移除 2/)
  assert.match(told, /示例自报\.csv\s+SHA-256 [0-9a-f]{64}/)
  assert.match(await page.locator('pre.mapping').textContent(), /employees: 雇员数/)

  await page.goto(address)
  await settled(page)
  await reads(page.locator('main'), new RegExp(`它随 ${revision} 的导入而来，已在 r\\d+（\\d{4}-\\d\\d-\\d\\d）撤销\\s+只在 ${revision} 存在过。 browser：只是试验`), 'it is gone, and why')
  await press(page, page.getByRole('link', { name: `看 ${revision} 时的内容` }))
  await reads(page.locator('h1'), /示例试验一号/)
  await go('/zh/enterprises/nothing-of-the-kind')
  await reads(page.locator('main'), /没有这个条目/)
  await page.goto(`${address}?at=${revision}`)
  await settled(page)
  await reads(page.locator('h1'), /示例试验一号/, 'and still known as it was then')
  assert.deepEqual(wrong, [])
})

test('a file is pasted, and a source that was taken back is declared anew under its name', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service)
  await go(`/zh/imports#token=${service.token}`)
  await page.getByLabel('来源标识').fill('browser-test')
  assert.equal(await page.getByLabel('来源名称').getAttribute('placeholder'), '示例自报表')
  await page.evaluate((text) => {
    const data = new globalThis.DataTransfer()
    data.items.add(new globalThis.File([text], '粘贴.csv', { type: 'text/csv' }))
    document.body.dispatchEvent(new globalThis.ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
  }, table.buffer.toString())
  await page.getByText('✓ 3 = 2 + 0 + 0 + 0 + 1').waitFor()
  await reads(page.locator('h1'), /粘贴\.csv/)
  await reads(page.locator('.panel.done'), /“粘贴\.csv”的内容此前已导入：\s+r\d+[\s\S]*已撤销 r\d+/, 'the same bytes, whatever they are called')
  assert.deepEqual(wrong, [])
})

test('a person says by keyboard what a sheet holds that nobody recognises', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, { bypassCSP: true }) // for axe
  await go(`/zh/imports#token=${service.token}`)
  await page.getByLabel('来源标识').fill('browser-test')
  await page.getByLabel('来源名称').fill('示例名录')
  const csv = '某年名录,,\n甲列,乙列,丙列\n示例名录一号有限公司,35,x\n示例名录二号有限公司,40,y\n'
  await page.locator('input[type=file]').setInputFiles({ name: '名录.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  const kind = page.getByRole('combobox', { name: '“名录.csv”的各行是' })
  await kind.waitFor()
  await reads(page.getByRole('region', { name: /^问题/ }), /仅告知[\s\S]*没有认出表头/)
  await tabTo(page, kind)
  await page.keyboard.insertText('企业')
  await page.keyboard.press('Enter')
  await page.getByText('按“企业”读，各列的含义：').waitFor()
  assert.ok(await kind.evaluate((x) => x === document.activeElement), 'the focus stays')
  await page.evaluate(axe.source)
  assert.deepEqual(await page.evaluate(async () => (await globalThis.axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`)), [])
  const name = page.getByRole('combobox', { name: '“甲列”的含义' })
  await reads(page.locator('main'), /缺少列：/, 'what is still missing')
  await tabTo(page, name)
  await page.keyboard.insertText('企业全称')
  await page.keyboard.press('Enter')
  await page.getByText('✓ 2 = 2 + 0 + 0 + 0 + 0').waitFor()
  assert.ok(await name.evaluate((x) => x === document.activeElement), 'the focus stays')
  assert.match(await page.locator('[role=status].sr').first().textContent(), /预览完成：读取 2 行/)
  // And left out again.
  await tabTo(page, kind)
  await page.keyboard.insertText('不读取')
  await page.keyboard.press('Enter')
  await page.locator('.meanings summary', { hasText: '选定为不读取' }).waitFor()
  assert.ok(await page.getByRole('button', { name: /^应用/ }).isDisabled())
  assert.deepEqual(wrong, [])
})

test('a column that nobody knows is told first, leads into the mapping, and a look elsewhere loses nothing', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, { bypassCSP: true }) // for axe
  await go(`/zh/imports#token=${service.token}`)
  await page.getByLabel('来源标识').fill('browser-test')
  await page.getByLabel('来源名称').fill('示例检测表')
  const csv = '产品名称,证据项,测出来的,结论,证据依据,取证日期\n示例墙,fw.a,10,,实测,2025-03-01\n示例墙,fw.b,20,,实测,2025-03-01\n'
  await page.locator('input[type=file]').setInputFiles({ name: '检测结果.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.getByText('✓ 2 = 0 + 0 + 0 + 0 + 2').waitFor()
  const first = page.getByRole('region', { name: /^问题/ }).locator('li').first()
  await reads(first, /C1[\s\S]*整列未读[\s\S]*列“测出来的”未识别，其中 2 个单元格将不导入/)
  const meaning = page.getByRole('combobox', { name: '“测出来的”的含义' })
  for (const way of [first.getByRole('button', { name: '选择这一列的含义' }), page.getByRole('region', { name: '识别出的表格' }).locator('.chip.warn', { hasText: '测出来的' })]) {
    await way.click()
    assert.ok(await meaning.evaluate((x) => x === document.activeElement), 'each way leads to where its meaning is chosen')
  }
  assert.doesNotMatch(await page.getByRole('region', { name: '识别出的表格' }).innerText(), /measured|item\b/, 'no name of the vocabulary is shown to people')

  // Who knows the mapping unfolds and edits it.
  const mapping = page.getByRole('textbox', { name: '映射文件' })
  await page.locator('summary', { hasText: '映射文件' }).click()
  await page.evaluate(axe.source)
  assert.deepEqual(await page.evaluate(async () => (await globalThis.axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`)), [])
  await mapping.fill((await mapping.inputValue()).replace('item: 证据项', 'item: 证据项, measured: 测出来的'))
  const mended = await mapping.inputValue()
  await page.getByRole('link', { name: '变化', exact: true }).first().click()
  await page.waitForURL(/changes/)
  await page.goBack()
  assert.equal(await mapping.inputValue(), mended, 'the mended mapping is still there')
  await page.getByRole('button', { name: '按此映射预览' }).click()
  await page.getByText('✓ 2 = 2 + 0 + 0 + 0 + 0').waitFor()
  assert.deepEqual(wrong, [])
})

test('a preview foretells possible duplicates, and a revocation the decisions that would sleep', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, { bypassCSP: true }) // for axe
  const ask = async (query, variables) => (await (await fetch(`${service.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${service.token}` }, body: JSON.stringify({ query, variables }) })).json()).data
  const [there, another] = (await ask('{ enterprises(first: 100) { nodes { label } } }')).enterprises.nodes.map((x) => x.label).filter((x) => x.startsWith('示例') && x.endsWith('有限公司'))
  await go(`/zh/imports#token=${service.token}`)
  const csv = `企业名称,曾用名\n${there},\n示例全新一家有限公司,\n示例改名之后有限公司,${another}\n`
  await page.locator('input[type=file]').setInputFiles({ name: '名册.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.getByText('还没有指明是谁的数据').waitFor()
  await page.getByLabel('来源标识').fill('roster')
  await page.getByText('新来源：请写明它的名称和可信度').waitFor()
  await page.getByLabel('来源名称').fill('示例名册')
  assert.equal(await page.getByText('还没有指明是谁的数据').count(), 0)
  await page.keyboard.press('Tab') // who leaves the last field that is needed need not ask for the preview
  await page.getByText('改动尚未试过').waitFor({ state: 'detached' })
  const beside = page.getByRole('region', { name: '与图谱已有的对照' })
  await beside.getByText('✓ 3 = 1 + 1 + 1 + 0 + 0').waitFor()
  await reads(beside, /企业 · 企业全称\s+1[\s\S]*名册\.csv B4[\s\S]*示例改名之后有限公司[\s\S]*可能重复/)
  assert.equal(await beside.locator('.doubts a').innerText(), another, 'whom it resembles, with its page')
  await page.evaluate(axe.source)
  const violations = async () => page.evaluate(async () => (await globalThis.axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`))
  assert.deepEqual(await violations(), [])
  await page.getByRole('button', { name: /^应用/ }).click()
  const revision = /版本 (r\d+)/.exec(await page.locator('.panel.done').innerText())[1]
  await page.locator('.panel.done').getByRole('link', { name: /逐项判定/ }).waitFor()

  const fresh = (await ask('{ search(text: "示例全新一家有限公司", first: 1) { hits { node { id } } } }')).search.hits[0].node
  await ask('mutation($in: EditPropertyInput!) { editProperty(input: $in) { revision } }', { in: { node: fresh.id, property: 'employees', period: '2024', value: '77', reason: '核对年报', clientKey: 'sleeps' } })
  // The page of the import takes it back as the history does.
  await page.locator('.panel.done').getByRole('link', { name: '看这次导入' }).click()
  await page.getByRole('button', { name: '撤销', exact: true }).click()
  const sleeping = page.locator('.sleeping')
  await sleeping.waitFor()
  await reads(sleeping, /有 1 项人工的决定将随之休眠[\s\S]*重新生效[\s\S]*指定值[\s\S]*示例全新一家有限公司[\s\S]*员工人数 2024：\s*77[\s\S]*核对年报/)
  assert.deepEqual(await violations(), [])
  await page.getByLabel('为什么撤销').fill('只是试验')
  await page.getByRole('button', { name: `撤销 ${revision}` }).click()
  await page.locator('.page-head').getByText('已撤销').waitFor()
  assert.deepEqual(wrong, [])
})
