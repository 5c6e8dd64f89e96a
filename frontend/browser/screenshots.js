// Makes pictures of every page, to be looked at: node browser/screenshots.js
// DIR. In Chinese in light at 1440; a sample in English in dark, on a phone,
// and on a wide screen.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pages } from './pages.js'
import { rated } from './rated.js'
import { launch, open, serve } from './service.js'

const dir = process.argv[2] ?? 'screenshots'
mkdirSync(dir, { recursive: true })
const sample = ['home', 'map', 'map-selected', 'map-tier', 'map-table', 'segment', 'enterprise', 'list-enterprises', 'gaps', 'search', 'imports', 'lists', 'list-run', 'quality', 'capital', 'risk', 'risk-dependency', 'risk-keynodes', 'funding-overview', 'parks-provinces', 'ratings', 'run', 'release', 'rating', 'map-rating']
const looks = [
  { name: 'zh-light', lang: 'zh', theme: 'light', width: 1440, height: 900, of: () => true },
  { name: 'en-dark', lang: 'en', theme: 'dark', width: 1440, height: 900, of: (n) => sample.includes(n) },
  { name: 'zh-phone', lang: 'zh', theme: 'light', width: 390, height: 844, of: (n) => sample.includes(n) },
  { name: 'zh-wide', lang: 'zh', theme: 'light', width: 2560, height: 1300, of: (n) => sample.includes(n) },
]

const service = await serve()
const ratings = await rated(service)
const empty = await serve({ books: [] })
const browser = await launch()
let made = 0
for (const { name: look, of, ...how } of looks) {
  const { page, go, context } = await open(browser, service, how)
  for (const [name, path] of await pages(service, how.lang, ratings)) {
    if (!of(name)) continue
    await go(path)
    await page.screenshot({ path: join(dir, `${look}-${name}.png`) })
    made++
  }
  await context.close()
}
for (const path of ['', '/chains/all', '/enterprises', '/imports', '/gaps']) {
  const { page, context } = await open(browser, empty)
  await page.goto(`${empty.url}/zh${path}`)
  await page.waitForTimeout(800)
  await page.screenshot({ path: join(dir, `empty${path.replaceAll('/', '-') || '-home'}.png`) })
  await context.close()
  made++
}
await browser.close()
await service.stop()
await empty.stop()
console.log(`${made} pictures in ${dir}`)
