/** A unit made by `systemd-run`: a command that runs without a session. */
export interface TransientUnit {
  /** `drydock-1.service` */
  readonly name: string
  readonly invocationId: string
  readonly description: string
  readonly startedAtMs: number
  readonly controller: AbortController
  /** Undefined while it runs. */
  exitCode: number | undefined
  endedAtMs: number | undefined
}

/** How systemd calls it (systemctl(1)). */
export function unitState({ exitCode }: TransientUnit): { active: string; sub: string; result: string } {
  if (exitCode === undefined) return { active: 'active', sub: 'running', result: 'success' }
  if (exitCode === 0) return { active: 'inactive', sub: 'dead', result: 'success' }
  return { active: 'failed', sub: 'failed', result: 'exit-code' }
}
