import { execa } from 'execa'
import { commandLine } from '../../electron/lib/command-line.ts'

export interface GuestAccess {
  readonly port: number
  readonly keyPath: string
}

export interface GuestSshOptions {
  /** Default `core`; `root` logs in with the same key. */
  readonly user?: 'core' | 'root'
  /** Standard input of the command; default none. */
  readonly input?: string
  /** Default 120 s. */
  readonly timeoutMs?: number
  /** Of the connection; default 60 s, for computers that have much else to do. */
  readonly connectTimeoutMs?: number
}

export interface GuestResult {
  readonly stdout: string
  readonly stderr: string
  /** 255 when ssh itself failed; undefined when the time was over. */
  readonly exitCode: number | undefined
}

/** The command that a person can use, too. */
export const sshCommand = (access: GuestAccess, options: GuestSshOptions = {}): readonly string[] => [
  'ssh',
  ...['-i', access.keyPath, '-p', String(access.port)],
  ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR'],
  ...['-o', 'IdentitiesOnly=yes', '-o', `ConnectTimeout=${(options.connectTimeoutMs ?? 60_000) / 1000}`],
  `${options.user ?? 'core'}@127.0.0.1`,
]

/** Runs a command on the machine; never rejects for an exit code. */
export async function runOnGuest(
  access: GuestAccess,
  argv: readonly string[],
  options: GuestSshOptions = {},
): Promise<GuestResult> {
  const [program = '', ...words] = sshCommand(access, options)
  const { stdout, stderr, exitCode } = await execa(program, [...words, '--', commandLine(argv)], {
    reject: false,
    timeout: options.timeoutMs ?? 120_000,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
  })
  return { stdout, stderr, exitCode }
}
