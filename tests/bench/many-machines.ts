/**
 * A list of 200 machines of which every other one refuses the connection. The reachable ones are one sshd on this
 * computer, so the machines' own work is done on the same cores as Drydock's, which is not so in life: it gets the
 * time that nobody else wants, for the rival too.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { PROBE_SCRIPT } from '../../electron/machines/probe-script.ts'
import { findFreePort } from '../support/openssh-server.ts'
import type { ListTimes } from './app-process.ts'
import { type BenchPage, launchChromium, openBenchPage } from './bench-page.ts'
import { type Blocks, blockResult } from './blocks.ts'
import type { CleanUp } from './clean-up.ts'
import { makeIdle } from './idle-group.ts'
import { openAppProcess } from './open-app-process.ts'
import type { Result } from './result.ts'
import { runRival } from './run-rival.ts'
import { type StandInMachine, startStandInMachine } from './stand-in-machine.ts'

const COUNT = 200
const AT_ONCE = 32
/** As many as a window of 800 lines has room for. */
const FIRST_SCREEN = 10
/** Long enough for a window to show what was announced. */
const SETTLED_MS = 1500

/** Every other one is reachable. */
const portsOf = (open: number, refused: number): readonly number[] =>
  Array.from({ length: COUNT }, (_, at) => (at % 2 === 0 ? open : refused))

const untilRows = ({ page }: BenchPage, wanted: number): Promise<unknown> =>
  page.waitForFunction(count => document.querySelectorAll('[data-row^="ssh:"]').length >= count, wanted)

/** From the first row to the last, as a person goes there. */
async function timeEndKey({ page }: BenchPage): Promise<number> {
  await page.locator('[data-row]').first().focus()
  const pressedAt = performance.now()
  await page.keyboard.press('End')
  await page.waitForFunction(() => {
    const [row, table] = [document.activeElement, document.querySelector('[aria-rowcount]')]
    return row?.getAttribute('aria-rowindex') === table?.getAttribute('aria-rowcount')
  })
  return performance.now() - pressedAt
}

async function listInDrydock(machine: StandInMachine, ports: readonly number[], cleanUp: CleanUp) {
  const names = ports.map((port, at) => ({ name: `machine-${String(at + 1).padStart(3, '0')}`, port }))
  const chromium = await launchChromium(cleanUp)
  const window = await openBenchPage(chromium.browser)
  const startedAt = performance.now()
  const { app, close } = openAppProcess(machine.makeHome(names), cleanUp)
  const address = await app.open()
  await app.blocks()
  const listed = app.timeList()
  // Awaited further down; a page that fails before is the news then.
  listed.catch(() => undefined)
  const loadedAt = performance.now()
  await window.page.goto(address)
  await untilRows(window, FIRST_SCREEN)
  const usableMs = performance.now() - loadedAt
  const fromStartMs = performance.now() - startedAt
  const times = await listed
  await sleep(SETTLED_MS)
  const loading = await window.blocks()
  const appBlocks = await app.blocks()
  await app.call('refreshMachine', 'ssh:machine-001')
  await sleep(SETTLED_MS)
  const answering = await window.blocks()
  const endMs = await timeEndKey(window)
  const going = await window.blocks()
  await chromium.close()
  await close()
  return { usableMs, fromStartMs, endMs, times, appBlocks, loading, answering, going }
}

/** One ssh for each, 32 at a time; what they print and whether they fail does not matter. */
async function listWithSsh(machine: StandInMachine, ports: readonly number[], words: string, cleanUp: CleanUp) {
  const ssh = machine.sshCommand(0, words).map(word => (word === '0' ? '{}' : word))
  // xargs(1) stops at the first 255, which is how ssh ends when it is refused.
  const argv = ['xargs', '-P', String(AT_ONCE), '-I', '{}', 'sh', '-c', '"$@" || :', 'sh', ...ssh]
  return (await runRival(argv, cleanUp, { stdin: ports.join('\n') })).durationMs
}

interface Measured {
  /** The page is loaded and its first screen full of rows: it can be read, searched and clicked. */
  readonly usableMs: number
  readonly fromStartMs: number
  /** The End key on the first row → the last row is there and has the focus. */
  readonly endMs: number
  readonly times: ListTimes
  readonly appBlocks: Blocks
  /** Of the window: until all machines are told, when one machine has news, from the first row to the last. */
  readonly loading: Blocks
  readonly answering: Blocks
  readonly going: Blocks
}

function resultsOf(measured: Measured, plainMs: number, sameMs: number): readonly Result[] {
  const { usableMs, fromStartMs, endMs, times, loading } = measured
  const under = (below: number) => ({ aim: { below, of: 'value' } as const })
  const loop = `${COUNT} ssh processes, ${AT_ONCE} at once`
  return [
    { what: 'app opened → list answered', unit: 'ms', value: times.listMs - times.openMs, ...under(1000) },
    {
      what: 'page loaded → a screen full of rows',
      unit: 'ms',
      value: usableMs,
      ...under(1000),
      note: `until all were told the window computed ${loading.ownMs.toFixed(0)} ms`,
    },
    { what: 'process started → a screen full of rows', unit: 'ms', value: fromStartMs },
    { what: 'End key on the first row → the last row is in sight', unit: 'ms', value: endMs, ...under(200) },
    {
      what: 'app opening → all 100 reachable ones ready',
      unit: 'ms',
      value: times.readyMs,
      rival: { what: `the same questions by ${loop}`, value: sameMs },
      note: `each is asked for everything the list shows; the app computed ${measured.appBlocks.ownMs.toFixed(0)} ms`,
    },
    {
      what: 'app opening → all 200 told',
      unit: 'ms',
      value: times.answeredMs,
      rival: { what: `only “true” by ${loop}`, value: plainMs },
    },
    blockResult('longest block of the window, until all are told', loading),
    blockResult('longest block of the window, one machine has news', measured.answering),
    blockResult('longest block of the window, from first to last row', measured.going),
    blockResult('longest block of the app', measured.appBlocks),
  ]
}

/** Lists 200 machines. */
export async function measureManyMachines(cleanUp: CleanUp): Promise<readonly Result[]> {
  const machine = await startStandInMachine(cleanUp)
  makeIdle(machine.server.pid, cleanUp)
  const ports = portsOf(machine.server.port, await findFreePort())
  const script = join(machine.directory, 'probe.sh')
  writeFileSync(script, PROBE_SCRIPT)
  const measured = await listInDrydock(machine, ports, cleanUp)
  if (measured.times.readyCount < COUNT / 2) throw new Error(`only ${measured.times.readyCount} machines became ready`)
  const plainMs = await listWithSsh(machine, ports, 'true', cleanUp)
  const sameMs = await listWithSsh(machine, ports, `sh ${script}`, cleanUp)
  await machine.stop()
  return resultsOf(measured, plainMs, sameMs)
}
