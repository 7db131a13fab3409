/**
 * `npm test`: everything, in the order in which a mistake is cheapest to find. `--quick` leaves out the stories in a
 * browser and on a real machine, and whatever else is slow. The last line is the sum; the exit code is 1 for any failure,
 * and where there was nothing to count.
 */

import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildStale } from './build-stale.ts'
import { checks, runChecks } from './checks.ts'
import { canInstall, ensurePackages, labPackages, testPackages } from './debian-packages.ts'
import { findElectron } from './electron-program.ts'
import { enterRepository } from './repository.ts'
import { runProgram } from './run-program.ts'
import { toolEnv } from './run-tool.ts'
import { addCounts, countPlaywright, countVitest, noTests, type TestCounts } from './test-counts.ts'

const isQuick = process.argv.includes('--quick')
const reports = '.cache/test-reports'
/** Exit code of tests/lab/prepare.ts. */
const NO_LAB_HERE = 3

const noSuccess: TestCounts = { ...noTests, failed: 1 }

/** Runs a test runner with a JSON report beside what it shows here; no report means that it broke before it could count. */
async function runCounted(
  tool: string,
  name: string,
  args: readonly string[],
  count: (report: unknown) => TestCounts,
): Promise<TestCounts> {
  const file = resolve(reports, `${name}.json`)
  rmSync(file, { force: true })
  const env = toolEnv({ ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: file })
  const exitCode = await runProgram(tool, args, { env })
  try {
    const counts = count(JSON.parse(readFileSync(file, 'utf8')))
    const isSilentFailure = exitCode !== 0 && counts.failed === 0
    return isSilentFailure ? addCounts(counts, noSuccess) : counts
  } catch {
    return noSuccess
  }
}

async function countChecks(): Promise<TestCounts> {
  const failed = await runChecks(checks)
  return { passed: checks.length - failed.length, failed: failed.length, skipped: 0 }
}

/** Whole jobs from end to end, and what takes a build: left out of a quick run. */
const slow = [
  'tests/stories/**',
  'tests/build/dist.test.ts',
  'tests/electron/jobs/fault-matrix.test.ts',
  'tests/electron/jobs/lost-connection.test.ts',
  'tests/electron/jobs/resume.test.ts',
  'tests/electron/main.test.ts',
]

function runVitest(
  config: string,
  reporter: 'default' | 'verbose',
  leftOut: readonly string[] = [],
): Promise<TestCounts> {
  const json = ['--reporter=json', `--outputFile.json=${reports}/${config}.json`]
  const args = ['run', '--config', `build/${config}.config.ts`, `--reporter=${reporter}`, ...json]
  for (const each of leftOut) args.push(`--exclude=${each}`)
  return runCounted('vitest', config, args, countVitest)
}

function runStories(): Promise<TestCounts> {
  if (!findElectron(process.env, process.platform)) {
    console.log('Not run: the stories in the real Electron; its program is not on this computer.')
  }
  return runCounted('playwright', 'playwright', ['test', '--config', 'build/playwright.config.ts'], countPlaywright)
}

/**
 * Builds what lab machines start from, for minutes where nothing is there yet: it begins while the first tests run. Where
 * there can be no lab, tests/lab/prepare.ts says why in a line, and nothing is counted.
 */
async function prepareLab(): Promise<'ready' | 'no lab here' | 'failed'> {
  const missing = canInstall() && process.arch === 'x64' ? ensurePackages(labPackages) : []
  const exitCode = await runProgram('node', ['tests/lab/prepare.ts'], { env: toolEnv() })
  if (exitCode === 0) return 'ready'
  return exitCode === NO_LAB_HERE && missing.length === 0 ? 'no lab here' : 'failed'
}

async function runLab(state: Awaited<ReturnType<typeof prepareLab>>): Promise<TestCounts> {
  if (state !== 'ready') return state === 'failed' ? noSuccess : noTests
  if (process.env.DRYDOCK_LAB !== 'all') {
    console.log(
      'Not run: the long stories on a real machine, the better part of an hour; DRYDOCK_LAB=all asks for them.',
    )
  }
  const vitest = await runVitest('vitest.lab', 'verbose')
  const browser = ['test', '--config', 'build/playwright.lab.config.ts']
  return addCounts(vitest, await runCounted('playwright', 'playwright.lab', browser, countPlaywright))
}

const runChecked = async (leftOut: readonly string[]): Promise<TestCounts> =>
  addCounts(await countChecks(), await runVitest('vitest', 'default', leftOut))

async function runWithLab(): Promise<TestCounts> {
  const others = async (): Promise<TestCounts> => addCounts(await runChecked([]), await runStories())
  const [lab, counts] = await Promise.all([prepareLab(), others()])
  return addCounts(counts, await runLab(lab))
}

async function runAll(): Promise<TestCounts> {
  const missing = ensurePackages(testPackages)
  await buildStale(['renderer', 'main', 'preload', 'web'])
  const all = isQuick ? await runChecked(slow) : await runWithLab()
  return missing.length > 0 ? addCounts(all, noSuccess) : all
}

enterRepository()
mkdirSync(reports, { recursive: true })
const { passed, failed, skipped } = await runAll().catch((thrown: unknown): TestCounts => {
  console.error(thrown)
  return noSuccess
})
if (skipped > 0) console.log(`${skipped} skipped`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
