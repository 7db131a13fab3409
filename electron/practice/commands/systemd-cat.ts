import { journalOutput } from '../system/journal.ts'
import { fail, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { readOptions, valueOfOption } from './options.ts'

const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']

function priorityOf(given: string | undefined): number {
  const at = PRIORITIES.indexOf(given ?? 'info')
  if (at === -1) throw new UnsupportedUse(`unsupported priority '${given}'`)
  return at
}

/** A rootless podman leaves a control group that is not its user's, and journald then calls it by another unit. */
function journalUnit({ unit = 'session-1.scope', isDelegated = false, user, argv }: Process): string {
  return user.uid !== 0 && !isDelegated && argv.includes('podman') ? `user@${user.uid}.service` : unit
}

/** systemd-cat(1): a command whose standard streams go to the journal, each with its priority. */
export const systemdCat: Program = async process => {
  const options = readOptions(process.argv.slice(1), {
    flags: [],
    values: ['-t', '--identifier', '-p', '--priority', '--stderr-priority', '--level-prefix'],
    stopsAtOperand: true,
  })
  const argv = options.operands
  if (argv.length === 0) return fail(process, 1, 'practice machine: systemd-cat needs a command')
  const unit = journalUnit(process)
  const identifier = valueOfOption(options, '-t', '--identifier') ?? argv[0] ?? ''
  const priority = priorityOf(valueOfOption(options, '-p', '--priority'))
  const errors = valueOfOption(options, '--stderr-priority')
  const stdout = journalOutput(process.world, { unit, identifier, priority })
  const stderr = journalOutput(process.world, {
    unit,
    identifier,
    priority: errors === undefined ? priority : priorityOf(errors),
  })
  const outputs = new Map(process.outputs).set(1, stdout).set(2, stderr)
  try {
    return await process.spawn({ ...process, argv, outputs })
  } finally {
    stdout.end()
    stderr.end()
  }
}
