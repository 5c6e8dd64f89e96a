// A curator decides what only a person can tell: by keyboard, with both sides in sight, and takes it back.
import axe from 'axe-core'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { browserPath, launch, open, reads, serve, settled } from './service.js'

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
  for (const source of ['list', 'press']) {
    writeFileSync(join(service.dir, `${source}.csv`), `企业名称,成立日期,省份,法定代表人,联系人,联系电话\n示例丁科技有限公司,2020-01,湖南省,示例法人,示例联系人${source},13800138000\n`)
    service.run('import', '--source', source, join(service.dir, `${source}.csv`))
  }
  browser = await launch()
})
after(async () => { await browser?.close(); await service?.stop() })

test('a row that waits is joined, taken back, and kept apart, by keyboard', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, { bypassCSP: true }) // for axe
  await go('/zh/quality/questions')
  await reads(page.locator('main'), /判定需要校订员的令牌/, 'a reader may look')
  await go(`/zh/quality/questions#token=${service.token}`)
  await page.reload()
  await settled(page)
  await page.getByRole('heading', { name: '2 项待判定：是同一个吗？' }).waitFor()
  const card = page.locator('.card')
  await reads(card, /名录二\.csv · 行 2/)
  await reads(card.locator('tr', { hasText: '统一社会信用代码' }), /91110000802100433B[\s\S]*91110108551385082Q[\s\S]*不同/)
  await reads(card.locator('tr', { hasText: '企业全称' }), /一致/)
  await page.evaluate(axe.source)
  for (const theme of ['light', 'dark']) {
    assert.deepEqual(await page.evaluate(async () => (await globalThis.axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`)), [], theme)
    if (theme === 'light') await page.getByRole('button', { name: /^换成/ }).click()
  }

  // Later leads through all of them and begins anew, and beyond the last page stands the last.
  for (const place of ['2 / 2', '1 / 2']) {
    await card.focus()
    await page.keyboard.press('l')
    await card.getByText(place).waitFor()
  }
  await go('/zh/quality/questions?from=50')
  await card.getByText('1 / 2').waitFor()

  const decided = page.locator('.decided')
  await page.keyboard.press('s') // a letter alone decides nothing from elsewhere on the page
  await card.focus()
  await page.keyboard.press('s')
  assert.ok(await page.getByLabel('理由').evaluate((x) => x === document.activeElement), 'nobody’s reason is made up')
  await page.keyboard.insertText('同名同地')
  assert.equal(await decided.count(), 0)
  await card.focus()
  await page.keyboard.press('s')
  await decided.getByText('已判定“示例甲科技有限公司”与“示例甲科技有限公司”是同一个').waitFor()
  await settled(page)
  await reads(page.locator('h1'), /^1 项待判定/)
  await decided.getByRole('button', { name: '撤销' }).click()
  await decided.getByText('已撤销').waitFor()
  await settled(page)
  await reads(page.locator('h1'), /^2 项待判定/, 'what was decided is open again')

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
  await reads(page.locator('main'), /4 条/)
  await go('/zh/changes?from=r5')
  await reads(page.locator('main'), /示例甲科技有限公司/)
  assert.deepEqual(wrong, [])
})

test('a value is pinned and released, and what sources were held to say of one is separated', { skip }, async () => {
  const { page, go, wrong } = await open(browser, service, { bypassCSP: true })
  // What is said of persons is withheld from a reader, and says so; who may read it sees it with its source.
  await go('/zh/enterprises')
  await page.getByRole('link', { name: '示例丁科技有限公司' }).click()
  await page.waitForURL(/enterprises\//)
  await settled(page)
  const known = page.getByRole('region', { name: '已知信息' })
  const secret = /示例法人|示例联系人|13800138000/
  for (const [label, why] of [['联系电话', '个人信息，不公开'], ['法定代表人', '个人信息，不公开']]) await reads(known.locator('tr', { hasText: label }), new RegExp(why))
  await reads(known, /只向以令牌登录的校订员和管理员显示/)
  assert.doesNotMatch(await page.content(), secret)
  assert.equal(await known.locator('.withheld').first().evaluate((x) => getComputedStyle(x).backgroundImage.slice(0, 9)), 'repeating', 'it is hatched')
  await page.evaluate(axe.source)
  assert.deepEqual(await page.evaluate(async () => (await globalThis.axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`)), [])
  const home = new URL(page.url()).pathname
  await go(`${home.replace('/zh/', '/en/')}`)
  await reads(page.locator('main'), /Contact's telephone\s+personal data, withheld/)
  await go(`${home}#token=${service.token}`)
  await page.reload()
  await settled(page)
  await known.locator('tr', { hasText: '联系人' }).getByRole('button', { name: /示例联系人/ }).click()
  await reads(page.locator('.source-panel'), /示例联系人list[\s\S]*示例联系人press/)
  assert.equal(await page.locator('.withheld').count(), 0)
  await page.keyboard.press('Escape')

  // A region has no page: beside the enterprise it leads to who says so.
  await page.getByRole('region', { name: '关系' }).getByRole('button', { name: '湖南省' }).click()
  await reads(page.locator('.source-panel'), /湖南省[\s\S]*\.csv · [A-Z]2/)
  await page.keyboard.press('Escape')
  const founded = page.locator('.identity .figure', { hasText: '2020-01' })
  await founded.click()
  const panel = page.locator('.source-panel')
  await panel.getByRole('button', { name: '指定此值…' }).click()
  await panel.getByLabel('值（带单位，按表格中的写法）').fill('不是日期')
  await panel.getByLabel('理由').fill('年报更正')
  await panel.getByText(/不是可识别的日期/).waitFor() // says what is wrong with it
  assert.ok(await panel.getByRole('button', { name: '指定', exact: true }).isDisabled())
  await panel.getByLabel('值（带单位，按表格中的写法）').fill('2020-03')
  await panel.getByText('将读作 2020-03').waitFor()
  await page.evaluate(axe.source)
  assert.deepEqual(await page.evaluate(async () => (await globalThis.axe.run()).violations.map((v) => `${v.id}: ${v.nodes[0].target} ${v.nodes[0].failureSummary}`)), [])
  await panel.getByRole('button', { name: '指定', exact: true }).click()
  await panel.getByText(/已指定（r\d+）/).waitFor()
  await settled(page)
  await reads(panel, /2020-03[\s\S]*人工指定[\s\S]*2020-01/, 'the pin holds, and what sources say is kept')
  await reads(panel, /人工指定 browser \d{4}-\d\d-\d\d r\d+：年报更正/, 'who, when, which revision, and why')
  await panel.getByRole('button', { name: '撤销指定' }).click()
  await panel.getByText(/r\d+ 已撤销/).waitFor()
  await settled(page)
  assert.equal(await founded.count(), 1)
  await page.keyboard.press('Escape')

  // Pinned on none, it is drawn as that, and is released from there, also another day.
  await founded.click()
  await panel.getByRole('button', { name: '指定此值…' }).click()
  await panel.getByLabel('值（带单位，按表格中的写法）').fill('')
  await panel.getByLabel('理由').fill('来源有误')
  await panel.getByRole('button', { name: '指定为空' }).click()
  await panel.getByText(/已指定（r\d+）/).waitFor()
  await page.keyboard.press('Escape')
  await page.reload()
  await settled(page)
  const none = page.locator('.identity').getByRole('button', { name: '指定为空' })
  await none.click()
  await panel.getByText('来源有误').waitFor()
  await reads(panel, /指定为空[\s\S]*采用[\s\S]*2020-01/)
  await panel.getByRole('button', { name: '撤销指定' }).click()
  await panel.getByText(/r\d+ 已撤销/).waitFor()
  await page.keyboard.press('Escape')
  await settled(page)
  await founded.waitFor()

  const members = page.getByRole('region', { name: '合为一个的 2 个来源条目' })
  await members.getByRole('button', { name: '不是同一个…' }).last().click()
  await members.getByLabel('理由').fill('两家同名企业')
  await members.getByRole('button', { name: '分开', exact: true }).click()
  await page.getByText('已分开；各自成为一个条目').waitFor()
  await settled(page)
  assert.equal((await ask('{ enterprises(first: 10) { totalCount } }')).enterprises.totalCount, 5)
  await page.getByRole('button', { name: '撤销', exact: true }).click()
  await members.waitFor()
  assert.equal((await ask('{ enterprises(first: 10) { totalCount } }')).enterprises.totalCount, 4)

  // Of many entries, those beyond the first page are told and separated, too.
  const names = Array.from({ length: 70 }, (_, i) => `示例戊${i + 100}科技有限公司`)
  writeFileSync(join(service.dir, '戊.csv'), `企业名称\n${names.join('\n')}\n`)
  service.run('import', '--source', 'press', join(service.dir, '戊.csv'))
  let nodes = []
  while (nodes.length < 70) nodes = (await ask('{ enterprises(filter: { text: "示例戊" }, first: 100) { nodes { id } } }')).enterprises.nodes // the service follows
  for (let i = 1; i < 70; i += 23) {
    await ask(`mutation { ${nodes.slice(i, i + 23).map((n, j) => `m${j}: merge(input: { a: "${nodes[0].id}", b: "${n.id}", reason: "示例", clientKey: "${n.id}" }) { revision }`).join(' ')} }`, service.token)
  }
  await go(`/zh/enterprises/${encodeURIComponent(nodes[0].id)}`)
  const many = page.getByRole('region', { name: '合为一个的 70 个来源条目' })
  await many.getByText('第 1 个与第 2–64 个，共 70 个').waitFor()
  await many.getByRole('button', { name: '下一页' }).click()
  await many.getByText('第 1 个与第 65–70 个，共 70 个').waitFor()
  await settled(page)
  assert.equal(await many.locator('.list > li').count(), 7)
  await many.getByRole('button', { name: '不是同一个…' }).last().click()
  await many.getByLabel('理由').fill('另一家')
  await many.getByRole('button', { name: '分开', exact: true }).click()
  await page.getByRole('region', { name: '合为一个的 69 个来源条目' }).waitFor()
  assert.equal((await ask('{ enterprises(first: 10) { totalCount } }')).enterprises.totalCount, 6)
  assert.deepEqual(wrong.filter((w) => !/status of 4/.test(w)), [])
})

/** Asks the service itself. */
async function ask(query, token) {
  const answer = await fetch(`${service.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify({ query }) })
  return (await answer.json()).data
}
