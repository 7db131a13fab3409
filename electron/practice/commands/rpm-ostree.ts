/** rpm-ostree(1) v2026.2 as a client of its daemon: the words on the command line and who may use them. */

import { ownEntry } from '../system/own-entry.ts'
import { fail, isRoot, out, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { hasTrouble } from '../system/world.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'
import { cancel, cleanup, rollback } from './rpm-ostree-changes.ts'
import { isUtf8 } from './rpm-ostree-client.ts'
import { rebase, upgrade } from './rpm-ostree-pulls.ts'
import { statusJson, statusText } from './rpm-ostree-status.ts'

type Command = (process: Process, options: ReadOptions, operands: readonly string[]) => Promise<number>

const DAEMON_DOWN = [
  'Job for rpm-ostreed.service failed because the control process exited with error code.',
  'See "systemctl status rpm-ostreed.service" and "journalctl -xeu rpm-ostreed.service" for details.',
  '× rpm-ostreed.service - rpm-ostree System Management Daemon',
  '     Loaded: loaded (/usr/lib/systemd/system/rpm-ostreed.service; static)',
  '     Active: failed (Result: exit-code)',
  "error: Could not activate remote peer 'org.projectatomic.rpmostree1': startup job failed",
].join('\n')

const status: Command = async (process, options) => {
  const isJson = hasFlag(options, '--json')
  const bullet = isUtf8(process) ? '●' : '*'
  await out(
    process,
    isJson ? statusJson(process.world, hasFlag(options, '-b', '--booted')) : statusText(process.world, bullet),
  )
  const isPending = process.world.state.deployments[0]?.booted === false
  return isPending && hasFlag(options, '--pending-exit-77') ? 77 : 0
}

const VERSION = `rpm-ostree:
 Version: '2026.2'
 Git: d5ef5f0b1b7c0f26c3cc5ea9b1e8a3a9b4f6a3f1
 Features:
  - rust
  - compose
  - container
  - fedora-integration
`

/** The D-Bus operation polkit is asked about; nothing for what anyone may do. */
const METHODS: Readonly<Record<string, string>> = {
  cancel: 'Cancel',
  cleanup: 'Cleanup',
  rebase: 'Rebase',
  rollback: 'Rollback',
  upgrade: 'Upgrade',
}

const COMMANDS: Readonly<Record<string, Command>> = { cancel, cleanup, rebase, rollback, status, upgrade }

const FLAGS = [
  '--allow-downgrade',
  '--allow-inactive',
  '--base',
  '--booted',
  '--bypass-driver',
  '--cache-only',
  '--check',
  '--disallow-downgrade',
  '--download-only',
  '--experimental',
  '--json',
  '--lock-finalization',
  '--pending',
  '--pending-exit-77',
  '--peer',
  '--preview',
  '--quiet',
  '--reboot',
  '--repomd',
  '--rollback',
  '--skip-purge',
  '--unchanged-exit-77',
  '--verbose',
  '--version',
  '-C',
  '-b',
  '-m',
  '-p',
  '-q',
  '-r',
  '-v',
]

const VALUES = ['--install', '--os', '--sysroot', '--uninstall', '--custom-origin-url', '--custom-origin-description']

const isDriverAsked = (name: string): boolean => name === 'rebase' || name === 'upgrade'

async function refusal(process: Process, name: string, options: ReadOptions): Promise<number | undefined> {
  if (hasTrouble(process.world, 'daemon-down')) return fail(process, 1, DAEMON_DOWN)
  const method = ownEntry(METHODS, name)
  if (method !== undefined && !isRoot(process)) {
    return fail(process, 1, `error: rpmostreed OS operation ${method} not allowed for user`)
  }
  if (isDriverAsked(name) && hasTrouble(process.world, 'zincati-active') && !hasFlag(options, '--bypass-driver')) {
    return fail(
      process,
      1,
      "error: Updates and deployments are driven by Zincati (zincati.service)\nSee Zincati's documentation at https://github.com/coreos/zincati\nUse --bypass-driver to bypass Zincati and perform the operation anyways",
    )
  }
  return undefined
}

export const rpmOstree: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: FLAGS, values: VALUES })
  if (hasFlag(options, '--version')) {
    await out(process, VERSION)
    return 0
  }
  const [name = '', ...operands] = options.operands
  const command = ownEntry(COMMANDS, name)
  if (!command) throw new UnsupportedUse(`unsupported command '${name}'`)
  if (valueOfOption(options, '--os', '--sysroot') !== undefined) throw new UnsupportedUse('there is one system here')
  return (await refusal(process, name, options)) ?? command(process, options, operands)
}
