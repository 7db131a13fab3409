import { expect, test } from 'vitest'
import { addCounts, countPlaywright, countVitest, noTests } from '../../build/test-counts.ts'

const vitestReport = {
  numPassedTests: 10,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
    { status: 'failed', assertionResults: [] },
  ],
}

test('a test file that could not be loaded counts as a failure', () => {
  expect(countVitest(vitestReport)).toEqual({ passed: 10, failed: 2, skipped: 3 })
})

test('a story that passed only on a second try counts as a failure, and so does an error outside stories', () => {
  const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }
  expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 4, failed: 3, skipped: 2 })
})

test('sums add up', () => {
  const one = { passed: 1, failed: 2, skipped: 3 }
  expect(addCounts(addCounts(noTests, one), one)).toEqual({ passed: 2, failed: 4, skipped: 6 })
})
