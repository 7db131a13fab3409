import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JobLog, openJobLog } from '../../../electron/jobs/job-log.ts'
import { writeReport } from '../../../electron/jobs/report.ts'
import { searchLog } from '../../../electron/jobs/search-log.ts'
import { samplePlan } from '../../support/sample-plan.ts'
import { tempDir } from '../../support/temp-dir.ts'

const jobId = '20260101-000000-00000000'
const started = {
  kind: 'started',
  request: { kind: 'discard', machineId: 'm' },
  machineName: 'build',
  plan: samplePlan(),
} as const

function openNew(): { log: JobLog; path: string } {
  const path = join(tempDir(), `${jobId}.jsonl`)
  const log = openJobLog(jobId, path, true)
  log.append(started)
  return { log, path }
}

const output = (text: string) => ({ kind: 'output', commandId: 1, stream: 'stdout', text }) as const

test('events are numbered from 1 without gaps, on disk as in memory', () => {
  const { log, path } = openNew()
  for (let i = 0; i < 1000; i++) log.append(output(`line ${i}`))
  log.append({ kind: 'state', state: { kind: 'running', step: 'stage' } })
  log.close()
  const seqs = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map(text => (JSON.parse(text) as { seq: number }).seq)
  expect(seqs).toEqual(Array.from({ length: 1002 }, (_, i) => i + 1))
})

test('a page of events after a number is what was appended after it, without output', () => {
  const { log } = openNew()
  for (let i = 0; i < 300; i++) {
    log.append(output('x'.repeat(2000)))
    log.append({ kind: 'progress', phase: 'Fetching', doneBytes: i, totalBytes: 300 })
  }
  const page = log.readEvents(401, 10)
  expect(page.map(event => event.seq)).toEqual([403, 405, 407, 409, 411, 413, 415, 417, 419, 421])
  expect(log.readEvents(600, 3, true).map(event => event.kind)).toEqual(['progress'])
  log.close()
})

test('any window of lines equals that part of the whole log', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 40 }), {
        minLength: 1,
        maxLength: 60,
      }),
      fc.nat(2000),
      fc.integer({ min: 1, max: 50 }),
      (events, first, count) => {
        const path = join(tempDirOnce(), `${Math.random()}.jsonl`)
        const log = openJobLog(jobId, path, true)
        log.append(started)
        const lines = events.map(each => each.map(text => text.replaceAll('\n', ' ')))
        for (const each of lines) log.append(output(each.join('\n')))
        const whole = lines.flat()
        const read = log.readLines(first, count)
        log.close()
        expect(read.map(line => line.text)).toEqual(whole.slice(first, first + count))
        expect(read.map(line => line.line)).toEqual(read.map((_, i) => first + i))
      },
    ),
    { numRuns: 60 },
  )
})

let once: string | undefined
const tempDirOnce = (): string => {
  once ??= tempDir()
  return once
}

test('a log of many megabytes keeps its memory flat and is read from any place', () => {
  const { log } = openNew()
  const block = Array.from({ length: 500 }, (_, i) => `${i} ${'log text '.repeat(8)}`).join('\n')
  for (let i = 0; i < 400; i++) log.append(output(block))
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 400; i++) log.append(output(block))
  globalThis.gc?.()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(30e6)
  expect(log.readLines(399_999, 2).map(line => line.text.split(' ')[0])).toEqual(['499'])
  expect(log.readLines(123_456, 1)[0]?.text.split(' ')[0]).toBe(String(123_456 % 500))
  log.close()
})

test('search finds lines whatever their case, from a line on', async () => {
  const { log } = openNew()
  for (let i = 0; i < 2000; i++) log.append(output(i % 100 === 0 ? `Layer ${i} DONE` : `layer ${i}`))
  expect(await searchLog(log, 'done', 0)).toHaveLength(20)
  expect(await searchLog(log, 'done', 1901)).toEqual([])
  expect(await searchLog(log, 'done', 1801)).toEqual([1900])
  log.close()
})

test('a torn last line is dropped and the next event takes its number', () => {
  const { log, path } = openNew()
  log.append(output('whole'))
  log.close()
  appendFileSync(path, '{"jobId":"20260101-000000-00000000","seq":3,"at":1,"ki')
  const again = openJobLog(jobId, path, true)
  expect(again.job?.seq).toBe(2)
  expect(again.append(output('next')).seq).toBe(3)
  expect(again.readLines(0, 10).map(line => line.text)).toEqual(['whole', 'next'])
  again.close()
})

test('a reader without ownership never changes the file and reads on as it grows', () => {
  const { log, path } = openNew()
  log.append(output('one'))
  log.append({ kind: 'state', state: { kind: 'running', step: 'stage' } })
  appendFileSync(path, '{"torn')
  const reader = openJobLog(jobId, path, false)
  expect(reader.job?.lineCount).toBe(1)
  const size = readFileSync(path).length
  expect(size).toBe(readFileSync(path).length)
  writeFileSync(path, readFileSync(path, 'utf8').replace('{"torn', ''))
  log.append(output('two\nthree'))
  log.append({ kind: 'state', state: { kind: 'running', step: 'ask' } })
  reader.catchUp()
  expect(reader.job?.lineCount).toBe(3)
  reader.close()
  log.close()
})

test('a file that does not begin with the start of a job is refused', () => {
  const path = join(tempDir(), 'x.jsonl')
  writeFileSync(path, `${JSON.stringify({ jobId, seq: 1, at: 1, ...output('x') })}\n`)
  expect(() => openJobLog(jobId, path, false)).toThrow('begins with')
})

test('a report of a very long log keeps its beginning and its end and says what is left out', async () => {
  const { log, path } = openNew()
  for (let i = 0; i < 120; i++)
    log.append(output(Array.from({ length: 500 }, (_, n) => `line ${i * 500 + n}`).join('\n')))
  const report = await writeReport(log)
  expect(report).toContain('line 4999\n…')
  expect(report).toContain(`… 10000 lines are left out here; the whole log is ${path}`)
  expect(report).toContain('line 59999\n')
  expect(report).not.toContain('line 5000\n')
  log.close()
})
