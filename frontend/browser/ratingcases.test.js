// What a rating has to cope with, in the invented industry: each case with the page
// that shows it. The workbooks mark them in the remarks of their rows.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { join } from 'node:path'
import { browserPath, examples, launch, open, reads, root, serve, settled } from './service.js'

const skip = browserPath() ? false : 'there is no Chromium'
let service
let browser
before(async () => {
  if (skip) return
  service = await serve({ books: [examples.invented] })
  browser = await launch()
})
after(async () => { await browser?.close(); await service?.stop() })

test('each case of the invented cohorts has a page that shows it', { skip }, async () => {
  const rate = () => { for (const [scheme, segment] of [['firewall', 'SL:B5'], ['managed-detection-response', 'SL:C4']]) service.run('score', 'run', '--scheme', scheme, '--segment', segment, '--reference-date', '2025-06-30', '--seed', '42', '--why', 'example') }
  rate()
  service.run('import', join(root, 'examples/示例产业-更正.xlsx'))
  rate()
  const runs = JSON.parse(service.run('score', 'list', '--json')).map((r) => r.number)
  const { page, go, wrong } = await open(browser, service)
  for (const [scheme, stem, withheld] of [['firewall', '示例防火墙', '寅'], ['managed-detection-response', '示例托管检测与响应', '丑']]) {
    const [now, then] = runs.filter((n) => n.startsWith(`${scheme}-2025`))
    const response = await fetch(`${service.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: 'query($n: String!) { ratingRun(number: $n) { units { id name } } }', variables: { n: now } }) })
    const ids = new Map((await response.json()).data.ratingRun.units.map((u) => [u.name, u.id]))
    const unit = (name, number = now) => `/zh/ratings/${number}?v=${ids.get(stem + name)}`
    const cases = [
      ['a withheld score, with the reason', `/zh/ratings/${now}`, new RegExp(`不评分[\\s\\S]*${stem}${withheld}[\\s\\S]*(缺少不可缺的指标：网络安全专用产品|评价规范要求 \\d 项；未达要求的组)`)],
      ['intervals that overlap: places that are not sure', `/zh/ratings/${now}`, /\d–\d+ \/ \d+/],
      ['what does not apply', unit('丁'), /不适用 \d 项：/],
      ['what is not disclosed', unit('戊'), /缺 \d 项：[^\n]*未披露/],
      ['two that disagree', unit('己'), /不一致/],
      ['a basis that is too weak: self-reported', unit('庚'), /缺 \d 项：[^\n]*依据不足/],
      ['evidence that is too old', unit('壬'), /缺 \d 项：[^\n]*超出时限/],
      ['a correction: who moved, and that the data did it', `/zh/ratings/compare?from=${then}&to=${now}`, new RegExp(`\\d+ 个参评对象中，\\d+ 个得分有变[\\s\\S]*${stem}丙\\s+[\\d.]+\\s+[\\d.]+\\s+(−[\\d.]+)\\s+\\1\\s+0\\s+0\\s[\\s\\S]*A → B`)],
      ['which input was corrected, and in which cell', `/zh/ratings/compare?from=${then}&to=${now}`, new RegExp(`哪些输入不同\\s+1 处[\\s\\S]*${stem}丙[\\s\\S]*示例产业\\.xlsx[\\s\\S]*示例产业-更正\\.xlsx`)],
      ['a run that a newer one follows says so', `/zh/ratings/${then}`, /已有更新的一轮：r\d+/],
      ['what the corrected finding said before', '/zh/changes?from=r1', /数值\s+[\d.]+\s+→\s+[\d.]+ .+ \w\d+\s+备注\s+无(?:记录)?\s+→\s+更正：首次统计有误，原值/],
    ]
    if (scheme === 'firewall') {
      cases.push(['a rank whose interval moves, though the rank stays', `/zh/ratings/compare?from=${then}&to=${now}`, /示例防火墙乙[^示]*3 → 2–3/],
        ['a failed gate caps the grade', `/zh/ratings/${now}`, /示例防火墙乙[\s\S]*?未过门槛，等级不高于 C/],
        ['a grade that is not sure, with its probability', `/zh/ratings/${now}`, /示例防火墙庚[^示]*B 62% · C 38%/],
        ['what is taken on the vendor\'s word', unit('丙'), /可识别的应用数 自报/],
        ['the run before the correction stays as it was', unit('丙', then), /示例防火墙丙[\s\S]*等级 A/])
    }
    for (const [what, path, shows] of cases) {
      await go(path)
      const all = page.getByRole('button', { name: '全部指标与证据' })
      if (await all.count() > 0 && path.includes('?v=')) {
        await all.click()
        await settled(page)
      }
      await reads(page.locator('main'), shows, `${stem}: ${what} (${path})`)
    }
  }
  assert.deepEqual(wrong, [])
})
