/**
 * One machine one can run commands on, whatever its kind. The whole app shares one handle a machine (machine-list.ts).
 * Podman machines are restarted from this computer, as podman does it itself: it has to bring up its port forwarding.
 */

import type { MachineKind } from '../../shared/machine.ts'
import type { CommandRunner, RunOptions } from '../lib/runner.ts'

/** How a machine is restarted: by a command on it (run with `sudo`), or by podman on this computer. */
export type RestartCommand =
  | { readonly kind: 'systemctl'; readonly argv: readonly string[] }
  | { readonly kind: 'podman'; readonly name: string; readonly argvs: readonly (readonly string[])[] }

export interface MachineHandle extends CommandRunner {
  readonly id: string
  readonly name: string
  readonly kind: MachineKind
  /** Who commands run as without `sudo`. */
  readonly user: string
  readonly restartCommand: RestartCommand
  /**
   * Restarts it now. Podman machines: stops and starts it here, and resolves when podman says it runs. All others: asks
   * systemd there, and resolves as soon as that was accepted or the connection went away, which is the same news.
   */
  restart(options?: Pick<RunOptions, 'signal' | 'onLines'>): Promise<void>
  /** Drops the connection and looks the address up anew (a Podman machine's port can change); then connects. */
  reconnect(signal?: AbortSignal): Promise<void>
  /** Whether a person has to answer a dialog for every command that needs root (polkit). */
  readonly asksEachTime?: () => boolean
  /** Hears that the connection went away by itself; returns how to stop hearing. This computer never says it. */
  onConnectionLost(listener: () => void): () => void
  close(): void
}

/** The command that restarts a machine from inside; `--no-wall` and the like are left to the machine's own policy. */
export const SYSTEMCTL_REBOOT: readonly string[] = ['systemctl', 'reboot']
