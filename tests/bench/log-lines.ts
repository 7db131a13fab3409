/**
 * A job whose command prints a million lines while somebody looks at its log. The command stops at 10 000 and at
 * 500 000 lines until it is told to go on, so that memory can be read at rest in between.
 */

import { execFileSync } from 'node:child_process'
import { createWriteStream, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Memory } from './app-process.ts'
import { type BenchPage, launchChromium, openBenchPage } from './bench-page.ts'
import { type Blocks, blockResult } from './blocks.ts'
import type { CleanUp } from './clean-up.ts'
import { type OpenedAppProcess, openAppProcess } from './open-app-process.ts'
import { medianOf, type Result } from './result.ts'
import { runRival } from './run-rival.ts'
import { IMAGE, type StandInMachine, startStandInMachine } from './stand-in-machine.ts'

const PARTS = [
  { name: 'lines-1', from: 1, to: 10_000 },
  { name: 'lines-2', from: 10_001, to: 500_000 },
  { name: 'lines-3', from: 500_001, to: 1_000_000 },
] as const

const REBASE = PARTS.map(({ name }) => `read -r go <"$STATE/../gate"; cat "$STATE/../${name}"`).join('\n')

const IDLE_MS = 2000
const MB = 1e6

/** As long as a line of rpm-ostree; `number` of a million. */
const lineText = (number: number): string =>
  `layer ${String(number).padStart(7, '0')} of 1000000: already there, nothing to fetch`

function* linesOf(from: number, to: number): Generator<string> {
  for (let first = from; first <= to; first += 1000) {
    const count = Math.min(1000, to - first + 1)
    yield `${Array.from({ length: count }, (_, at) => lineText(first + at)).join('\n')}\n`
  }
}

/** Files to print, and a gate: each line written to it lets the command print the next one. */
async function makeLines(directory: string): Promise<{ readonly next: () => void; readonly openWide: () => void }> {
  for (const { name, from, to } of PARTS) {
    await pipeline(Readable.from(linesOf(from, to)), createWriteStream(join(directory, name)))
  }
  const gate = join(directory, 'gate')
  execFileSync('mkfifo', [gate])
  // fifo(7): opened for both, it never waits for the other side.
  const fd = openSync(gate, 'r+')
  const next = (): void => void writeSync(fd, 'go\n')
  // Left open until this process ends: a command that opens a gate nobody holds would wait for ever.
  return { next, openWide: () => PARTS.forEach(next) }
}

/** Opens the job's page with its log unfolded. */
async function lookAtLog({ page }: BenchPage, address: string, jobId: string): Promise<void> {
  await page.goto(address)
  await page.locator('[data-row="ssh:bench"]').waitFor()
  await page.evaluate(id => {
    location.hash = `#/jobs/${id}`
  }, jobId)
  await page.getByRole('button', { name: /^Log · / }).click()
  await page.getByRole('log', { name: 'Log' }).waitFor()
}

async function untilShown({ page }: BenchPage, text: string): Promise<void> {
  await page.waitForFunction(
    wanted => [...document.querySelectorAll('.dd-line__text')].some(each => each.textContent === wanted),
    text,
    { polling: 50, timeout: 300_000 },
  )
}

interface Stage {
  readonly lines: number
  readonly durationMs: number
  readonly appBlocks: Blocks
  readonly windowBlocks: Blocks
  readonly app: Memory
  readonly window: Memory
}

interface Bench {
  readonly machine: StandInMachine
  readonly app: OpenedAppProcess['app']
  readonly window: BenchPage
}

/** Waits until nothing is left to do, then measures; what happens at rest is not counted. */
async function endStage({ app, window }: Bench, lines: number, startedAt: number): Promise<Stage> {
  const durationMs = performance.now() - startedAt
  const [appBlocks, windowBlocks] = [await app.blocks(), await window.blocks()]
  await sleep(IDLE_MS)
  const stage = { lines, durationMs, appBlocks, windowBlocks, app: await app.memory(), window: await window.memory() }
  await app.blocks()
  await window.blocks()
  return stage
}

async function printLines(bench: Bench, next: () => void): Promise<readonly Stage[]> {
  const stages: Stage[] = []
  await endStage(bench, 0, performance.now())
  for (const { from, to } of PARTS) {
    const startedAt = performance.now()
    next()
    await untilShown(bench.window, lineText(to))
    stages.push(await endStage(bench, to - from + 1, startedAt))
  }
  return stages
}

