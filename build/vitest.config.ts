import { defineConfig } from 'vitest/config'

/** Unit and part tests. Stories in a browser are tests/e2e (Playwright). */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  cacheDir: '.cache/vitest',
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'tests/lab/**', 'tests/bench/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // The caller may have built the page just before, and Vite leaves “production” behind, in which React has no act().
    env: { NODE_ENV: 'test' },
    // Memory claims are measured after a collection.
    execArgv: ['--expose-gc'],
  },
})
