import { defineConfig } from 'vitest/config'

/** Together the better part of an hour on an emulated machine, so they are told only when asked for: DRYDOCK_LAB=all. */
const long = ['bootc', 'drop', 'faults', 'power-loss', 'rpm-ostree', 'transports', 'two-machines'].map(
  name => `tests/lab/stories/${name}.test.ts`,
)

/** Stories on a real machine (tests/lab): each is a whole computer, emulated, and two keep two cores busy. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  cacheDir: '.cache/vitest-lab',
  test: {
    include: ['tests/lab/stories/**/*.test.ts'],
    exclude: process.env.DRYDOCK_LAB === 'all' ? [] : long,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Whatever built the page before leaves “production” behind.
    env: { NODE_ENV: 'test' },
  },
})
