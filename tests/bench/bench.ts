/**
 * `npm run bench`: how fast Drydock is, beside what people would use instead, in one run. Prints a table, and writes the
 * same to .cache/bench.json. Words name parts to run alone (`npm run bench -- go lines`). Only loopback is used. An aim
 * that is missed is said and fails nothing: the numbers depend on the computer and on who else uses it.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { buildStale } from '../../build/build-stale.ts'
import { enterRepository } from '../../build/repository.ts'
import { type CleanUp, openCleanUp } from './clean-up.ts'
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
  { name: 'lines', title: 'A million lines into an open log', needs: ['renderer'], measure: measureLogLines },
  { name: 'list', title: '200 machines, half of them unreachable', needs: ['renderer'], measure: measureManyMachines },
  { name: 'start', title: 'Start of each entry', needs: ['renderer', 'main', 'preload'], measure: measureEntryStart },
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
    console.log(`\n${title}: not measured`)
    console.error(thrown)
    process.exitCode = 1
    return { name, load, failed: String(thrown) }
  } finally {
    await cleanUp.run()
  }
}

async function measureAll(wanted: readonly Part[], cleanUp: CleanUp): Promise<void> {
  const computer = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version }
  console.log(`${computer.cores} × ${computer.cpu}, Node ${computer.node}`)
  const measured: unknown[] = []
  for (const part of wanted) measured.push(await measurePart(part, cleanUp))
  mkdirSync('.cache', { recursive: true })
  writeFileSync(
    '.cache/bench.json',
    `${JSON.stringify({ at: new Date().toISOString(), computer, parts: measured }, null, 2)}\n`,
  )
  console.log('\nAlso in .cache/bench.json')
}

enterRepository()
const words = process.argv.slice(2)
const unknown = words.filter(word => !parts.some(part => part.name === word))
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${parts.map(part => part.name).join(', ')}.`)
  process.exit(2)
}
const cleanUp = openCleanUp()
for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => void cleanUp.run().finally(() => process.exit(exitCode)))
}
await measureAll(words.length === 0 ? parts : parts.filter(part => words.includes(part.name)), cleanUp)
