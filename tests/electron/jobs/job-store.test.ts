import { spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openJobStore } from '../../../electron/jobs/job-store.ts'
import { isEnded, type StepName, verdictOf } from '../../../shared/job.ts'
import { samplePlan } from '../../support/sample-plan.ts'
import { tempDir } from '../../support/temp-dir.ts'

const started = {
  kind: 'started',
  request: { kind: 'restart', machineId: 'm' },
  machineName: 'build',
  plan: samplePlan({ action: 'restart' }),
} as const

/** A folder with one job that stopped at `step`, as a killed process leaves it. */
function killedAt(step: StepName, ownerPid?: number): { folder: string; jobId: string } {
  const folder = tempDir()
  const store = openJobStore(folder)
  const log = store.create()
  log.append(started)
  log.append({ kind: 'state', state: { kind: 'running', step } })
  store.close()
  if (ownerPid !== undefined) writeFileSync(join(folder, `${log.jobId}.owner`), `${ownerPid}\n`)
  return { folder, jobId: log.jobId }
}

test.each([
  ['preflight', 'failed', 'Nothing had been changed'],
  ['stage', 'failed', 'running system is unchanged'],
  ['ask', 'staged', 'starts with the next restart'],
  ['restart', 'failed', 'was being restarted'],
] as const)('a job killed at %s is %s and says what is true', (step, outcome, truth) => {
  const { folder, jobId } = killedAt(step, 0)
  const store = openJobStore(folder)
  const verdict = verdictOf(store.find(jobId).job as never)
  expect(verdict?.outcome).toBe(outcome)
  expect(verdict?.truth).toContain(truth)
  expect(verdict?.error?.code).toBe('job/interrupted')
  store.close()
})

test('a job of another living process is left alone until that process is gone', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  onTestFinished(() => void other.kill())
  const { folder, jobId } = killedAt('stage', other.pid)
  const store = openJobStore(folder)
  expect(isEnded(store.find(jobId).job as never)).toBe(false)
  const gone = new Promise(resolve => other.once('exit', resolve))
  other.kill('SIGKILL')
  await gone
  expect(verdictOf(store.find(jobId).job as never)?.error?.code).toBe('job/interrupted')
  store.close()
})

test('a damaged log is set aside, never deleted, and the others stay', () => {
  const { folder, jobId } = killedAt('ask', 0)
  writeFileSync(join(folder, '20260101-000000-00000000.jsonl'), 'no json at all\n')
  const store = openJobStore(folder)
  expect(store.list().map(job => job.id)).toEqual([jobId])
  expect(readdirSync(folder).some(name => name.startsWith('20260101-000000-00000000.jsonl.damaged-'))).toBe(true)
  store.close()
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
    const log = store.create()
    log.append(started)
    return log.jobId
  })
  expect(store.list().map(job => job.id)).toEqual(ids.toReversed())
  store.close()
})
