/**
 * `npm test`: everything, in the order in which a mistake is cheapest to find. `--quick` leaves out the stories in a
 * browser. The last line is the sum; the exit code is 1 for any failure, and where there was nothing to count.
 */

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildStale } from './build-stale.ts'
import { checks, runChecks } from './checks.ts'
import { ensurePackages } from './debian-packages.ts'
import { findElectron } from './electron-program.ts'
import { enterRepository } from './repository.ts'
import { runProgram } from './run-program.ts'
import { toolEnv } from './run-tool.ts'
import { addCounts, countPlaywright, countVitest, noTests, type TestCounts } from './test-counts.ts'

const isQuick = process.argv.includes('--quick')
const reports = '.cache/test-reports'

/** Runs a test runner with a JSON report beside what it shows here; no report means that it broke before it could count. */
async function runCounted(
  tool: string,
  args: readonly string[],
  count: (report: unknown) => TestCounts,
): Promise<TestCounts> {
  const file = resolve(reports, `${tool}.json`)
  rmSync(file, { force: true })
  const env = toolEnv({ ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file })
  const exitCode = await runProgram(tool, args, { env })
  try {
    const counts = count(JSON.parse(readFileSync(file, 'utf8')))
    const isSilentFailure = exitCode !== 0 && counts.failed === 0
    return isSilentFailure ? addCounts(counts, { ...noTests, failed: 1 }) : counts
  } catch {
    return { ...noTests, failed: 1 }
  }
}

async function countChecks(): Promise<TestCounts> {
  const failed = await runChecks(checks)
  return { passed: checks.length - failed.length, failed: failed.length, skipped: 0 }
}

const runVitest = (): Promise<TestCounts> => {
  const json = ['--reporter=json', `--outputFile.json=${reports}/vitest.json`]
  return runCounted('vitest', ['run', '--config', 'build/vitest.config.ts', '--reporter=default', ...json], countVitest)
}

function runStories(): Promise<TestCounts> {
  if (!findElectron(process.env, process.platform)) {
    console.log('Not run: the stories in the real Electron; its program is not on this computer.')
  }
  return runCounted('playwright', ['test', '--config', 'build/playwright.config.ts'], countPlaywright)
}

async function runAll(): Promise<TestCounts> {
  const missing = ensurePackages()
  await buildStale(['renderer', 'main', 'preload'])
  const checked = addCounts(await countChecks(), await runVitest())
  const all = isQuick ? checked : addCounts(checked, await runStories())
  return missing.length > 0 ? addCounts(all, { ...noTests, failed: 1 }) : all
}

enterRepository()
mkdirSync(reports, { recursive: true })
const { passed, failed, skipped } = await runAll().catch((thrown: unknown): TestCounts => {
  console.error(thrown)
  return { ...noTests, failed: 1 }
})
if (skipped > 0) console.log(`${skipped} skipped`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
