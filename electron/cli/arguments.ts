/** Reads the command line. Throws `usage/invalid` with a sentence for anything that is not understood. */

import { parseArgs } from 'node:util'
import { AppError } from '../../shared/errors.ts'
import { exitCodeHelp } from './exit-codes.ts'

export const help = `Drydock: swap the operating system under a machine, and be told what booted.

  drydock apply IMAGE [MACHINE] [--restart] [--dry-run] [--json] [--via direct|export] [--signed] [--choose NAME]
                            stage IMAGE on MACHINE; --restart restarts it and verifies what booted
  drydock machines          what runs where
  drydock status MACHINE    one machine's deployments and disks
  drydock images MACHINE    its local images, bootable ones first
  drydock resolve IMAGE MACHINE
                            what IMAGE would mean there, without changing anything
  drydock storage MACHINE [--empty]
                            its disks, and what Drydock keeps there of images it sent; --empty removes that
  drydock history           the jobs so far
  drydock resume [JOB] [--restart]
                            go on with a job that was left unfinished; --restart is the yes to its restart
  drydock cancel [JOB]      end such a job, and what it started on its machine
  drydock discard MACHINE   discard its staged system
  drydock doctor MACHINE [--repair wait|cancel|restart-daemon]
                            who is changing it, since when, and what is safe to do about it
  drydock practice [MACHINE] [--trouble NAME|none] [--reset]
                            the practice machines and the troubles they can have

Without MACHINE, apply takes the default Podman machine. “practice” is a machine inside Drydock to try things on.
IMAGE is an image reference such as quay.io/fedora/fedora-coreos:stable, localhost/my-os:dev or oci:/path (a path on
the machine); or a path on this computer, which begins with /, ./, ../ or ~/: an OCI directory, an OCI archive or an
archive of Docker. Of that only what the machine lacks is sent. --choose says which image of several is meant.

Options
  --json       print JSON: one document, or for apply the events as JSON lines and the result last of all
  --data-dir   where Drydock keeps its machines, settings and job logs
  --help       this text
  --version    the version

${exitCodeHelp}`

export type CommandName =
  | 'apply'
  | 'machines'
  | 'status'
  | 'images'
  | 'resolve'
  | 'storage'
  | 'history'
  | 'resume'
  | 'cancel'
  | 'discard'
  | 'doctor'
  | 'practice'
  | 'help'
  | 'version'

export interface CliArguments {
  readonly command: CommandName
  readonly words: readonly string[]
  readonly isJson: boolean
  readonly isDryRun: boolean
  readonly isRestart: boolean
  readonly isSigned: boolean
  readonly isReset: boolean
  readonly isEmpty: boolean
  readonly via?: 'direct' | 'export'
  readonly trouble?: string
  readonly choose?: string
  readonly repair?: string
  readonly dataDir?: string
}

/** How many words each command takes, at least and at most. */
const WORDS: { readonly [Name in CommandName]: readonly [number, number, string] } = {
  apply: [1, 2, 'apply IMAGE [MACHINE]'],
  machines: [0, 0, 'machines'],
  status: [1, 1, 'status MACHINE'],
  images: [1, 1, 'images MACHINE'],
  resolve: [2, 2, 'resolve IMAGE MACHINE'],
  storage: [1, 1, 'storage MACHINE'],
  history: [0, 0, 'history'],
  resume: [0, 1, 'resume [JOB]'],
  cancel: [0, 1, 'cancel [JOB]'],
  discard: [1, 1, 'discard MACHINE'],
  doctor: [1, 1, 'doctor MACHINE'],
  practice: [0, 1, 'practice [MACHINE]'],
  help: [0, 9, 'help'],
  version: [0, 0, 'version'],
}

const isCommand = (word: string): word is CommandName => Object.hasOwn(WORDS, word)

const invalid = (reason: string): AppError => new AppError('usage/invalid', { reason })

export function parseArguments(argv: readonly string[]): CliArguments {
  const { values, positionals } = parsed(argv)
  if (values.version) return plain('version')
  if (values.help || positionals.length === 0) return plain('help')
  const [command = '', ...words] = positionals
  if (!isCommand(command)) throw invalid(`“${command}” is not a command of drydock.`)
  const [least, most, usage] = WORDS[command]
  if (words.length < least || words.length > most) throw invalid(`That is not how it goes: drydock ${usage}`)
  return {
    command,
    words,
    isJson: values.json,
    isDryRun: values['dry-run'],
    isRestart: values.restart,
    isSigned: values.signed,
    isReset: values.reset,
    isEmpty: values.empty,
    ...(values.via === undefined ? {} : { via: checkedVia(values.via) }),
    ...(values.choose === undefined ? {} : { choose: values.choose }),
    ...(values.trouble === undefined ? {} : { trouble: values.trouble }),
    ...(values.repair === undefined ? {} : { repair: values.repair }),
    ...(values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] }),
  }
}

function parsed(argv: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: flag,
        'dry-run': flag,
        restart: flag,
        signed: flag,
        reset: flag,
        empty: flag,
        help: { ...flag, short: 'h' },
        version: flag,
        via: { type: 'string' },
        trouble: { type: 'string' },
        choose: { type: 'string' },
        repair: { type: 'string' },
        'data-dir': { type: 'string' },
      },
    })
  } catch (thrown) {
    throw invalid(`${(thrown as Error).message.split('. ')[0] ?? ''}.`)
  }
}

function checkedVia(via: string): 'direct' | 'export' {
  if (via === 'direct' || via === 'export') return via
  throw invalid(`--via is “direct” or “export”, not “${via}”.`)
}

const plain = (command: CommandName): CliArguments => ({
  command,
  words: [],
  isJson: false,
  isDryRun: false,
  isRestart: false,
  isSigned: false,
  isReset: false,
  isEmpty: false,
})
