// What the browser's tests, screenshots and measurements share: the real
// program with a store of its own, and a real Chromium.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const binary = join(root, 'bin/chainatlas')
// The program as its own tests start it, with a clock that can be ahead: releases wait for days.
const ahead = join(root, 'bin/chainatlas.test')
export const examples = { zh: join(root, 'examples/cybersecurity.zh.xlsx'), en: join(root, 'examples/cybersecurity.en.xlsx'), invented: join(root, 'examples/示例产业.xlsx') }

/** SLOW=300 gives each answer a delay of so many milliseconds. The test that takes the network away fails so: both are one switch of Chromium. */
const slow = Number(process.env.SLOW ?? 0)

const browsers = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].filter(Boolean)

/** Where Chromium is; undefined if there is none, which in CI is an error. */
export function browserPath() {
  const path = browsers.find((p) => existsSync(p))
  if (!path && process.env.CI === 'true') throw new Error('there is no Chromium: install the package chromium, or set CHROMIUM to its path')
  return path
}

/** Starts the program with a store of the examples. */
export async function serve({ books = [examples.zh, examples.invented] } = {}) {
  if (!existsSync(binary)) throw new Error('bin/chainatlas is not there: run make build')
  const dir = mkdtempSync(join(tmpdir(), 'chainatlas-'))
  const env = { ...process.env, CHAINATLAS_STORE: join(dir, 'atlas.db'), CHAINATLAS_ACTOR: 'browser', CHAINATLAS_LANG: 'en' }
  const run = (...args) => execFileSync(binary, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  run('init')
  for (const book of books) run('import', book)
  const token = run('token', 'add', 'browser', '--role', 'administrator', '--expires', '1d').trim()
  let server
  const start = async (days) => {
    const args = ['serve', '--listen', '127.0.0.1:0', '--log-level', 'error']
    if (days > 0 && !existsSync(ahead)) throw new Error('bin/chainatlas.test is not there: run make browser')
    const stdio = ['ignore', 'pipe', 'inherit']
    server = days > 0 ? spawn(ahead, { env: { ...env, CHAINATLAS_TEST_MAIN: args.join('\n'), CHAINATLAS_TEST_LATER: `${days * 24}h` }, stdio }) : spawn(binary, args, { env, stdio })
    const url = await new Promise((resolve, reject) => {
      let said = ''
      server.stdout.on('data', (d) => {
        said += d
        const found = /http:\/\/\S+/.exec(said)
        if (found) resolve(found[0])
      })
      server.on('exit', (code) => { reject(new Error(`the program ended with ${code}`)) })
    })
    for (let i = 0; i < 200 && !(await fetch(`${url}/readyz`)).ok; i++) await new Promise((done) => { setTimeout(done, 50) })
    return url
  }
  const halt = () => new Promise((done) => {
    server.removeAllListeners('exit')
    server.on('exit', done)
    server.kill('SIGTERM')
  })
  const service = {
    url: await start(0), token, dir, run,
    /** Lets days pass: the same store, served by the same program with its clock ahead, at another address. */
    async later(days) {
      await halt()
      service.url = await start(days)
    },
    async stop() {
      await halt()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  return service
}

/** Starts Chromium. */
export function launch() {
  return chromium.launch({ executablePath: browserPath(), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
}

/** A page that remembers what went wrong in it: errors, refused contents, requests to other hosts. */
export async function open(browser, service, { lang = 'zh', theme = 'light', width = 1440, height = 900, ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', acceptDownloads: true, ...more })
  const page = await context.newPage()
  if (slow > 0) {
    // What is read before it is there shows on a slow line.
    const session = await context.newCDPSession(page)
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: slow, downloadThroughput: -1, uploadThroughput: -1 })
  }
  const wrong = []
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') wrong.push(m.text()) })
  page.on('pageerror', (e) => wrong.push(e.stack ?? e.message))
  page.on('request', (r) => { if (!r.url().startsWith(service.url) && !/^(blob|data):/.test(r.url())) wrong.push(`request to ${r.url()}`) })
  return { page, context, wrong, go: async (path) => { await page.goto(service.url + path); await settled(page) } }
}

/** Waits until nothing is asked any more, and the fonts are there. */
export async function settled(page) {
  const quiet = () => page.waitForFunction(() => document.getElementById('root')?.getAttribute('aria-busy') === 'false' && !document.querySelector('.skeleton'))
  // What was pressed, and what was answered, may ask once the page has had the time to draw it.
  for (let i = 0; i < 2; i++) {
    await page.evaluate(() => new Promise((drawn) => {
      requestAnimationFrame(() => { requestAnimationFrame(() => { globalThis.requestIdleCallback(() => { globalThis.requestIdleCallback(drawn, { timeout: 2000 }) }, { timeout: 2000 }) }) })
    }))
    await quiet()
  }
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}

/** Waits until an element reads as it should: what was pressed is answered when it is answered. */
export async function reads(locator, pattern, why) {
  const end = Date.now() + 10_000
  let text = await locator.innerText()
  while (!pattern.test(text) && Date.now() < end) {
    await new Promise((done) => { setTimeout(done, 50) })
    text = await locator.innerText()
  }
  assert.match(text, pattern, why)
}
