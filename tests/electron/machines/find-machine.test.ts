import { describe, expect, test } from 'vitest'
import { findDefaultMachine, findMachine } from '../../../electron/machines/find-machine.ts'
import {
  inListOrder,
  LOCAL_RECORD,
  type MachineRecord,
  podmanRecord,
  practiceRecord,
  sshRecord,
  stateWithoutAsking,
} from '../../../electron/machines/machine-record.ts'
import type { PodmanMachine } from '../../../electron/machines/parse-podman-machines.ts'

const podman = (name: string, more: Partial<PodmanMachine> = {}): MachineRecord =>
  podmanRecord({
    name,
    isDefault: false,
    state: 'running',
    rootful: false,
    vmType: 'qemu',
    ssh: { host: '127.0.0.1', port: 39511, user: 'core', identityPath: '/k' },
    ...more,
  })
const ssh = (name: string): MachineRecord => sshRecord({ kind: 'ssh-config', name })
const practice = (id: string): MachineRecord =>
  practiceRecord({
    id,
    name: id,
    target: {
      name: id,
      host: '127.0.0.1',
      port: 2201,
      user: 'core',
      keyPaths: [],
      useAgent: false,
      identitiesOnly: true,
      jump: [],
    },
  })

const all = inListOrder([
  practice('practice'),
  practice('practice-bootc'),
  LOCAL_RECORD,
  ssh('web'),
  ssh('db'),
  podman('b'),
  podman('main', { isDefault: true }),
  podman('a'),
])

test('the default Podman machine comes first, practice last', () => {
  expect(all.map(record => record.id)).toEqual([
    'podman:main',
    'podman:a',
    'podman:b',
    'ssh:db',
    'ssh:web',
    'local',
    'practice',
    'practice-bootc',
  ])
})

test('an address is what a person would type', () => {
  expect(all.map(record => record.address)).toEqual([
    'core@127.0.0.1:39511',
    'core@127.0.0.1:39511',
    'core@127.0.0.1:39511',
    'db',
    'web',
    'this computer',
    'core@127.0.0.1:2201',
    'core@127.0.0.1:2201',
  ])
})

describe('a machine is found', () => {
  test.each([
    ['podman:a', 'podman:a'],
    ['web', 'ssh:web'],
    ['practice', 'practice'],
    ['this computer', 'local'],
  ])('by %s', (text, id) => {
    expect(findMachine(all, text).id).toBe(id)
  })

  test('not by a name nobody has: the error lists those there are', () => {
    expect(() => findMachine(all, 'nope')).toThrow(
      expect.objectContaining({
        code: 'machine/not-found',
        facts: { name: 'nope', known: expect.stringContaining('main, a, b') },
      }),
    )
  })

  test('not by a name two have, unless it is one’s id', () => {
    const twins = [...all, ssh('a'), ssh('practice')]
    expect(() => findMachine(twins, 'a')).toThrow(
      expect.objectContaining({ code: 'machine/ambiguous', facts: { name: 'a', matches: 'podman:a, ssh:a' } }),
    )
    expect(findMachine(twins, 'practice').id).toBe('practice')
  })
})

describe('without a name the machine is', () => {
  test('the one podman’s default connection points to', () => {
    expect(findDefaultMachine([podman('podman-machine-default'), podman('x', { isDefault: true })]).name).toBe('x')
  })
  test('else podman-machine-default', () => {
    expect(findDefaultMachine([podman('x'), podman('podman-machine-default')]).name).toBe('podman-machine-default')
  })
  test('else none, also when others are there', () => {
    expect(() => findDefaultMachine([podman('x'), ssh('web')])).toThrow(
      expect.objectContaining({ code: 'machine/none' }),
    )
  })
})

test.each([
  ['stopped', { state: 'stopped' }, 'stopped'],
  ['starting', { state: 'starting' }, 'starting'],
  ['WSL', { vmType: 'wsl', state: 'stopped' }, 'unsupported'],
  ['running, but without a port', { ssh: undefined }, 'unreachable'],
] as const)('a Podman machine that is %s is not asked', (_, more, kind) => {
  expect(stateWithoutAsking(podman('m', more as Partial<PodmanMachine>))?.kind).toBe(kind)
})

test('all others are asked', () => {
  expect(all.map(stateWithoutAsking)).toEqual(all.map(() => undefined))
})
