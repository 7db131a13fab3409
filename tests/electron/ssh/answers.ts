import { join } from 'node:path'
import { vi } from 'vitest'
import type { Ask, QuestionBody } from '../../../electron/lib/ask.ts'
import { createSecretMemory } from '../../../electron/ssh/secret-memory.ts'
import type { SshTarget } from '../../../electron/ssh/ssh-target.ts'
import type { Answer } from '../../../shared/api.ts'
import type { OpensshServer } from '../../support/openssh-server.ts'

/** A person who answers in the order given, and the questions they were asked. One question too many is an error. */
export function createPerson(...answers: Answer[]): { readonly ask: Ask; readonly asked: QuestionBody[] } {
  const asked: QuestionBody[] = []
  const ask: Ask = async question => {
    asked.push(question)
    const answer = answers.shift()
    if (answer === undefined) throw new Error(`asked once too often: ${JSON.stringify(question)}`)
    return answer
  }
  return { ask, asked }
}

/** How to reach a test server with its own key, known hosts beside it. */
export const targetOf = (server: OpensshServer, changes: Partial<SshTarget> = {}): SshTarget => ({
  name: 'lab',
  host: server.host,
  port: server.port,
  user: server.user,
  keyPaths: [server.keyPath],
  useAgent: false,
  identitiesOnly: true,
  jump: [],
  ...changes,
})

export const knownHostsOf = (server: OpensshServer): string => join(server.directory, 'known_hosts')

/** The rest of what a connection needs: a fresh memory, so that tests do not know each other's secrets. */
export const depsOf = (server: OpensshServer, ask: Ask) => ({
  ask,
  knownHostsPath: knownHostsOf(server),
  memory: createSecretMemory(),
})

/** Trusts the server beforehand, for tests that are not about host keys. */
export const trusted = (server: OpensshServer): Partial<SshTarget> => ({
  trustedHostKey: server.hostKey().split(' ')[1] ?? '',
})

/** What a promise rejects with. */
export const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    value => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`)
    },
    error => error,
  )

/** Waits for a condition, long enough for a busy computer. */
export const until = (condition: () => boolean): Promise<true> =>
  vi.waitUntil(condition, { timeout: 20_000, interval: 20 })
