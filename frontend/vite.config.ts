import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// The service that `npx vite` passes data requests on to, while one works on a page.
const service = process.env.CHAINATLAS_SERVICE ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: Object.fromEntries(['/graphql', '/tiles', '/download'].map((path) => [path, service])) },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
})
