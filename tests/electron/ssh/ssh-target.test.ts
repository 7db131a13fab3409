import { expect, test } from 'vitest'
import { openConnection } from '../../../electron/ssh/connection.ts'
import { addressOf, checkSshTarget, type SshTarget } from '../../../electron/ssh/ssh-target.ts'

const target: SshTarget = {
  name: 'lab',
  host: 'lab.example',
  port: 22,
  user: 'core',
  keyPaths: [],
  useAgent: true,
  identitiesOnly: false,
  jump: [],
}

test.each<Partial<SshTarget>>([
  { host: '-oProxyCommand=touch /tmp/x' },
  { host: '' },
  { host: 'a b' },
  { host: 'lab;reboot' },
  { host: 'lab\n' },
  { user: '-l' },
  { user: '' },
  { user: '$(id)' },
  { port: 0 },
  { port: 65_536 },
  { port: 22.5 },
  { jump: [{ ...target, host: '-J' }] },
])('%j is refused before anything is tried', async change => {
  const refused = { code: 'usage/invalid' }
  expect(() => checkSshTarget({ ...target, ...change })).toThrow(expect.objectContaining(refused))
  const ask = async () => null
  const opening = openConnection({ ...target, ...change }, { ask, knownHostsPath: '/nowhere' })
  await expect(opening).rejects.toMatchObject(refused)
})

test.each(['lab', 'lab.example', '10.0.0.1', '::1', 'fe80::1%eth0', 'xn--bcher-kva.example', 'my_machine'])(
  '%s is a machine’s name',
  host => {
    expect(() => checkSshTarget({ ...target, host })).not.toThrow()
  },
)

test.each([
  ['lab', 22, 'lab'],
  ['lab', 2222, 'lab:2222'],
  ['::1', 22, '::1'],
  ['::1', 2222, '[::1]:2222'],
])('the address of %s port %i is %s', (host, port, address) => {
  expect(addressOf({ host, port })).toBe(address)
})
