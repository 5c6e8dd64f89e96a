// Makes the pictures that README shows, from the examples: node browser/pictures.js.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { examples, launch, open, root, serve, settled } from './service.js'

const dir = join(root, 'docs/pictures')
mkdirSync(dir, { recursive: true })
const service = await serve({ books: [examples.en, examples.invented] })
const browser = await launch()
const { page, go } = await open(browser, service, { lang: 'en', width: 1440, height: 840 })
const take = (name) => page.screenshot({ path: join(dir, `${name}.png`) })

await go('/en/chains/CS?seg=C5')
await take('map')
await go('/en/gaps?region=430000')
await take('gaps')
// A figure with the cell that it comes from, and the row that this stands in.
await go('/en/enterprises?sort=revenue&down=1')
await page.locator('table.grid tbody tr td a').first().click()
await settled(page)
await page.locator('.figures .figure').first().click()
await page.locator('.source-panel .said.adopted .place').first().click()
await page.locator('.printed-row table').waitFor()
await take('source')
await browser.close()
await service.stop()
