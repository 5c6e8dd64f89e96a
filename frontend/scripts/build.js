// Builds the application into dist, which the Go package embeds: checked by the
// compiler, bundled, and compressed beforehand.
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

// .keep stays: without a file in dist the Go package would not compile on a
// tree that nobody built.
for (const name of readdirSync(dist)) if (name !== '.keep') rmSync(join(dist, name), { recursive: true })

const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
run('scripts/codegen.js')
run('node_modules/typescript/bin/tsc', '--noEmit')
await build({ root, logLevel: 'warn' })

let first = 0
const index = readFileSync(join(dist, 'index.html'), 'utf8')
for (const name of readdirSync(dist, { recursive: true })) {
  const path = join(dist, name)
  if (!statSync(path).isFile() || !/\.(js|css|svg|txt)$/.test(name)) continue
  const data = readFileSync(path)
  const packed = brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } })
  writeFileSync(path + '.br', packed)
  writeFileSync(path + '.gz', gzipSync(data, { level: 9 }))
  if (index.includes(name.replaceAll('\\', '/'))) first += packed.length
}

// What index.html names is fetched before anything is seen.
const bound = 350 * 1024
console.log(`first load: ${(first / 1024).toFixed(0)} KB compressed, before the route (bound ${bound / 1024} KB)`)
if (first > bound) {
  console.error('the first load is too large: split a route, or load a part of it later')
  process.exit(1)
}
