/**
 * Which process this is, so that another one that is given the same id later is not taken for it: the id and, where the
 * system tells, when it began. Linux: the boot and field 22 of /proc/PID/stat (proc(5)). macOS: ps(1). On Windows a
 * process is known by its id alone.
 */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isProcessAlive } from './is-process-alive.ts'

export interface ProcessMark {
  readonly pid: number
  /** Compared as text; undefined where it cannot be known. */
  readonly began?: string
}

function readBegan(pid: number): string | undefined {
  if (process.platform === 'linux') return readBeganOnLinux(pid)
  if (process.platform !== 'darwin') return undefined
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout?.trim() || undefined
}

function readBeganOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything; what follows the last bracket begins with field 3.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`
  } catch {
    return undefined
  }
}

export function processMark(pid: number = process.pid): ProcessMark {
  const began = readBegan(pid)
  return began === undefined ? { pid } : { pid, began }
}

/** Whether that very process still runs. */
export function isMarkAlive({ pid, began }: ProcessMark): boolean {
  if (!isProcessAlive(pid)) return false
  return began === undefined || readBegan(pid) === began
}
