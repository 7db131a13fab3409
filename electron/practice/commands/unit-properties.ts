import type { ServiceUnit } from '../system/service-units.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** `Mon 2025-11-24 10:00:00 UTC`, as systemd writes a time; empty for none. */
function systemdTime(atMs: number | undefined): string {
  if (atMs === undefined) return ''
  const at = new Date(atMs)
  return `${DAYS[at.getUTCDay()]} ${at.toISOString().slice(0, 10)} ${at.toISOString().slice(11, 19)} UTC`
}

/** What `systemctl show` tells of a unit, in its order; one that is not there has LoadState `not-found`. */
export function unitProperties(unit: ServiceUnit | undefined, name: string): Readonly<Record<string, string>> {
  return {
    Type: 'simple',
    ExecMainStartTimestamp: systemdTime(unit?.startedAtMs),
    ExecMainCode: unit?.exitKind === undefined ? '0' : unit.exitKind === 'exited' ? '1' : '2',
    ExecMainStatus: String(unit?.exitCode ?? 0),
    Result: unit?.result ?? 'success',
    Id: name,
    Description: unit?.description ?? name,
    LoadState: unit ? 'loaded' : 'not-found',
    ActiveState: unit?.active ?? 'inactive',
    SubState: unit?.sub ?? 'dead',
    UnitFileState: unit?.enabled ?? '',
    InactiveExitTimestamp: systemdTime(unit?.startedAtMs),
    ActiveEnterTimestamp: systemdTime(unit?.startedAtMs),
    InvocationID: unit?.invocationId ?? '',
  }
}
