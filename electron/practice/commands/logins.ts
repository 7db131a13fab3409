import { out, type Program, UnsupportedUse } from '../system/process.ts'
import { alignColumns } from './columns.ts'
import { hasFlag, readOptions, valueOfOption } from './options.ts'

const UIDS: Readonly<Record<string, number>> = { root: 0, core: 1000 }

/** who(1): sessions with a terminal. Connections that only run commands have none. */
export const who: Program = () => 0

/** loginctl(1) list-sessions, as systemd 257 prints it. */
export const loginctl: Program = async process => {
  const options = readOptions(process.argv.slice(1), {
    flags: ['--no-legend', '--no-pager', '-j'],
    values: ['-o', '--output', '--json'],
  })
  const [verb = 'list-sessions'] = options.operands
  if (verb !== 'list-sessions') throw new UnsupportedUse(`unsupported verb '${verb}'`)
  const sessions = process.world.sessions()
  const isJson = hasFlag(options, '-j') || valueOfOption(options, '-o', '--output', '--json') !== undefined
  if (isJson) {
    const list = sessions.map(({ id, user }) => ({
      session: String(id),
      uid: UIDS[user] ?? 0,
      user,
      seat: null,
      leader: 2000 + id,
      class: 'user',
      tty: null,
      idle: false,
      since: null,
    }))
    await out(process, `${JSON.stringify(list)}\n`)
    return 0
  }
  const rows = sessions.map(({ id, user }) =>
    [id, UIDS[user] ?? 0, user, '-', 2000 + id, 'user', '-', 'no', '-'].map(String),
  )
  const header = ['SESSION', 'UID', 'USER', 'SEAT', 'LEADER', 'CLASS', 'TTY', 'IDLE', 'SINCE']
  const hasLegend = !hasFlag(options, '--no-legend')
  const table = alignColumns(hasLegend ? [header, ...rows] : rows)
  await out(process, hasLegend ? `${table}\n${rows.length} sessions listed.\n` : table)
  return 0
}
