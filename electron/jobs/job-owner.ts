/**
 * Which process runs a job: a small file beside the log with its process id. The command line and the app share one
 * folder of jobs, so a log without an end is only "interrupted" when its owner is gone.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isProcessAlive } from '../lib/is-process-alive.ts'

const ownerPath = (logPath: string): string => logPath.replace(/\.jsonl$/, '.owner')

export const claimJob = (logPath: string): void =>
  writeFileSync(ownerPath(logPath), `${process.pid}\n`, { mode: 0o600 })

export const releaseJob = (logPath: string): void => rmSync(ownerPath(logPath), { force: true })

/** Whether another living process runs this job. */
export function isOwnedElsewhere(logPath: string): boolean {
  const pid = readPid(ownerPath(logPath))
  return pid !== undefined && pid !== process.pid && isProcessAlive(pid)
}

function readPid(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10)
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}
