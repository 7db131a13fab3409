/** One SSH session channel of a practice machine: a command line in, bytes and an exit code out. */

import type { Writable } from 'node:stream'
import type { ServerChannel, Session } from 'ssh2'
import { spawn } from '../programs.ts'
import { runScript } from '../shell/run-script.ts'
import { isSignalName, type Process, ProcessKilled, type User } from '../system/process.ts'
import { createPipe, type Output, type Pipe } from '../system/streams.ts'
import type { World } from '../system/world.ts'

/** sshd_config of Fedora: AcceptEnv LANG LC_*. */
const ACCEPTED_ENV = /^(?:LANG|LANGUAGE|LC_[A-Z_]+)$/

const INTERNAL_ERROR = 70

/** A client that sends more before it is read has to wait. */
const MAX_WAITING_BYTES = 1024 * 1024

const loginEnv = (user: User): [string, string][] => [
  ['PATH', '/usr/local/bin:/usr/bin:/usr/local/sbin:/usr/sbin'],
  ['HOME', user.home],
  ['USER', user.name],
  ['LOGNAME', user.name],
  ['SHELL', '/bin/bash'],
  ['PWD', user.home],
]

/** Writes resolve when the client has taken the bytes, and fail as a closed pipe when it is gone. */
function outputTo(stream: Writable, gone: AbortSignal): Output {
  return {
    write: content =>
      new Promise((resolve, reject) => {
        const onGone = () => reject(new ProcessKilled('PIPE'))
        if (gone.aborted) return onGone()
        const bytes = Buffer.from(content)
        if (bytes.length === 0) return resolve()
        gone.addEventListener('abort', onGone, { once: true })
        stream.write(bytes, error => {
          gone.removeEventListener('abort', onGone)
          if (error) onGone()
          else resolve()
        })
      }),
  }
}

function openStdin(channel: ServerChannel, killing: AbortSignal): Pipe {
  let waitingBytes = 0
  const stdin = createPipe(bytes => {
    waitingBytes -= bytes
    if (waitingBytes < MAX_WAITING_BYTES) channel.resume()
  })
  channel.on('data', (chunk: Buffer) => {
    waitingBytes += chunk.length
    if (waitingBytes >= MAX_WAITING_BYTES) channel.pause()
    void stdin.output.write(chunk)
  })
  // A program that waits for its input hears a signal too.
  killing.addEventListener('abort', () => stdin.kill(killing.reason), { once: true })
  channel.on('end', () => stdin.end())
  channel.on('close', () => stdin.end())
  return stdin
}

function finish(channel: ServerChannel, gone: AbortSignal, end: number | ProcessKilled): void {
  if (gone.aborted) return
  if (typeof end === 'number') channel.exit(end)
  else channel.exit(end.signalName)
  channel.end()
}

async function run(process: Process, command: string): Promise<number | ProcessKilled> {
  try {
    return await runScript(process, command, 'bash')
  } catch (thrown) {
    if (thrown instanceof ProcessKilled) return thrown
    const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    await process.outputs
      .get(2)
      ?.write(`practice machine: internal error: ${reason}\n`)
      .catch(() => {})
    return INTERNAL_ERROR
  }
}

interface Login {
  readonly world: World
  readonly user: User
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal
}

function serveCommand(
  login: Login,
  channel: ServerChannel,
  command: string,
  env: readonly [string, string][],
  killer: AbortController,
): void {
  const { world, user } = login
  const closed = new AbortController()
  channel.on('close', () => closed.abort())
  channel.on('error', () => closed.abort())
  channel.stderr.on('error', () => closed.abort())
  const gone = AbortSignal.any([closed.signal, login.gone])
  const killing = AbortSignal.any([killer.signal, world.power.signal])
  const process: Process = {
    world,
    argv: [],
    env: new Map([...loginEnv(user), ...env]),
    user,
    cwd: user.home,
    stdin: openStdin(channel, killing).input,
    outputs: new Map([
      [1, outputTo(channel, gone)],
      [2, outputTo(channel.stderr, gone)],
    ]),
    signal: killing,
    spawn,
  }
  void run(process, command).then(end => finish(channel, gone, end))
}

/** There is nothing to call when the client wants no reply. */
const reply = (answer: (() => unknown) | undefined): void => void answer?.()

/** Answers what a client asks of one session: variables, one command, signals. No terminal, no SFTP, no shell. */
export function serveSession(login: Login, session: Session): void {
  const env: [string, string][] = []
  const killer = new AbortController()
  session.on('env', (accept, reject, { key, val }) => {
    const isAccepted = ACCEPTED_ENV.test(key)
    if (isAccepted) env.push([key, val])
    reply(isAccepted ? accept : reject)
  })
  session.on('pty', (_accept, reject) => reply(reject))
  session.on('signal', (accept, _reject, { name }) => {
    reply(accept)
    if (isSignalName(name)) killer.abort(new ProcessKilled(name))
  })
  session.on('exec', (accept, _reject, { command }) => {
    serveCommand(login, accept(), command, env, killer)
  })
}