/** What a person can ask of the whole log. */
async function timeWhole({ app }: Bench, jobId: string): Promise<readonly Result[]> {
  const found = await app.time('searchLines', jobId, lineText(999_999).slice(0, 13), 0)
  if (found.length !== 1) throw new Error(`found ${found.length} lines instead of one`)
  const report = await app.time('readReport', jobId)
  return [
    { what: 'search all lines for one near the end', unit: 'ms', value: found.durationMs },
    blockResult('longest block of the app meanwhile', found.blocks),
    { what: 'make the report of all lines', unit: 'ms', value: report.durationMs },
    blockResult('longest block of the app meanwhile', report.blocks),
  ]
}

async function timeRival(machine: StandInMachine, cleanUp: CleanUp): Promise<number> {
  const files = PARTS.map(({ name }) => join(machine.directory, name))
  const times: number[] = []
  for (let run = 0; run < 3; run++) {
    times.push((await runRival(machine.sshCommand(machine.server.port, 'cat', ...files), cleanUp)).durationMs)
  }
  return medianOf(times)
}

const sizeMb = (machine: StandInMachine): number =>
  PARTS.reduce((sum, { name }) => sum + statSync(join(machine.directory, name)).size, 0) / MB

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0)

function memoryResults(stages: readonly Stage[]): readonly Result[] {
  const row = (who: 'app' | 'window', what: keyof Memory, words: string): Result => {
    const values = stages.map(stage => stage[who][what] / MB)
    const value = values.at(-1) ?? 0
    const note = `at 10 000, 500 000 and 1 000 000 lines: ${values.map(each => each.toFixed(0)).join(', ')} MB`
    return {
      what: words,
      unit: 'MB',
      value,
      rival: { what: 'itself at 500 000 lines', value: values.at(-2) ?? 0 },
      note,
    }
  }
  return [
    { ...row('app', 'heapBytes', 'memory of the app, heap after collection'), aim: { below: 1.2, of: 'ratio' } },
    row('app', 'rssBytes', 'memory of the app, whole process'),
    { ...row('window', 'heapBytes', 'memory of the window, heap after collection'), aim: { below: 1.2, of: 'ratio' } },
    row('window', 'rssBytes', 'memory of the window, whole process'),
  ]
}

const most = (blocks: readonly Blocks[]): Blocks => ({
  longestMs: Math.max(...blocks.map(each => each.longestMs)),
  longestOwnMs: Math.max(...blocks.map(each => each.longestOwnMs)),
  ownMs: sum(blocks.map(each => each.ownMs)),
})

const computed = (stages: readonly Stage[]): string =>
  `The app computed ${most(stages.map(each => each.appBlocks)).ownMs.toFixed(0)} ms, the window ${most(stages.map(each => each.windowBlocks)).ownMs.toFixed(0)} ms`

function resultsOf(stages: readonly Stage[], rivalMs: number, megabytes: number): readonly Result[] {
  const perSecond = (sum(stages.map(each => each.lines)) / sum(stages.map(each => each.durationMs))) * 1000
  return [
    {
      what: '1 M lines, printed → shown',
      unit: 'lines/s',
      value: perSecond,
      rival: { what: 'ssh … cat the same lines > /dev/null', value: 1e9 / rivalMs },
      note: `${megabytes.toFixed(0)} MB; shown: the last line is in the open log. ${computed(stages)}`,
    },
    blockResult('longest block of the window', most(stages.map(each => each.windowBlocks))),
    blockResult('longest block of the app', most(stages.map(each => each.appBlocks))),
    ...memoryResults(stages),
  ]
}

/** Prints a million lines into an open log. */
export async function measureLogLines(cleanUp: CleanUp): Promise<readonly Result[]> {
  const machine = await startStandInMachine(cleanUp, REBASE)
  const gate = await makeLines(machine.directory)
  const openGate = cleanUp.add(gate.openWide)
  const rivalMs = await timeRival(machine, cleanUp)
  const { app, close } = openAppProcess(machine.makeHome([{ name: 'bench', port: machine.server.port }]), cleanUp)
  const address = await app.open()
  const request = { kind: 'rebase', machineId: 'ssh:bench', image: IMAGE, restart: 'no' }
  await app.call('planJob', request)
  const jobId = (await app.call('startJob', request)) as string
  const chromium = await launchChromium(cleanUp)
  const window = await openBenchPage(chromium.browser)
  await lookAtLog(window, address, jobId)
  const bench = { machine, app, window }
  const stages = await printLines(bench, gate.next)
  const whole = await timeWhole(bench, jobId)
  await chromium.close()
  await close()
  await openGate()
  const megabytes = sizeMb(machine)
  await machine.stop()
  return [...resultsOf(stages, rivalMs, megabytes), ...whole]
}
