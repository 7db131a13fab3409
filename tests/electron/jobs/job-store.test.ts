import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newJobId } from '../../../electron/jobs/job-id.ts'
import { openJobStore } from '../../../electron/jobs/job-store.ts'
import { processMark } from '../../../electron/lib/process-mark.ts'
import type { AppError } from '../../../shared/errors.ts'
import { isEnded, type StepName, verdictOf } from '../../../shared/job.ts'
import { samplePlan } from '../../support/sample-plan.ts'
import { tempDir } from '../../support/temp-dir.ts'

const started = (version?: number) =>
  ({
    kind: 'started',
    request: { kind: 'restart', machineId: 'm' },
    machineName: 'build',
    plan: samplePlan({ action: 'restart' }),
    ...(version === undefined ? {} : { version }),
  }) as const

/** A folder with one job that stopped at `step`, as a killed process leaves it. */
function killedAt(step: StepName, { version, owner }: { version?: number; owner?: string } = {}) {
  const folder = tempDir()
  const store = openJobStore(folder)
  const log = store.create(newJobId(), 'm')
  log.append(started(version))
  log.append({ kind: 'state', state: { kind: 'running', step } })
  store.release(log.job as never)
  store.close()
  if (owner !== undefined) writeFileSync(join(folder, `${log.jobId}.owner`), owner)
  return { folder, jobId: log.jobId }
}

test.each([
  ['preflight', 'failed', 'Nothing had been changed'],
  ['stage', 'failed', 'running system is unchanged'],
  ['ask', 'staged', 'starts with the next restart'],
  ['restart', 'failed', 'was being restarted'],
] as const)('a job of version 1 killed at %s is %s and says what is true', (step, outcome, truth) => {
  const { folder, jobId } = killedAt(step)
  const store = openJobStore(folder)
  const verdict = verdictOf(store.find(jobId).job as never)
  expect(verdict?.outcome).toBe(outcome)
  expect(verdict?.truth).toContain(truth)
  expect(verdict?.error?.code).toBe('job/interrupted')
  store.close()
})

test('a job of this version is left as it is, for somebody to go on with', () => {
  const { folder, jobId } = killedAt('stage', { version: 2 })
  const store = openJobStore(folder)
  expect(isEnded(store.find(jobId).job as never)).toBe(false)
  expect(store.unfinished().map(job => job.id)).toEqual([jobId])
  expect(store.take(jobId)?.job?.id).toBe(jobId)
  expect(store.unfinished()).toEqual([])
  store.close()
})

/** A process that only lives. */
function otherProcess() {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  onTestFinished(() => void other.kill('SIGKILL'))
  const gone = new Promise(resolve => other.once('exit', resolve))
  return { pid: other.pid as number, gone, kill: () => other.kill('SIGKILL') }
}

test.each([
  ['as it is written today', (pid: number) => JSON.stringify(processMark(pid))],
  ['as version 1 wrote it', (pid: number) => `${pid}\n`],
] as const)(
  'a job of another living process is left alone until that process is gone, its claim %s',
  async (_title, claim) => {
    const other = otherProcess()
    const { folder, jobId } = killedAt('stage', { version: 2, owner: claim(other.pid) })
    const store = openJobStore(folder)
    expect(store.holderOf(jobId)).toBe('another-process')
    expect(store.unfinished()).toEqual([])
    expect(store.take(jobId)).toBeUndefined()
    other.kill()
    await other.gone
    expect(store.unfinished().map(job => job.id)).toEqual([jobId])
    expect(store.take(jobId)?.jobId).toBe(jobId)
    store.close()
  },
)

test('a process that was given the same number later is not taken for the owner', () => {
  const other = otherProcess()
  const mark = JSON.stringify({ ...processMark(other.pid), began: 'another time' })
  const { folder, jobId } = killedAt('stage', { version: 2, owner: mark })
  const store = openJobStore(folder)
  expect(store.holderOf(jobId)).toBe('nobody')
  store.close()
})

test('a log damaged in its middle is set aside and said, never deleted, and the others stay', () => {
  const { folder, jobId } = killedAt('ask', { version: 2 })
  const name = '20260101-000000-00000000.jsonl'
  const whole = readFileSync(join(folder, `${jobId}.jsonl`), 'utf8').split('\n')
  writeFileSync(join(folder, name), `${whole[0]}\nno json at all\n${whole[1]}\n`)
  const said: AppError[] = []
  const store = openJobStore(folder, Date.now, error => void said.push(error))
  expect(store.list().map(job => job.id)).toEqual([jobId])
  expect(readdirSync(folder).some(each => each.startsWith(`${name}.damaged-`))).toBe(true)
  expect(said.map(error => error.code)).toEqual(['storage/damaged'])
  store.close()
})

test.each(['', '{"jobId":"x","seq":1,"at":1,"ki'])(
  'a job whose first event is not whole (“%s”) has done nothing and is no job',
  text => {
    const folder = tempDir()
    const name = '20260101-000000-00000000.jsonl'
    writeFileSync(join(folder, name), text)
    const store = openJobStore(folder)
    expect(store.list()).toEqual([])
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
    store.close()
  },
)

test('a torn last line is cut off by whoever goes on, and the numbers have no gap', () => {
  const { folder, jobId } = killedAt('stage', { version: 2 })
  const path = join(folder, `${jobId}.jsonl`)
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"jobId":"${jobId}","seq":3,"at":17`)
  const store = openJobStore(folder)
  const log = store.take(jobId)
  log?.append({ kind: 'note', text: 'on' })
  expect(log?.readEvents(0, 10).map(event => event.seq)).toEqual([1, 2, 3])
  store.close()
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(3)
})

test.each(['../../etc/passwd', '20260101-000000-0000000', '', 'x'])('“%s” is no job', text => {
  const store = openJobStore(tempDir())
  expect(() => store.find(text)).toThrow(expect.objectContaining({ code: 'job/not-found' }))
  store.close()
})

test('jobs are listed newest first', () => {
  let now = 1_700_000_000_000
  const store = openJobStore(tempDir(), () => (now += 2000))
  const ids = [1, 2, 3].map(() => {
    const log = store.create(newJobId(now), 'm')
    log.append(started(2))
    return log.jobId
  })
  expect(store.list().map(job => job.id)).toEqual(ids.toReversed())
  store.close()
})
