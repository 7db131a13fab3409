/** What opening a machine of any kind needs, and the one way to restart one from inside. */

import { isAppError } from '../../shared/errors.ts'
import type { MachineKind, SudoAccess } from '../../shared/machine.ts'
import type { Ask } from '../lib/ask.ts'
import type { CommandRunner, RunOptions } from '../lib/runner.ts'
import { SYSTEMCTL_REBOOT } from './machine-handle.ts'

export interface OpenContext {
  readonly ask: Ask
  readonly knownHostsPath: string
  readonly localRunner: CommandRunner
  /** What this session's last probe said of root there; undefined before there was one. */
  readonly access: () => SudoAccess | undefined
}

export interface Identity {
  readonly id: string
  readonly name: string
  readonly kind: MachineKind
}

export type Restarting = Pick<RunOptions, 'signal' | 'onLines'>

/** Asks systemd there for a restart. The connection going away before an answer came is the answer. */
export async function restartFromInside(runner: CommandRunner, options: Restarting): Promise<void> {
  try {
    await runner.run(SYSTEMCTL_REBOOT, { ...options, sudo: true })
  } catch (thrown) {
    if (!isAppError(thrown, 'machine/lost')) throw thrown
  }
}

/** Those three and nothing else of a longer record. */
export const identityOf = ({ id, name, kind }: Identity): Identity => ({ id, name, kind })
