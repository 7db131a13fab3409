import { describe, expect, test } from 'vitest'
import { machineFacts } from '../../../electron/machines/machine-facts.ts'
import { unsupportedReason } from '../../../electron/machines/unsupported-reason.ts'
import { readReference as reference, referenceFiles } from '../../support/reference.ts'
import { composeProbe } from './compose-probe.ts'

const ostree = (file: string) => reference(`rpm-ostree/${file}`)
const bootc = (file: string) => reference(`bootc/${file}`)
const COREOS = ostree('status-container-booted.fcos43.json')

const facts = (answers: Parameters<typeof composeProbe>[0]) => machineFacts(composeProbe(answers), { rootful: false })
const reason = (answers: Parameters<typeof composeProbe>[0], stderr = '') =>
  unsupportedReason(composeProbe(answers), { machine: 'm', user: 'core', stderr })

test('a Fedora CoreOS machine is told in full', () => {
  const told = facts({
    'rpm-ostree': COREOS,
    who: 'core     pts/0        2026-11-23 22:50 (10.0.0.1)\n',
    containers: 'b5f0c0ffee01\nb5f0c0ffee02\n',
    'root-containers': 'b5f0c0ffee03\n',
    'failed-units': 'nginx.service loaded failed failed The nginx server\nx@1.service loaded failed failed\n',
  })
  expect(told).toMatchObject({
    osName: 'Fedora CoreOS',
    osVersion: '43.20251024.3.0',
    architecture: 'amd64',
    bootId: '0d1c9f5e-5f0a-4b0e-9e0b-1f0c3a7d2b11',
    uptimeSeconds: 4821,
    user: 'core',
    rootful: false,
    sudo: 'passwordless',
    backend: 'rpm-ostree',
    tools: { podman: true, skopeo: true, systemd: true },
    sessions: [{ user: 'core', terminal: 'pts/0' }],
    runningContainers: 3,
    failedUnits: ['nginx.service', 'x@1.service'],
    updateAgents: [],
  })
  expect(told.status?.updateDriver?.name).toBe('Zincati')
  expect(told).not.toHaveProperty('finalizeFailure')
})

test('space is in bytes, by the path that was asked for and not by where df found it mounted', () => {
  expect(facts({}).fileSystems).toEqual([
    { path: '/boot', device: '/dev/vda3', sizeBytes: 358271 * 1024, freeBytes: 189865 * 1024 },
    { path: '/sysroot', device: '/dev/vda4', sizeBytes: 10177516 * 1024, freeBytes: 6726284 * 1024 },
    { path: '/var/tmp', device: '/dev/vda4', sizeBytes: 10177516 * 1024, freeBytes: 6726284 * 1024 },
  ])
})

describe('how root is reached', () => {
  test.each([
    ['0\n', '', 0, 'is-root'],
    ['1000\n', '', 0, 'passwordless'],
    ['1000\n', 'sudo: a password is required\n', 1, 'needs-password'],
    ['1000\n', 'sudo-rs: interactive authentication is required\n', 1, 'needs-password'],
    ['1000\n', 'sh: 1: sudo: not found\n', 127, 'missing'],
    ['1000\n', 'core is not in the sudoers file.\n', 1, 'refused'],
    ['1000\n', 'Sorry, user core may not run sudo on m.\n', 1, 'refused'],
    ['1000\n', 'sudo: sorry, you must have a tty to run sudo\n', 1, 'refused'],
  ] as const)('uid %j, sudo says %j (exit %i): %s', (uid, printed, exitCode, expected) => {
    expect(facts({ uid, sudo: [printed, exitCode] }).sudo).toBe(expected)
  })

  test('root’s own storage comes first where Drydock logs in as root', () => {
    expect(facts({ uid: '0\n' }).rootful).toBe(true)
    expect(machineFacts(composeProbe({}), { rootful: true }).rootful).toBe(true)
  })
})

