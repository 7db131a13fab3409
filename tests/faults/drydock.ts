/** Drydock as a process that can be killed, stopped and started again, and its log as it stands on the disk. */

import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { applyEvent, type Job, type JobEvent, type JobRequest } from '../../shared/job.ts'

const PROGRAM = new URL('drydock-process.ts', import.meta.url).pathname
const COMPILED = new URL('../../.cache/node', import.meta.url).pathname
const LOOK_MS = 3

export interface Drydock {
  readonly process: ChildProcess
  /** Resolves with its exit code; null after a signal. */
  readonly exited: Promise<number | null>
  /** What it complained about. */
  complaints(): string
}

export function startDrydock(dataDir: string, request?: JobRequest): Drydock {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify({ dataDir, ...(request ? { request } : {}) })], {
    // Compiled sources are kept between runs, which halves the start.
    env: { ...process.env, HOME: dataDir, NODE_COMPILE_CACHE: COMPILED },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaints = ''
  child.stderr?.on('data', (bytes: Buffer) => {
    complaints += bytes.toString()
  })
  const exited = new Promise<number | null>(resolve => child.once('close', resolve))
  return { process: child, exited, complaints: () => complaints }
}

/** Reads the events of the one job as they are written; a last line without its end is still being written. */
export function createLogReader(dataDir: string): () => readonly JobEvent[] {
  const folder = join(dataDir, 'jobs')
  let path: string | undefined
  let offset = 0
  return () => {
    path ??= jobPath(folder)
    if (path === undefined) return []
    const fd = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(fstatSync(fd).size - offset)
      readSync(fd, bytes, 0, bytes.length, offset)
      const end = bytes.lastIndexOf(10) + 1
      offset += end
      const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1)
      return lines.map(line => JSON.parse(line) as JobEvent)
    } finally {
      closeSync(fd)
    }
  }
}

function jobPath(folder: string): string | undefined {
  const name = existsSync(folder) ? readdirSync(folder).find(each => each.endsWith('.jsonl')) : undefined
  return name === undefined ? undefined : join(folder, name)
}

export const readLog = (dataDir: string): readonly JobEvent[] => createLogReader(dataDir)()

export function foldLog(events: readonly JobEvent[]): Job | undefined {
  let job: Job | undefined
  for (const event of events) job = applyEvent(job, event)
  return job
}

/** Waits until the log says so; gives up when the job has ended without. */
export async function untilLog(
  dataDir: string,
  isIt: (job: Job) => boolean,
  drydock: Drydock,
): Promise<'reached' | 'missed'> {
  let hasExited = false
  void drydock.exited.then(() => {
    hasExited = true
  })
  const readOn = createLogReader(dataDir)
  for (let job: Job | undefined; ; ) {
    for (const event of readOn()) {
      job = applyEvent(job, event)
      if (isIt(job)) return 'reached'
    }
    if (hasExited) return 'missed'
    await sleep(LOOK_MS)
  }
}
