// Measures the map in Chromium, of a production build, on a generated chain of
// 80 segments with so many enterprises: node browser/performance.js [TILES].
// The enterprises are invented. Of a service that runs already, whose first
// chain is measured: node browser/performance.js http://127.0.0.1:PORT.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launch, open, serve, settled } from './service.js'

/** The service that runs at an address, and the path of its first chain. */
async function running(url) {
  const ask = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: '{ chains(first: 1) { nodes { id code label } } chainMap(depth: 0) { total { enterprises } } }' }) }
  const { data } = await (await fetch(`${url}/graphql`, ask)).json()
  const [chain] = data.chains.nodes
  return { service: { url, stop: () => {} }, path: `/zh/chains/${encodeURIComponent(chain.code ?? chain.label)}`, tiles: data.chainMap.total.enterprises, dir: undefined }
}

/** A service with a generated chain. */
async function generated(tiles) {
  const dir = mkdtempSync(join(tmpdir(), 'chainatlas-performance-'))
  const groups = [['A', '上游', 18], ['B', '中游', 8], ['C', '中游', 8], ['D', '中游', 10], ['E', '中游', 17], ['F', '中游', 9], ['G', '服务', 10]]
  const leaves = groups.flatMap(([letter, tier, n]) => Array.from({ length: n }, (_, i) => ['PT', `${letter}${i + 1}`, `示例环节${letter}${i + 1}`, tier]))
  const regions = ['110000', '310000', '440000', '330000', '320000', '430000', '510000', '420000']
  const csv = (name, rows) => { writeFileSync(join(dir, name), '\uFEFF' + rows.map((r) => r.join(',')).join('\n') + '\n') }
  csv('segments.csv', [['产业链', '环节代码', '环节名称', '层级'], ...leaves])
  csv('enterprises.csv', [['企业全称', '所在地区', '所在环节'], ...Array.from({ length: tiles }, (_, i) => [`示例性能${i}号有限公司`, regions[i % regions.length], leaves[(i * 7) % leaves.length][1]])])
  writeFileSync(join(dir, 'mapping.yaml'), `version: 1
source: performance
tables:
  - name: segments
    file: segments.csv
    headers: 1
    records:
      - kind: Chain
        set: {code: 产业链, name: 产业链}
      - kind: Segment
        set: {chain: 产业链, code: 环节代码, name: 环节名称, tier: 层级}
        edges:
          - type: PART_OF
            to: Chain
            by: {code: 产业链}
  - name: enterprises
    file: enterprises.csv
    headers: 1
    records:
      - kind: Enterprise
        set: {legalName: 企业全称}
        edges:
          - type: IN_SEGMENT
            to: Segment
            by: {code: 所在环节, chain: {constant: PT}}
          - type: LOCATED_IN
            to: Region
            by: {code: 所在地区}
`)

  const service = await serve({ books: [] })
  service.run('source', 'add', 'performance', '--name', 'performance', '--trust', 'media')
  service.run('import', join(dir, 'segments.csv'), join(dir, 'enterprises.csv'), '--mapping', join(dir, 'mapping.yaml'))
  return { service, path: '/zh/chains/PT', tiles, dir }
}

const what = process.argv[2] ?? '10000'
const { service, path, tiles, dir } = await (what.startsWith('http') ? running(what) : generated(Number(what)))
const browser = await launch()
const { page, go, wrong } = await open(browser, service)
const figure = (name, value, unit) => { console.log(`${name.padEnd(34)} ${String(value).padStart(8)} ${unit}`) }

await go('/zh')
for (const which of ['first', 'second']) {
  const begun = Date.now()
  await page.goto(service.url + path)
  await page.waitForSelector(tiles > 100_000 ? '.map-body:not(.before) .card' : '.card .marks path') // more are not drawn one by one
  figure(`map shown after navigation, ${which}`, Date.now() - begun, 'ms')
}
await settled(page)
figure('enterprises on the map', tiles, '')
figure('elements', await page.evaluate(() => document.querySelectorAll('*').length), '')

const repaints = []
for (const region of ['北京市', '上海市', '广东省', '浙江省', '江苏省']) {
  await page.getByRole('button', { name: /^地区/ }).click()
  const choice = page.getByLabel(new RegExp(`^${region}`))
  await choice.waitFor()
  await settled(page)
  repaints.push(await choice.evaluate((input) => new Promise((done) => {
    const before = document.querySelector('h1').innerText
    const begun = performance.now()
    input.click()
    const look = () => { if (document.querySelector('h1').innerText === before) requestAnimationFrame(look); else requestAnimationFrame(() => { requestAnimationFrame(() => { done(performance.now() - begun) }) }) }
    look()
  })))
  await page.keyboard.press('Escape')
}
repaints.sort((a, b) => a - b)
figure('filter to repaint, median', repaints[2].toFixed(0), 'ms')
figure('filter to repaint, worst of 5', repaints.at(-1).toFixed(0), 'ms')

await page.setViewportSize({ width: 1100, height: 500 }) // so that there is something to pan over
await settled(page)
const frames = await page.evaluate(() => new Promise((done) => {
  const map = document.querySelector('.map')
  const times = []
  let last = performance.now()
  const step = (now) => {
    times.push(now - last)
    last = now
    map.scrollTop = (times.length * 7) % Math.max(1, map.scrollHeight - map.clientHeight)
    map.scrollLeft = (times.length * 3) % Math.max(1, map.scrollWidth - map.clientWidth)
    if (times.length < 240) requestAnimationFrame(step)
    else done(times.slice(5).sort((a, b) => a - b))
  }
  requestAnimationFrame(step)
}))
figure('frame while panning, 95 %', frames[Math.floor(frames.length * 0.95)].toFixed(1), 'ms')

const session = await page.context().newCDPSession(page)
const heap = async () => { await session.send('HeapProfiler.collectGarbage'); return ((await session.send('Runtime.getHeapUsage')).usedSize / 2 ** 20).toFixed(1) }
const visit = async (name) => { await page.locator('.nav a', { hasText: name }).first().click(); await page.waitForTimeout(40) }
for (let i = 0; i < 10; i++) await visit(i % 2 ? '图谱' : '空缺')
await settled(page)
figure('memory before 100 navigations', await heap(), 'MB')
for (let i = 0; i < 100; i++) await visit(i % 2 ? '图谱' : '空缺')
await settled(page)
figure('memory after', await heap(), 'MB')
if (wrong.length > 0) console.log('went wrong:', wrong)
await browser.close()
await service.stop()
if (dir) rmSync(dir, { recursive: true })