describe('the backend', () => {
  const statuses = referenceFiles('rpm-ostree/status-*.json').filter(path => !path.includes('centos9-2024'))

  test.each(statuses)('rpm-ostree alone: %s', file => {
    expect(facts({ 'rpm-ostree': reference(file) })).toMatchObject({
      backend: 'rpm-ostree',
      status: { backend: 'rpm-ostree', deployments: expect.arrayContaining([]) },
    })
    expect(reason({ 'rpm-ostree': reference(file) })).toBeUndefined()
  })

  test('bootc is preferred where both answer', () => {
    const both = { 'rpm-ostree': COREOS, bootc: bootc('status-staged-booted-rollback.json'), 'has-bootc': '' }
    expect(facts(both).backend).toBe('bootc')
  })

  test('rpm-ostree is preferred where packages are layered', () => {
    const layered = {
      'rpm-ostree': ostree('status-derived-container-layered-packages.json'),
      bootc: bootc('status-incompatible-layered.json'),
    }
    expect(facts(layered).backend).toBe('rpm-ostree')
  })

  test('bootc takes over where rpm-ostreed does not start', () => {
    const down = { 'rpm-ostree': ['', 1], bootc: bootc('status-booted.json'), 'has-bootc': '' } as const
    expect(facts(down).backend).toBe('bootc')
    expect(reason(down)).toBeUndefined()
  })
})

describe('why a machine cannot be rebased', () => {
  test('it was not booted from an image', () => {
    const debian = {
      'os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\n',
      'ostree-booted': ['', 1],
      'rpm-ostree': ['', 127],
      bootc: ['', 127],
    } as const
    expect(reason(debian)?.message).toBe(
      'm runs Debian GNU/Linux (bookworm) 12, which was not booted from an image (no ostree deployment).',
    )
  })

  test('bootc is installed on a system it did not boot', () => {
    const printed = bootc('status-not-a-bootc-host.json')
    const container = { 'ostree-booted': ['', 1], 'rpm-ostree': ['', 1], bootc: printed } as const
    expect(reason(container)?.code).toBe('machine/not-image-based')
  })

  test('it was, but its backend does not answer: the backend’s own words are kept', () => {
    const stderr = 'error: Loading sysroot: exit status: 1\n'
    const told = reason({ 'rpm-ostree': ['', 1], bootc: ['', 127] }, stderr)
    expect(told?.report).toMatchObject({
      code: 'machine/backend-broken',
      facts: { machine: 'm', backend: 'rpm-ostree' },
    })
    expect(told?.raw).toContain('Loading sysroot')
  })

  test('what the backend printed is not a status', () => {
    expect(reason({ 'rpm-ostree': 'Segmentation fault\n' })?.code).toBe('machine/backend-broken')
  })

  test.each([
    ['sudo: a password is required', 1, 'sudo/password'],
    ['core is not in the sudoers file.', 1, 'sudo/refused'],
    ['', 0, 'machine/backend-broken'],
  ] as const)('only root may ask bootc, and sudo says %j: %s', (printed, exitCode, code) => {
    const answers = { sudo: [printed, exitCode], 'has-bootc': '', bootc: ['', 1], 'rpm-ostree': ['', 127] } as const
    expect(reason(answers)?.code).toBe(code)
  })

  test('it is something that knows none of the questions', () => {
    const probe = unsupportedReason({}, { machine: 'switch', user: 'admin' })
    expect(probe?.message).toContain('runs a system that does not say its name')
  })
})

describe('what may surprise later', () => {
  test('active update agents, with since when', () => {
    const printed = `Id=zincati.service
ActiveState=active
ActiveEnterTimestamp=Mon 2026-11-23 10:00:00 UTC

Id=rpm-ostreed-automatic.timer
ActiveState=inactive
ActiveEnterTimestamp=

Id=uupd.timer
ActiveState=active
ActiveEnterTimestamp=
`
    expect(facts({ 'update-agents': printed }).updateAgents).toEqual([
      { unit: 'zincati.service', since: 'Mon 2026-11-23 10:00:00 UTC' },
      { unit: 'uupd.timer' },
    ])
  })

  test('why the last staged system was not activated', () => {
    const journal = 'Finalizing staged deployment\nerror: Installing kernel: regfile copy: No space left on device\n'
    expect(facts({ 'finalize-journal': journal }).finalizeFailure).toContain('No space left on device')
  })

  test('only the unit of this boot knows that it failed', () => {
    expect(facts({ 'boot-complete': 'failed\n' }).finalizeFailure).toBe('ostree-boot-complete.service failed')
    expect(facts({ 'boot-complete': ['inactive\n', 1] })).not.toHaveProperty('finalizeFailure')
  })
})
