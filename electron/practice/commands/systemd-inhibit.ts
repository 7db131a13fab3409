import { out, type Program, UnsupportedUse } from '../system/process.ts'
import { hasTrouble, type World } from '../system/world.ts'
import { alignColumns } from './columns.ts'
import { hasFlag, readOptions, valueOfOption } from './options.ts'

interface Lock {
  readonly who: string
  readonly uid: number
  readonly user: string
  readonly pid: number
  readonly comm: string
  readonly what: string
  readonly why: string
  readonly mode: 'block' | 'delay'
}

const root = { uid: 0, user: 'root' } as const

const locks = (world: World): readonly Lock[] => [
  {
    ...root,
    who: 'NetworkManager',
    pid: 861,
    comm: 'NetworkManager',
    what: 'sleep',
    why: 'NetworkManager needs to turn off networks',
    mode: 'delay',
  },
  ...(hasTrouble(world, 'reboot-blocked')
    ? [
        {
          ...root,
          who: 'Nightly backup',
          pid: 4242,
          comm: 'restic',
          what: 'shutdown',
          why: 'Backing up /var',
          mode: 'block',
        } as const,
      ]
    : []),
]

/** systemd-inhibit(1) `--list`, as a table or as JSON. */
export const systemdInhibit: Program = async process => {
  const options = readOptions(process.argv.slice(1), {
    flags: ['--list', '--no-legend', '--no-pager'],
    values: ['--json', '--mode', '--what'],
  })
  if (!hasFlag(options, '--list')) throw new UnsupportedUse('only --list is there')
  const held = locks(process.world)
  if (valueOfOption(options, '--json') !== undefined) {
    await out(process, `${JSON.stringify(held)}\n`)
    return 0
  }
  const rows = held.map(({ who, uid, user, pid, comm, what, why, mode }) => [
    who,
    String(uid),
    user,
    String(pid),
    comm,
    what,
    why,
    mode,
  ])
  const hasLegend = !hasFlag(options, '--no-legend')
  const header = ['WHO', 'UID', 'USER', 'PID', 'COMM', 'WHAT', 'WHY', 'MODE']
  await out(process, alignColumns(hasLegend ? [header, ...rows] : rows))
  if (hasLegend) await out(process, `\n${held.length} inhibitors listed.\n`)
  return 0
}
