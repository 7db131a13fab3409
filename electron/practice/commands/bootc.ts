/** bootc(8) 1.16.9: no daemon, the process itself does the work and dies with its session. */

import { ownEntry } from '../system/own-entry.ts'
import { fail, isRoot, out, type Process, type Program } from '../system/process.ts'
import { bootedDeployment, stagedDeployment } from '../system/world.ts'
import { checkUpgrade, switchImage, upgradeImage } from './bootc-pulls.ts'
import { bootcStatusJson, isRollbackQueued } from './bootc-status.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'
import { moveToFront, rollbackTarget } from './rpm-ostree-changes.ts'

type Command = (process: Process, options: ReadOptions, operands: readonly string[]) => Promise<number>

/** clap’s usage errors are exit code 2. */
const badUse = (process: Process, what: string): Promise<number> =>
  fail(process, 2, `error: ${what}\n\nUsage: bootc <COMMAND>\n\nFor more information, try '--help'.`)

const status: Command = async (process, options) => {
  const format = hasFlag(options, '--json') ? 'json' : (valueOfOption(options, '--format') ?? 'yaml')
  if (format !== 'json') return badUse(process, `practice machine: unsupported format '${format}', only json is there`)
  await out(process, bootcStatusJson(process.world))
  return 0
}

const BOOTLOADER_MS = 1200

/** Toggles which system starts next, and drops a staged one. */
const rollback: Command = async process => {
  const { world } = process
  const target = rollbackTarget(world)
  if (!target) return fail(process, 1, 'error: Rolling back: No rollback available')
  await world.clock.sleep(BOOTLOADER_MS, process.signal)
  const staged = stagedDeployment(world)
  if (staged) world.state.deployments.splice(world.state.deployments.indexOf(staged), 1)
  const isReverting = isRollbackQueued(world)
  moveToFront(world, target)
  const text = isReverting
    ? 'notice: Reverting queued rollback state\nNext boot: current deployment\n'
    : 'Next boot: rollback deployment\n'
  await out(process, text)
  return 0
}

const upgrade: Command = (process, options) =>
  hasFlag(options, '--check') ? checkUpgrade(process) : upgradeImage(process, options)

/** Each with the context bootc puts before its errors. */
const COMMANDS: Readonly<Record<string, { readonly context: string; readonly run: Command }>> = {
  rollback: { context: 'Rolling back', run: rollback },
  status: { context: 'Status', run: status },
  switch: { context: 'Switching', run: switchImage },
  update: { context: 'Upgrading', run: upgrade },
  upgrade: { context: 'Upgrading', run: upgrade },
}

const FLAGS = [
  '--apply',
  '--booted',
  '--check',
  '--download-only',
  '--enforce-container-sigpolicy',
  '--json',
  '--quiet',
  '--retain',
  '--version',
  '-V',
]
const VALUES = ['--format', '--format-version', '--progress-fd', '--transport']

function optionsOf(arguments_: readonly string[]): ReadOptions | string {
  try {
    return readOptions(arguments_, { flags: FLAGS, values: VALUES })
  } catch (thrown) {
    const option = /'([^']+)'/.exec(thrown instanceof Error ? thrown.message : '')?.[1] ?? ''
    return `unexpected argument '${option}' found`
  }
}

const CHANGES = ['switch', 'update', 'upgrade']

export const bootc: Program = async process => {
  const options = optionsOf(process.argv.slice(1))
  if (typeof options === 'string') return badUse(process, options)
  if (hasFlag(options, '--version', '-V')) {
    await out(process, 'bootc 1.16.9\n')
    return 0
  }
  const [name = '', ...operands] = options.operands
  const command = ownEntry(COMMANDS, name)
  if (!command) return badUse(process, `unrecognized subcommand '${name}'`)
  if (!isRoot(process)) {
    const why = 'Querying root privilege: This command must be executed as the root user'
    return fail(process, 1, `error: ${command.context}: Preparing for write: ${why}`)
  }
  if (CHANGES.includes(name) && bootedDeployment(process.world).packages.length > 0) {
    const why =
      'Deployment contains local rpm-ostree modifications; cannot upgrade via bootc. You can run `rpm-ostree reset` to undo the modifications.'
    return fail(process, 1, `error: ${command.context}: ${why}`)
  }
  return command.run(process, options, operands)
}
