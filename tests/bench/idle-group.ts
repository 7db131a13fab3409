/**
 * Gives a process and all it starts only the time that nobody else wants. Not nice(2): with sched_autogroup (sched(7))
 * niceness counts within a session only, and each login through sshd is a session of its own. A control group is left
 * alone by it: cpu.idle is there in both versions of the controller (Linux 5.15).
 */

import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import type { CleanUp } from './clean-up.ts'

const parents = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup']

/** Where no control group can be made, niceness has to do; returns whether one could. */
export function makeIdle(pid: number, cleanUp: CleanUp): boolean {
  setPriority(pid, constants.priority.PRIORITY_LOW)
  for (const parent of parents) {
    const group = join(parent, `drydock-bench-${pid}`)
    try {
      mkdirSync(group)
    } catch {
      continue
    }
    // A group with processes in it cannot be removed; an empty one that is left costs nothing.
    cleanUp.add(() => rmdirSync(group))
    if (!existsSync(join(group, 'cpu.idle'))) continue
    writeFileSync(join(group, 'cpu.idle'), '1')
    writeFileSync(join(group, 'cgroup.procs'), String(pid))
    return true
  }
  return false
}
