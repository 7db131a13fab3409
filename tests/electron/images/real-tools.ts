/** A runner that really runs podman and skopeo, with two storages of their own: the user's, and root's behind `sudo`. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { CommandRunner, RunOptions } from '../../../electron/lib/runner.ts'
import { AppError } from '../../../shared/errors.ts'

/** OCI name of the architecture the real tools run on. */
export const ownArchitecture = process.arch === 'x64' ? 'amd64' : process.arch

export interface RealTools extends CommandRunner {
  readonly directory: string
  /** Every command that ran, as one line; root's begin with `sudo`. */
  readonly ran: string[]
  /** Imports a small image with these labels into one storage; returns its ID. */
  importImage(store: 'user' | 'root', name: string, labels?: Readonly<Record<string, string>>): Promise<string>
  /** Another store than the real one for the next commands, for a storage that is broken. */
  breakStorage(): void
  close(): void
}

const storageConf = (directory: string, store: string): string =>
  `[storage]\ndriver = "vfs"\ngraphroot = "${directory}/${store}/graph"\nrunroot = "${directory}/${store}/run"\n`

const commandLine: CommandRunner['commandLine'] = (argv, options) =>
  [...(options?.sudo ? ['sudo'] : []), ...argv].join(' ')

/** `insecure` names registries that are spoken to over plain HTTP. */
export function openRealTools({ insecure = [] as readonly string[] } = {}): RealTools {
  const directory = mkdtempSync(join(tmpdir(), 'drydock-images-'))
  const ran: string[] = []
  const conf = { user: join(directory, 'user.conf'), root: join(directory, 'root.conf') }
  for (const store of ['user', 'root'] as const) writeFileSync(conf[store], storageConf(directory, store))
  // skopeo heeds no variable for this file, only the home directory.
  const configuration = join(directory, 'home', '.config', 'containers')
  mkdirSync(configuration, { recursive: true })
  const registries = join(configuration, 'registries.conf')
  writeFileSync(registries, insecure.map(host => `[[registry]]\nlocation = "${host}"\ninsecure = true\n`).join('\n'))

  const environment = (sudo: boolean) => ({
    HOME: join(directory, 'home'),
    CONTAINERS_STORAGE_CONF: sudo ? conf.root : conf.user,
    LC_ALL: 'C.UTF-8',
  })

  async function run(argv: readonly string[], options: RunOptions = {}) {
    ran.push(commandLine(argv, options))
    const [file = '', ...rest] = argv
    const result = await execa(file, rest, {
      env: environment(options.sudo ?? false),
      reject: false,
      stripFinalNewline: false,
      stdin: 'ignore',
      ...(options.signal ? { cancelSignal: options.signal } : {}),
    })
    options.signal?.throwIfAborted()
    const exitCode = result.exitCode ?? 127
    if (!(options.okExitCodes ?? [0]).includes(exitCode)) {
      const facts = { command: commandLine(argv, options), exitCode, stderr: result.stderr }
      throw new AppError('command/failed', facts, { raw: result.stderr })
    }
    return { exitCode, stdout: result.stdout, stderr: result.stderr, durationMs: result.durationMs }
  }

  return {
    directory,
    ran,
    run,
    commandLine,
    async importImage(store, name, labels = {}) {
      const archive = join(directory, 'layer.tar')
      const file = join(directory, 'os-release')
      writeFileSync(file, `ID=drydock-test\nNAME=${name}\n`)
      await execa('tar', ['-C', directory, '-cf', archive, 'os-release'])
      const changes = Object.entries(labels).flatMap(([key, value]) => ['--change', `LABEL ${key}=${value}`])
      const { stdout } = await execa('podman', ['import', '--quiet', ...changes, archive, name], {
        env: environment(store === 'root'),
      })
      return stdout.trim().replace('sha256:', '')
    },
    breakStorage: () => writeFileSync(conf.user, '[storage]\ndriver = "no-such-driver"\n'),
    close: () => rmSync(directory, { recursive: true, force: true }),
  }
}
