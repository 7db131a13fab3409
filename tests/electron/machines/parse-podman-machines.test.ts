import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  parseMachineInspect,
  parseMachineList,
  podmanMachine,
} from '../../../electron/machines/parse-podman-machines.ts'
import { readReference as reference, referenceFiles } from '../../support/reference.ts'

const names = (pattern: string) => referenceFiles(pattern).map(path => basename(path))
const lists = names('podman/machine-list*.json')
const inspects = names('podman/machine-inspect*.json')

const listed = (file: string) => parseMachineList(reference(`podman/${file}`)).map(entry => podmanMachine(entry))

/** [name, default, state, provider, port, user] of each machine. */
const expectedLists: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  'machine-list-empty.4.3.1.json': [],
  'machine-list-empty.5.4.2.json': [],
  'machine-list-empty.5.8.6.json': [],
  'machine-list.linux-qemu.manual-old.json': [
    ['podman-machine-default', false, 'stopped', 'qemu', undefined, undefined],
  ],
  ...Object.fromEntries(
    ['4.3.1', '5.4.2', '5.8.6'].flatMap(version =>
      (['running', 'stopped'] as const).map(state => [
        `machine-list.linux-qemu.${state}.${version}.json`,
        [
          ['podman-machine-default', true, state, 'qemu', 39511, 'core'],
          ['test-rootful', false, 'stopped', 'qemu', 41237, 'core'],
        ],
      ]),
    ),
  ),
  'machine-list.macos-applehv.derived-5.0.json': [
    ['podman-machine-default', true, 'running', 'applehv', 49683, 'core'],
  ],
  'machine-list.macos-applehv.derived-5.8.json': [
    ['podman-machine-default', true, 'running', 'applehv', 49683, 'core'],
  ],
  'machine-list.macos-starting.derived-5.8.json': [
    ['podman-machine-default', true, 'starting', 'applehv', 49683, 'core'],
  ],
  'machine-list.macos-two-providers.derived-6.json': [
    ['podman-machine-default', true, 'running', 'applehv', 49683, 'core'],
    ['crack', false, 'stopped', 'libkrun', 57397, 'core'],
  ],
  'machine-list.windows-hyperv.derived-5.8.json': [
    ['podman-machine-default', true, 'running', 'hyperv', 61300, 'core'],
  ],
  'machine-list.windows-wsl.derived-5.8.json': [['podman-machine-default', true, 'running', 'wsl', 61234, 'user']],
}

test('every sample of a list has its expectation', () => {
  expect(new Set(Object.keys(expectedLists))).toEqual(new Set(lists))
})

test.each(lists)('%s', file => {
  const seen = listed(file).map(each => [
    each.name,
    each.isDefault,
    each.state,
    each.vmType,
    each.ssh?.port,
    each.ssh?.user,
  ])
  expect(seen).toEqual(expectedLists[file])
})

describe('inspect', () => {
  test.each(inspects)('%s tells how to log in', file => {
    const [entry] = parseMachineInspect(reference(`podman/${file}`))
    expect(entry?.SSHConfig?.Port).toBeGreaterThan(1024)
    expect(entry?.SSHConfig?.IdentityPath).toMatch(/machine|\.ssh/)
    expect(entry?.Rootful).toBe(/rootful/.test(file) && !file.includes('4.3.1'))
  })

  test('a rootful machine is logged in to as root, with the same key', () => {
    const [, entry] = parseMachineList(reference('podman/machine-list.linux-qemu.running.5.8.6.json'))
    const [inspected] = parseMachineInspect(reference('podman/machine-inspect.linux-qemu.rootful.5.8.6.json'))
    expect(entry && podmanMachine(entry, inspected)).toEqual({
      name: 'test-rootful',
      isDefault: false,
      state: 'stopped',
      rootful: true,
      vmType: 'qemu',
      ssh: {
        host: '127.0.0.1',
        port: 41237,
        user: 'root',
        identityPath: '/home/dev/.local/share/containers/podman/machine/machine',
      },
    })
  })

  test('fills in what an old list does not say', () => {
    const [entry] = parseMachineList(reference('podman/machine-list.linux-qemu.manual-old.json'))
    const [inspected] = parseMachineInspect(reference('podman/machine-inspect.linux-qemu.stopped.4.3.1.json'))
    expect(entry && podmanMachine(entry, inspected).ssh).toEqual({
      host: '127.0.0.1',
      port: 39511,
      user: 'core',
      identityPath: '/home/dev/.ssh/podman-machine-default',
    })
  })

  test('the folder of the configuration names the provider where the list does not', () => {
    const [inspected] = parseMachineInspect(reference('podman/machine-inspect.windows-hyperv-rootful.derived-5.8.json'))
    const [entry] = parseMachineList('[{"Name": "podman-machine-default"}]')
    expect(entry && podmanMachine(entry, inspected)).toMatchObject({ vmType: 'hyperv', state: 'stopped' })
  })
})

test('what is not a list is refused', () => {
  expect(() => parseMachineList('{"Name": "x"}')).toThrow()
  expect(() => parseMachineList('Cannot connect to Podman')).toThrow()
})
