import { expect, test } from 'vitest'
import { createLocalRunner } from '../../../electron/lib/run-local.ts'
import { openLocalMachine } from '../../../electron/machines/open-local-machine.ts'
import { openPodmanMachine } from '../../../electron/machines/open-podman-machine.ts'
import { readMachineFacts } from '../../../electron/machines/read-machine-facts.ts'

const context = {
  ask: async () => null,
  knownHostsPath: '/nonexistent/known_hosts',
  localRunner: createLocalRunner(),
  access: () => undefined,
}

test('this computer is a machine like any other, whose connection is never lost', async () => {
  const machine = openLocalMachine({ id: 'local', name: 'this computer', kind: 'local' }, context)
  expect((await machine.run(['id', '-un'])).stdout.trim()).toBe(machine.user)
  await machine.reconnect()
  expect((await readMachineFacts(machine)).user).toBe(machine.user)
  expect(machine.restartCommand).toEqual({ kind: 'systemctl', argv: ['systemctl', 'reboot'] })
  machine.onConnectionLost(() => expect.unreachable())()
  machine.close()
})

test.each([
  ['that is stopped', { state: 'stopped', ssh: { host: '127.0.0.1', port: 1, user: 'core', identityPath: '/k' } }],
  ['without an address', { state: 'running' }],
] as const)('a Podman machine %s cannot be opened', (_, more) => {
  const machine = { name: 'm', isDefault: false, rootful: false, vmType: 'qemu', ...more }
  expect(() => openPodmanMachine({ id: 'podman:m', name: 'm', kind: 'podman' }, machine, context)).toThrow(
    expect.objectContaining({ code: 'machine/stopped' }),
  )
})
