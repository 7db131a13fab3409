/*
 *   absent ──▶ running ──▶ ended          absent again after it was stopped, reset, or lost in a restart
 */
export type UnitState = { readonly kind: 'absent' } | { readonly kind: 'running' } | UnitEnd

/** `exitCode` null: a signal ended it, whose number `signal` is. */
export interface UnitEnd {
  readonly kind: 'ended'
  readonly exitCode: number | null
  readonly signal?: number
}

/** siginfo_t's si_code (waitid(2)): 1 is “exited”, others are signals. */
const EXITED = '1'

/** Reads `systemctl show` of one unit (systemctl(1), and org.freedesktop.systemd1(5) for the words). */
export function parseUnitState(printed: string): UnitState {
  const properties = new Map(printed.split('\n').map(line => cutAt(line, '=')))
  const is = (name: string, value: string): boolean => properties.get(name) === value
  if (!is('LoadState', 'loaded') || is('ActiveState', 'inactive')) return { kind: 'absent' }
  const isDone = is('ActiveState', 'failed') || (is('ActiveState', 'active') && is('SubState', 'exited'))
  if (!isDone) return { kind: 'running' }
  return endOf(properties.get('ExecMainCode'), Number(properties.get('ExecMainStatus') ?? 0), is('Result', 'success'))
}

function endOf(code: string | undefined, status: number, isSuccess: boolean): UnitEnd {
  if (code !== EXITED && code !== '0') return { kind: 'ended', exitCode: null, signal: status }
  // It failed before its command could begin, or in what comes after it.
  if (status === 0 && !isSuccess) return { kind: 'ended', exitCode: null }
  return { kind: 'ended', exitCode: status }
}

function cutAt(line: string, mark: string): readonly [string, string] {
  const at = line.indexOf(mark)
  return at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + mark.length)]
}
