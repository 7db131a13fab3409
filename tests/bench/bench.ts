/**
 * `npm run bench`: how fast Drydock is, beside what people would use instead, in one run. Prints a table, and writes the
 * same to .cache/bench.json. Words name parts to run alone (`npm run bench -- go lines`). Only loopback is used. An aim
 * that is missed is said and fails nothing: the numbers depend on the computer and on who else uses it.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildStale } from '../../build/build-stale.ts'
import { enterRepository } from '../../build/repository.ts'
import { type CleanUp, openCleanUp } from './clean-up.ts'
import { measureDrop } from './drop.ts'
import { measureEntryStart } from './entry-start.ts'
import { measureGoToStart } from './go-to-start.ts'
import { measureLogLines } from './log-lines.ts'
import { measureManyMachines } from './many-machines.ts'
import { measurePageSize } from './page-size.ts'
import { isReached, type Result, ratioOf } from './result.ts'
import { tableOf } from './table.ts'

interface Part {
  readonly name: string
  readonly title: string
  /** What has to be built for it. */
  readonly needs: Parameters<typeof buildStale>[0]
  readonly measure: (cleanUp: CleanUp) => Promise<readonly Result[]>
}

const parts: readonly Part[] = [
  { name: 'go', title: 'Go to start', needs: [], measure: measureGoToStart },
  {
    name: 'start',
    title: 'Start of each entry',
    needs: ['renderer', 'main', 'preload', 'web'],
    measure: measureEntryStart,
  },
  { name: 'lines', title: 'A million lines into an open log', needs: ['renderer'], measure: measureLogLines },
  { name: 'list', title: '200 machines, half of them unreachable', needs: ['renderer'], measure: measureManyMachines },
  { name: 'drop', title: 'An OCI directory onto a machine', needs: [], measure: measureDrop },
  { name: 'size', title: 'Size of the page', needs: ['renderer'], measure: measurePageSize },
]

const loadNow = (): string =>
  loadavg()
    .map(load => load.toFixed(1))
    .join(' ')

async function measurePart({ name, title, needs, measure }: Part, cleanUp: CleanUp) {
  const load = loadNow()
  try {
    await buildStale(needs)
    const results = await measure(cleanUp)
    console.log(`\n${tableOf(`${title} (load ${load} → ${loadNow()})`, results)}`)
    return { name, load, results: results.map(each => ({ ...each, ratio: ratioOf(each), isReached: isReached(each) })) }
  } catch (thrown) {
    if (cleanUp.isOver()) return { name, load, failed: 'interrupted' }
    console.log(`\n${title}: not measured`)
    console.error(thrown)
    return { name, load, failed: String(thrown) }
  } finally {
    await cleanUp.run()
  }
}

/** Whether every part could be measured. */
async function measureAll(wanted: readonly Part[], cleanUp: CleanUp): Promise<boolean> {
  const computer = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version }
  console.log(`${computer.cores} × ${computer.cpu}, Node ${computer.node}`)
  const measured: Awaited<ReturnType<typeof measurePart>>[] = []
  for (const part of wanted) {
    measured.push(await measurePart(part, cleanUp))
    if (cleanUp.isOver()) return false
  }
  mkdirSync('.cache', { recursive: true })
  writeFileSync(
    '.cache/bench.json',
    `${JSON.stringify({ at: new Date().toISOString(), computer, parts: measured }, null, 2)}\n`,
  )
  console.log('\nAlso in .cache/bench.json')
  return measured.every(part => !('failed' in part))
}

enterRepository()
const words = process.argv.slice(2)
const unknown = words.filter(word => !parts.some(part => part.name === word))
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${parts.map(part => part.name).join(', ')}.`)
  process.exit(2)
}
const cleanUp = openCleanUp()
// Everybody's temporary files in one folder, so that none is left behind by whatever is interrupted.
const temporary = mkdtempSync(join(tmpdir(), 'drydock-bench-'))
process.env.TMPDIR = temporary

let isLeaving = false

async function leave(exitCode: number): Promise<void> {
  if (isLeaving) return
  isLeaving = true
  // What was interrupted fails in many ways; none of them is news.
  for (const event of ['uncaughtException', 'unhandledRejection']) process.removeAllListeners(event).on(event, () => {})
  await cleanUp.end()
  rmSync(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  process.exit(exitCode)
}

process.once('SIGINT', () => void leave(130))
process.once('SIGTERM', () => void leave(143))
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.once(event, (thrown: unknown) => {
    console.error(thrown)
    void leave(1)
  })
}
const isWhole = await measureAll(words.length === 0 ? parts : parts.filter(part => words.includes(part.name)), cleanUp)
await leave(isWhole ? 0 : 1)
