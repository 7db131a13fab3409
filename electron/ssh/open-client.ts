/** From a target to an ssh2 client that is logged in. */
import type { Duplex } from 'node:stream'
import ssh2, { type Algorithms, type AuthHandlerMiddleware, type Client } from 'ssh2'
import type { Ask } from '../lib/ask.ts'
import { createAuthHandler } from './authentication.ts'
import {
  type ConnectionError,
  explainConnectionError,
  explainRefusedLogin,
  isRefusedLogin,
  unreachable,
} from './connection-errors.ts'
import { checkHostKey, type HostKeyAlgorithms, hostKeyAlgorithms } from './host-key-check.ts'
import { type Identities, openIdentities } from './identities.ts'
import { giveKeyObjects } from './key-objects.ts'
import { createLoginGate, type LoginGate } from './login-gate.ts'
import { openSocket } from './open-socket.ts'
import { openPatience } from './patience.ts'
import type { SecretMemory } from './secret-memory.ts'
import { addressOf, type SshTarget } from './ssh-target.ts'

export interface ClientDeps {
  readonly ask: Ask
  readonly knownHostsPath: string
  readonly memory: SecretMemory
  readonly signal?: AbortSignal
}

export interface OpenClient {
  readonly client: Client
  readonly socket: Duplex
}

const LOGIN_TIMEOUT_MS = 20_000
const KEEPALIVE_INTERVAL_MS = 10_000
const KEEPALIVE_COUNT = 3
const MAX_TRIES = 4

/**
 * Logs in, through `via` if given. A machine that hung up while a person was still thinking (sshd does after
 * LoginGraceTime, 120 s) is called again with the answer remembered, so that no answer is lost.
 */
export async function openClient(target: SshTarget, deps: ClientDeps, via?: Client): Promise<OpenClient> {
  for (let tries = 1; ; tries += 1) {
    const attempt = { isAnsweredTooLate: false }
    try {
      return await logIn(target, deps, via, attempt)
    } catch (error) {
      if (!attempt.isAnsweredTooLate || tries === MAX_TRIES) throw error
    }
  }
}

interface Attempt {
  /** The connection went away before the answer of a person came. */
  isAnsweredTooLate: boolean
}

async function logIn(
  target: SshTarget,
  deps: ClientDeps,
  via: Client | undefined,
  attempt: Attempt,
): Promise<OpenClient> {
  const prepared = await prepare(target, deps)
  const timeout = () => unreachable(target, `it gave no answer within ${LOGIN_TIMEOUT_MS / 1000} s`)
  const patience = openPatience(LOGIN_TIMEOUT_MS, timeout, deps.signal)
  try {
    const socket = await openSocket(target, via, patience.signal)
    const gate = createLoginGate(socket, patience, () => {
      attempt.isAnsweredTooLate = true
    })
    const client = startClient(target, socket, deps, prepared, gate)
    await gate.passed
    return { client, socket }
  } finally {
    patience.close()
  }
}

interface Prepared {
  readonly identities: Identities
  readonly algorithms: HostKeyAlgorithms
}

/** All that is read beforehand: a socket that fails while nobody listens to it would end the process. */
async function prepare(target: SshTarget, deps: ClientDeps): Promise<Prepared> {
  return {
    identities: await openIdentities(target, deps),
    algorithms: await hostKeyAlgorithms(target, deps.knownHostsPath),
  }
}

function startClient(
  target: SshTarget,
  socket: Duplex,
  deps: ClientDeps,
  { identities, algorithms }: Prepared,
  gate: LoginGate,
): Client {
  const client = new ssh2.Client()
  giveKeyObjects(client)
  client.on('error', (error: ConnectionError) => {
    // A key that could not sign is no failure: the next one is tried.
    if (error.level === 'agent') return
    gate.lose(isRefusedLogin(error) ? explainRefusedLogin(target, identities) : explainConnectionError(target, error))
  })
  client.on('close', () => gate.lose(unreachable(target, 'it closed the connection during the login')))
  // A channel through another machine stays half open when the far end hangs up; only closing it makes ssh2 notice.
  client.on('end', () => socket.destroy())
  client.once('ready', gate.pass)
  const password = (isRetry: boolean) => getPassword(target, deps, isRetry)
  const parts = { user: target.user, identities: identities.list, password, ...gate }
  return client.connect({
    sock: socket,
    host: target.host,
    port: target.port,
    username: target.user,
    algorithms: { serverHostKey: algorithms } as unknown as Algorithms,
    hostVerifier: (key: Buffer, verify: (isRight: boolean) => void) => {
      gate.whileAsking(() => checkHostKey(target, key, deps)).then(verify, gate.fail)
    },
    authHandler: createAuthHandler(parts) as AuthHandlerMiddleware,
    keepaliveInterval: KEEPALIVE_INTERVAL_MS,
    keepaliveCountMax: KEEPALIVE_COUNT,
    // Patience counts instead: it stands still while a person thinks.
    readyTimeout: 0,
  })
}

/** The remembered password first, once; then the person is asked. */
async function getPassword(target: SshTarget, deps: ClientDeps, isRetry: boolean): Promise<string | undefined> {
  const { ask, memory, signal } = deps
  const slot = `password ${target.user}@${addressOf(target)}`
  const remembered = memory.get(slot)
  if (!isRetry && remembered !== undefined) return remembered
  memory.forget(slot)
  const answer = await ask({ kind: 'password', machine: target.name, user: target.user, isRetry }, signal)
  if (typeof answer !== 'string') return undefined
  memory.set(slot, answer)
  return answer
}
