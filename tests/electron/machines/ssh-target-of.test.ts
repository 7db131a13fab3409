import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseJumps } from '../../../electron/machines/parse-jumps.ts'
import type { SavedMachine } from '../../../electron/machines/saved-machines.ts'
import { readSshConfigHosts } from '../../../electron/machines/ssh-config-hosts.ts'
import { sshTargetOf } from '../../../electron/machines/ssh-target-of.ts'
import { tempDir } from '../../support/temp-dir.ts'

function target(saved: SavedMachine, config = '') {
  const local = { home: tempDir(), name: 'jo', env: {} }
  mkdirSync(join(local.home, '.ssh'))
  const path = join(local.home, '.ssh', 'config')
  writeFileSync(path, config)
  return { home: local.home, ...sshTargetOf(saved, () => readSshConfigHosts(path, local), local) }
}

const typed: SavedMachine = {
  kind: 'address',
  name: 'm',
  host: '10.0.0.5',
  port: 22,
  user: 'core',
  keyPath: '',
  jump: '',
}
const imported = (name: string): SavedMachine => ({ kind: 'ssh-config', name })

describe('a machine added by hand', () => {
  test('without a key is tried with the agent and the usual keys', () => {
    expect(target(typed)).toMatchObject({ keyPaths: [], useAgent: true, identitiesOnly: false, jump: [] })
  })

  test('with a key is tried with that one only', () => {
    const { home, ...told } = target({ ...typed, keyPath: '~/.ssh/k' })
    expect(told).toMatchObject({ keyPaths: [join(home, '.ssh/k')], identitiesOnly: true })
  })

  test('is reached through its jumps in order, each as ~/.ssh/config knows it', () => {
    const config = 'Host bastion\n  HostName 192.0.2.1\n  Port 2222\n  User gate\n  IdentityFile /keys/gate\n'
    expect(target({ ...typed, jump: 'bastion, me@inner:2200' }, config).jump).toMatchObject([
      { name: 'bastion', host: '192.0.2.1', port: 2222, user: 'gate', keyPaths: ['/keys/gate'] },
      { name: 'inner', host: 'inner', port: 2200, user: 'me', keyPaths: [] },
    ])
  })
})

describe('a machine of ~/.ssh/config', () => {
  test('is what the configuration says now', () => {
    const config =
      'Host web\n  HostName 10.0.0.7\n  User core\n  IdentityFile /k\n  IdentitiesOnly yes\n  ProxyJump gate\n'
    expect(target(imported('web'), config)).toMatchObject({
      name: 'web',
      host: '10.0.0.7',
      port: 22,
      user: 'core',
      keyPaths: ['/k'],
      useAgent: true,
      identitiesOnly: true,
      jump: [{ name: 'gate', host: 'gate', user: 'jo', jump: [] }],
    })
  })

  test('goes through the first jump’s own jump before it', () => {
    const config = 'Host far\n  ProxyJump near\nHost near\n  ProxyJump nearest\n'
    expect(target(imported('far'), config).jump.map(hop => hop.name)).toEqual(['nearest', 'near'])
  })

  test('jumps in a circle are refused instead of followed', () => {
    const config = 'Host a\n  ProxyJump b\nHost b\n  ProxyJump a\n'
    expect(() => target(imported('a'), config)).toThrow(/circle/)
  })

  test('that is not in it any more is not reachable, and the reason says so', () => {
    expect(() => target(imported('gone'), 'Host other\n')).toThrow(/not in ~\/\.ssh\/config any more/)
  })
})

test.each([
  ['', []],
  ['bastion', [{ host: 'bastion' }]],
  ['core@b:2222', [{ host: 'b', user: 'core', port: 2222 }]],
  ['ssh://core@b:2222', [{ host: 'b', user: 'core', port: 2222 }]],
  ['a,u@b', [{ host: 'a' }, { host: 'b', user: 'u' }]],
  ['u@[2001:db8::1]:22', [{ host: '2001:db8::1', user: 'u', port: 22 }]],
])('the jump %j', (text, jumps) => {
  expect(parseJumps(text)).toEqual(jumps)
})

test.each(['-oProxyCommand=x', 'a,', 'u@-x', 'a:99999', 'a b', '@x'])('the jump %j is refused', text => {
  expect(() => parseJumps(text)).toThrow(expect.objectContaining({ code: 'usage/invalid' }))
})
