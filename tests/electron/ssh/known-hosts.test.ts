import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fingerprintOf } from '../../../electron/ssh/fingerprint.ts'
import { hashedHost } from '../../../electron/ssh/host-pattern.ts'
import { findHostKey, knownKeyTypes } from '../../../electron/ssh/known-hosts.ts'
import { appendHostKey } from '../../../electron/ssh/known-hosts-file.ts'
import { makeKey } from '../../support/openssh-server.ts'

let directory = ''
let path = ''
/** `type base64` of a few keys. */
let keys: { readonly one: string; readonly two: string; readonly rsa: string }

const blob = (key: string): Buffer => Buffer.from(key.split(' ')[1] ?? '', 'base64')
const publicKey = (name: string, type: string): string =>
  readFileSync(`${makeKey(join(directory, name), { type })}.pub`, 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ')
const keygen = (...args: string[]): string => execFileSync('ssh-keygen', args, { encoding: 'utf8' })

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'drydock-known-hosts-'))
  path = join(directory, 'known_hosts')
  keys = { one: publicKey('one', 'ed25519'), two: publicKey('two', 'ed25519'), rsa: publicKey('rsa', 'rsa') }
})
afterAll(() => rmSync(directory, { recursive: true }))

const find = (text: string, host = 'lab', port = 22, key = keys.one) => findHostKey(text, host, port, blob(key))

describe('lookup agrees with ssh-keygen -F', () => {
  const fields = [
    'lab',
    'LAB',
    'lab,10.0.0.1',
    'la?',
    '*',
    'l*b',
    '*.example',
    '!lab,*',
    '*,!other',
    '[lab]:2222',
    '[lab]:*',
    'lab.example',
    '*a*a*',
    '10.0.0.*',
  ] // prettier-ignore
  const names: readonly (readonly [string, number])[] = [
    ['lab', 22],
    ['LAB', 22],
    ['lab', 2222],
    ['other', 22],
    ['lab.example', 22],
    ['10.0.0.1', 22],
    ['fe80::1', 2222],
  ]
  const cases = fields.flatMap(field => names.map(([host, port]) => [field, host, port] as const))

  test.each(cases)('%s for %s port %i', (field, host, port) => {
    writeFileSync(path, `# comment\n\n${field} ${keys.one} someone@somewhere\n`)
    const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`
    let isFound = true
    try {
      keygen('-F', name, '-f', path)
    } catch {
      isFound = false
    }
    // ssh(1), not ssh-keygen, also takes the same key under the name without the port.
    const isFoundWithoutPort = port !== 22 && find(readFileSync(path, 'utf8'), host, 22).kind === 'known'
    expect(find(readFileSync(path, 'utf8'), host, port).kind).toBe(isFound || isFoundWithoutPort ? 'known' : 'unknown')
  })

  test('a file hashed by ssh-keygen -H is read', () => {
    writeFileSync(path, `lab ${keys.one}\n[lab]:2222 ${keys.two}\n`)
    keygen('-H', '-f', path)
    const text = readFileSync(path, 'utf8')
    expect(text).not.toContain('lab')
    expect(find(text).kind).toBe('known')
    expect(find(text, 'lab', 2222, keys.two).kind).toBe('known')
    expect(find(text, 'other').kind).toBe('unknown')
  })

  test('a name hashed here is found by ssh-keygen -F', () => {
    writeFileSync(path, `${hashedHost('lab')} ${keys.one}\n`)
    expect(keygen('-F', 'lab', '-f', path)).toContain('found: line 1')
  })
})

test('fingerprints are those of ssh-keygen -lf', () => {
  for (const name of ['one', 'two', 'rsa'] as const) {
    expect(keygen('-lf', join(directory, `${name}.pub`)).split(' ')[1]).toBe(fingerprintOf(blob(keys[name])))
  }
})

describe('what a text says about a key', () => {
  test('another key of the same type is a changed key, told with its line and fingerprint', () => {
    const text = `# mine\nother ${keys.one}\nlab ${keys.two}\n`
    expect(find(text)).toEqual({ kind: 'changed', line: 3, expected: fingerprintOf(blob(keys.two)) })
  })
  test('a key of a type never seen is a changed key too, where another type is known', () => {
    expect(find(`lab ${keys.rsa}\n`)).toEqual({ kind: 'changed', line: 1, expected: fingerprintOf(blob(keys.rsa)) })
  })
  test('one of several known keys is enough', () => {
    expect(find(`lab ${keys.two}\nlab ${keys.rsa}\nlab ${keys.one}\n`).kind).toBe('known')
  })
  test('a revoked key is refused even if it is known as well', () => {
    expect(find(`lab ${keys.one}\n@revoked * ${keys.one}\n`)).toEqual({ kind: 'revoked', line: 2 })
  })
  test('a certificate authority does not make a key known or changed', () => {
    expect(find(`@cert-authority * ${keys.two}\n@cert-authority lab ${keys.one}\n`).kind).toBe('unknown')
  })
  test('another key under the name without the port says nothing about this port', () => {
    expect(find(`lab ${keys.two}\n`, 'lab', 2222).kind).toBe('unknown')
  })
  test('damaged lines are skipped', () => {
    const text = `lab\nlab ssh-ed25519\nlab ssh-rsa ${keys.two.split(' ')[1]}\nlab ssh-ed25519 !!!\n|1|x lab\n\0\n`
    expect(find(text).kind).toBe('unknown')
  })
  test('a pattern full of stars is answered at once', () => {
    const text = `${'*a'.repeat(200)}* ${keys.one}\n`
    const startedAt = performance.now()
    expect(find(text, 'a'.repeat(190)).kind).toBe('unknown')
    expect(performance.now() - startedAt).toBeLessThan(500)
  })
  test('the known types are told, so that they are negotiated first', () => {
    const text = `lab ${keys.rsa}\n@revoked lab ${keys.two}\nlab,x ${keys.one}\n`
    expect(knownKeyTypes(text, 'lab', 22)).toEqual(['ssh-rsa', 'ssh-ed25519'])
  })
})

describe('adding a key', () => {
  const append = (port = 22, isHashed = false) =>
    appendHostKey(path, { host: 'Lab', port, key: blob(keys.one), isHashed })

  test('makes a private file in a private folder', async () => {
    const fresh = join(directory, 'home', '.ssh', 'known_hosts')
    await appendHostKey(fresh, { host: 'lab', port: 2222, key: blob(keys.one) })
    expect(readFileSync(fresh, 'utf8')).toBe(`[lab]:2222 ${keys.one}\n`)
    expect(statSync(fresh).mode & 0o777).toBe(0o600)
    expect(statSync(join(directory, 'home', '.ssh')).mode & 0o777).toBe(0o700)
  })
  test('leaves what is there as it is and adds a missing line end', async () => {
    const before = `# mine\n\nother ${keys.two}  my comment`
    writeFileSync(path, before)
    await append()
    expect(readFileSync(path, 'utf8')).toBe(`${before}\nlab ${keys.one}\n`)
  })
  test('hashes the name in a file with hashed names, and when told to', async () => {
    writeFileSync(path, `${hashedHost('other')} ${keys.two}\n`)
    await append(2222)
    expect(readFileSync(path, 'utf8').split('\n')[1]).toMatch(/^\|1\|/)
    expect(keygen('-F', '[lab]:2222', '-f', path)).toContain('found: line 2')
    writeFileSync(path, '')
    await append(22, true)
    expect(readFileSync(path, 'utf8')).toMatch(/^\|1\|/)
  })
})
