import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openConnection } from '../../../electron/ssh/connection.ts'
import { fingerprintOf } from '../../../electron/ssh/fingerprint.ts'
import { hashedHost } from '../../../electron/ssh/host-pattern.ts'
import type { SshTarget } from '../../../electron/ssh/ssh-target.ts'
import type { Answer } from '../../../shared/api.ts'
import type { AppError } from '../../../shared/errors.ts'
import { type OpensshServer, startOpensshServer } from '../../support/openssh-server.ts'
import { createPerson, depsOf, failureOf, knownHostsOf, targetOf, trusted } from './answers.ts'

let server: OpensshServer
beforeEach(async () => {
  server = await startOpensshServer({ hostKeyTypes: ['ed25519', 'rsa'] })
})
afterEach(() => server.stop())

const fingerprint = (key: string): string => fingerprintOf(Buffer.from(key.split(' ')[1] ?? '', 'base64'))

/** Connects with a person who gives these answers; what they were asked. */
async function connect(answers: readonly Answer[], changes: Partial<SshTarget> = {}) {
  const person = createPerson(...answers)
  const connection = await openConnection(targetOf(server, changes), depsOf(server, person.ask))
  connection.close()
  return person.asked
}

/** Whether the real ssh logs in with our known_hosts and no questions. */
function isAcceptedByOpenssh(): boolean {
  const options = ['BatchMode=yes', 'StrictHostKeyChecking=yes', `UserKnownHostsFile=${knownHostsOf(server)}`]
  const flags = options.flatMap(option => ['-o', option])
  try {
    execFileSync(
      'ssh',
      [
        '-F',
        'none',
        ...flags,
        '-i',
        server.keyPath,
        '-p',
        String(server.port),
        `${server.user}@${server.host}`,
        'true',
      ],
      { stdio: 'pipe' },
    )
    return true
  } catch {
    return false
  }
}

test('an unknown key is asked about once, remembered, and then known, also to ssh itself', async () => {
  const asked = await connect([true])
  const address = `127.0.0.1:${server.port}`
  const question = { kind: 'host-key', machine: 'lab', address, keyType: 'ED25519' }
  expect(asked).toEqual([{ ...question, fingerprint: fingerprint(server.hostKey()) }])
  expect(await connect([])).toEqual([])
  expect(isAcceptedByOpenssh()).toBe(true)
})

test('an unknown key that is declined is not remembered', async () => {
  const error = await failureOf(connect([null]))
  const facts = { machine: 'lab', keyType: 'ED25519', fingerprint: fingerprint(server.hostKey()) }
  expect(error).toMatchObject({ code: 'machine/host-key-unknown', facts })
  expect(existsSync(knownHostsOf(server))).toBe(false)
})

test('a changed key is refused with the full story and never asked about', async () => {
  writeFileSync(knownHostsOf(server), '# a comment\n')
  await connect([true])
  const expected = fingerprint(server.hostKey())
  await server.replaceHostKey('ed25519')
  const error = await failureOf(connect([]))
  const facts = { machine: 'lab', keyType: 'ED25519', fingerprint: fingerprint(server.hostKey()), expected }
  expect(error).toMatchObject({
    code: 'machine/host-key-changed',
    facts: { ...facts, file: knownHostsOf(server), line: 2 },
  })
  expect((error as AppError).report.next).toContain('line 2')
  expect(isAcceptedByOpenssh()).toBe(false)
})

test('a type that is known already is negotiated first, so a second host key raises no question', async () => {
  writeFileSync(knownHostsOf(server), `[127.0.0.1]:${server.port} ${server.hostKey('rsa')}\n`)
  expect(await connect([])).toEqual([])
})

test('a hashed file is read and added to hashed', async () => {
  writeFileSync(knownHostsOf(server), `${hashedHost('somewhere.else')} ${server.hostKey('rsa')}\n`)
  await connect([true])
  expect(readFileSync(knownHostsOf(server), 'utf8')).not.toContain('127.0.0.1')
  expect(await connect([])).toEqual([])
  expect(isAcceptedByOpenssh()).toBe(true)
})

test('a revoked key is refused and never asked about', async () => {
  writeFileSync(knownHostsOf(server), `@revoked * ${server.hostKey()}\n`)
  const error = await failureOf(connect([]))
  expect(error).toMatchObject({ code: 'machine/host-key-changed', facts: { line: 1, file: knownHostsOf(server) } })
})

describe('a machine whose key was told beforehand', () => {
  test('is accepted by that key alone, without known_hosts', async () => {
    writeFileSync(knownHostsOf(server), `@revoked * ${server.hostKey()}\n`)
    expect(await connect([], trusted(server))).toEqual([])
    expect(readFileSync(knownHostsOf(server), 'utf8')).toBe(`@revoked * ${server.hostKey()}\n`)
  })
  test('is refused with any other', async () => {
    const before = trusted(server)
    await server.replaceHostKey('ed25519')
    const error = await failureOf(connect([], before))
    expect(error).toMatchObject({ code: 'machine/host-key-changed' })
  })
})

test('where any key is accepted nothing is asked and nothing remembered', async () => {
  expect(await connect([], { hostKeyPolicy: 'accept-any' })).toEqual([])
  await server.replaceHostKey('ed25519')
  expect(await connect([], { hostKeyPolicy: 'accept-any' })).toEqual([])
  expect(existsSync(knownHostsOf(server))).toBe(false)
})
