import { defineConfig } from 'vitest/config'

/** Stories on a real machine (tests/lab): each is a whole computer, emulated, and two keep two cores busy. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  cacheDir: '.cache/vitest-lab',
  test: {
    include: ['tests/lab/stories/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Whatever built the page before leaves “production” behind.
    env: { NODE_ENV: 'test' },
  },
})
