/** A plain ssh2 client for the practice machine’s own tests: nothing of Drydock’s SSH side is used here. */

import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import ssh2, { type ClientChannel } from 'ssh2'
import {
  type PracticeMachine,
  type PracticeOptions,
  startPracticeMachine,
} from '../../../electron/practice/practice-machine.ts'

export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly bytes: Buffer
  /** Undefined when the channel closed without one. */
  readonly exitCode: number | undefined
  readonly signal: string | undefined
}

export interface RunOptions {
  readonly stdin?: string | Buffer
  readonly env?: Readonly<Record<string, string>>
  readonly onChannel?: (channel: ClientChannel) => void
  /** ssh2 sends no signal once standard input has ended. */
  readonly isStdinOpen?: boolean
}

export interface Connected {
  run(command: string, options?: RunOptions): Promise<Ran>
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>
  end(): void
}

/** Logs in; rejects when the machine cannot be reached or the key is refused. */
export function connect(machine: PracticeMachine, user = 'core', privateKey = machine.privateKey): Promise<Connected> {
  const client = new ssh2.Client()
  const closed = new Promise<void>(resolve => client.on('close', () => resolve()))
  return new Promise((resolve, reject) => {
    client.on('error', reject)
    client.on('close', () => reject(new Error('closed before it was ready')))
    client.on('ready', () =>
      resolve({ run: (command, options) => run(client, command, options), closed, end: () => client.end() }),
    )
    // With Nagle's algorithm each exec takes 40 ms longer.
    const sock = net.connect({ host: machine.host, port: machine.port, noDelay: true })
    sock.on('error', reject)
    client.connect({ sock, username: user, privateKey })
  })
}

function run(
  client: ssh2.Client,
  command: string,
  { stdin, env, onChannel, isStdinOpen = false }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    client.exec(command, { ...(env ? { env } : {}) }, (error, channel) => {
      if (error) return reject(error)
      const chunks: Buffer[] = []
      let stderr = ''
      let exitCode: number | undefined
      let signal: string | undefined
      channel.on('data', (chunk: Buffer) => void chunks.push(chunk))
      channel.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString()
      })
      channel.on('exit', (code: number | null, name?: string) => {
        exitCode = code ?? undefined
        signal = name
      })
      channel.on('close', () => {
        const bytes = Buffer.concat(chunks)
        resolve({ stdout: bytes.toString(), stderr, bytes, exitCode, signal })
      })
      onChannel?.(channel)
      if (!isStdinOpen) channel.end(stdin ?? '')
    })
  })
}

/** Starts a machine for one test file’s `beforeEach`; speed 200. */
export const startFast = (options: Partial<PracticeOptions> = {}): Promise<PracticeMachine> =>
  startPracticeMachine({ name: 'practice', backend: 'rpm-ostree', speed: 200, ...options })

/** Logs in again and again until the machine answers. */
export async function connectWhenBack(machine: PracticeMachine, user = 'core'): Promise<Connected> {
  for (;;) {
    try {
      return await connect(machine, user)
    } catch {
      await sleep(10)
    }
  }
}

/** Runs one command on a connection of its own. */
export async function runOnce(machine: PracticeMachine, command: string, options?: RunOptions): Promise<Ran> {
  const connection = await connect(machine)
  try {
    return await connection.run(command, options)
  } finally {
    connection.end()
    await connection.closed
  }
}

interface RpmOstreeStatus {
  readonly deployments: readonly (Readonly<Record<string, unknown>> & {
    readonly staged: boolean
    readonly booted: boolean
  })[]
  readonly transaction: readonly string[] | null
  readonly 'update-driver': Readonly<Record<string, string>> | null
}

/** `rpm-ostree status --json`, read. */
export async function readStatus(connection: Connected): Promise<RpmOstreeStatus> {
  return JSON.parse((await connection.run('rpm-ostree status --json')).stdout) as RpmOstreeStatus
}

/** A file of the reference data. */
export const referencePath = (path: string): string => new URL(`../../reference/${path}`, import.meta.url).pathname
