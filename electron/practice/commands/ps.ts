import { out, type Program } from '../system/process.ts'
import type { World } from '../system/world.ts'
import { alignColumns } from './columns.ts'
import { readOptions, valueOfOption } from './options.ts'

interface Row {
  readonly pid: number
  readonly comm: string
  readonly args: string
  readonly startedAtMs: number
}

function rows({ transaction, units, state }: World): readonly Row[] {
  const running = [...units.values()].filter(unit => unit.exit === undefined && unit.name.endsWith('.service'))
  const always = (pid: number, comm: string, args: string): Row => ({ pid, comm, args, startedAtMs: state.bootedAtMs })
  return [
    always(1, 'systemd', '/usr/lib/systemd/systemd --switched-root --system'),
    always(861, 'NetworkManager', '/usr/sbin/NetworkManager --no-daemon'),
    always(902, 'sshd', 'sshd: /usr/sbin/sshd -D [listener]'),
    ...(transaction ? [always(1742, 'rpm-ostree', '/usr/bin/rpm-ostree start-daemon')] : []),
    ...running.map((unit, at) => ({
      pid: 3000 + at,
      comm: unit.command[0] ?? '',
      args: unit.command.join(' '),
      startedAtMs: unit.startedAtMs,
    })),
  ]
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** `lstart`: `Mon Nov 24 10:00:00 2025` (ps(1)). */
function longStart(atMs: number): string {
  const at = new Date(atMs)
  const [, day = '', month = '', year = ''] = at.toUTCString().split(' ')
  return `${DAYS[at.getUTCDay()]} ${month} ${String(Number(day)).padStart(2)} ${at.toISOString().slice(11, 19)} ${year}`
}

/** ps(1): the few processes a practice machine has; `-o pid=,lstart=,args=`, else in one form whatever is asked. */
export const ps: Program = async process => {
  const { world } = process
  const wanted = process.argv.includes('pid=,lstart=,args=')
    ? valueOfOption(readOptions(process.argv.slice(1), { flags: ['-e', '-w'], values: ['-o'] }), '-o')
    : undefined
  if (wanted !== undefined) {
    const lines = rows(world).map(
      ({ pid, startedAtMs, args }) => `${String(pid).padStart(7)} ${longStart(startedAtMs)} ${args}\n`,
    )
    await out(process, lines.join(''))
    return 0
  }
  const table = rows(world).map(({ pid, comm }) => [String(pid), '?', '00:00:00', comm])
  await out(process, alignColumns([['PID', 'TTY', 'TIME', 'CMD'], ...table], [0]))
  return 0
}
