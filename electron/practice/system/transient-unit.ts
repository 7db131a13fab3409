/*
 *   running ──▶ ended: removed, or kept as `exited` (RemainAfterExit=) or `failed` until it is stopped or reset
 *   waiting (a timer) ──▶ removed
 */

/** How a unit's command ended: with an exit code, or by a signal's number. */
export type UnitExit =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly status: number }

/** A unit made by `systemd-run`: a command that runs without a session, or a timer that will start one. */
export interface TransientUnit {
  /** `drydock-1.service` */
  readonly name: string
  readonly invocationId: string
  readonly description: string
  readonly command: readonly string[]
  readonly startedAtMs: number
  /** Type=oneshot: it is `activating` while it runs. */
  readonly isOneshot: boolean
  readonly remainsAfterExit: boolean
  /** What `systemctl stop` sends (systemd.kill(5), KillSignal=). */
  readonly killSignal: 'TERM' | 'INT'
  readonly controller: AbortController
  /** Resolves when it has ended and its last commands have run. */
  readonly settled: Promise<void>
  /** Undefined while it runs. */
  exit: UnitExit | undefined
  endedAtMs: number | undefined
}

interface UnitState {
  readonly active: string
  readonly sub: string
  readonly result: string
}

/** How systemd calls it (systemctl(1)). */
export function unitState({ name, exit, isOneshot }: TransientUnit): UnitState {
  if (name.endsWith('.timer')) return { active: 'active', sub: 'waiting', result: 'success' }
  if (!exit && isOneshot) return { active: 'activating', sub: 'start', result: 'success' }
  if (!exit) return { active: 'active', sub: 'running', result: 'success' }
  if (exit.kind === 'killed') return { active: 'failed', sub: 'failed', result: 'signal' }
  if (exit.status !== 0) return { active: 'failed', sub: 'failed', result: 'exit-code' }
  return { active: 'active', sub: 'exited', result: 'success' }
}
