import { describe, expect, test } from 'vitest'
import { parseRpmOstreeStatus } from '../../../electron/backends/parse-rpm-ostree-status.ts'
import { isAppError } from '../../../shared/errors.ts'
import { readReference, referenceFiles } from '../../support/reference.ts'
import { statusLines } from './status-expectation.ts'

const FCOS = 'quay.io/fedora/fedora-coreos:stable'
const booted = `booted ${FCOS} ca99893c80a7 signed`
const older = `rollback ${FCOS} 9f8e7d6c5b4a signed`
const zincati = 'driver Zincati zincati.service'
const silverblue =
  'branch fedora/33/x86_64/silverblue - +xsel,gdb,ykclient,krb5-workstation,ykpers,git-evtag,fish,qemu-system-aarch64,strace,qemu-kvm,virt-manager,opensc,tmux,pcsc-lite-ccid,tilix,libvirt,rpm-ostree,rpm-ostree-libs'
const edge = 'branch edge:rhel/8/x86_64/falsetest - +glibc-langpack-en,ksh,wget,rhc'
const fcos31 = 'branch fedora:fedora/x86_64/coreos/stable -'

const expectations: Readonly<Record<string, readonly string[]>> = {
  'container-booted-by-digest.rhcos412': [
    'booted quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:90780b08939d913d9cfc5565eecdd12055dd57301b2109985e149830a92ed6b1 90780b08939d',
  ],
  'container-booted.fcos43-no-stream-label': [booted, zincati],
  'container-booted.fcos43': [booted, zincati],
  'container-staged.centos9-2024': ['staged 192.168.122.1:5000/bootc-insights:latest 758216cb799c'],
  'derived-booted-unlocked': [booted, zincati],
  'derived-cached-update-container': [booted, zincati],
  'derived-container-booted-oci-dir-rollback': [
    'booted oci:/var/tmp/example-os-42 1a2b3c4d5e6f',
    `rollback ${FCOS} ca99893c80a7 signed`,
    zincati,
  ],
  'derived-container-booted-pinned': [booted, `rollback ${FCOS} 9f8e7d6c5b4a pinned signed`, zincati],
  'derived-container-layered-packages': [`${booted} +htop,strace`, older, zincati],
  'derived-container-staged-booted-rollback': [
    'staged quay.io/example/custom-os:stable 1a2b3c4d5e6f',
    booted,
    older,
    zincati,
  ],
  'derived-container-staged-locked': ['staged quay.io/example/custom-os:stable 1a2b3c4d5e6f locked', booted, zincati],
  'derived-container-staged-oci-dir': ['staged oci:/var/tmp/example-os-42 1a2b3c4d5e6f', booted, zincati],
  'derived-no-driver': [booted],
  'derived-transaction-active': [booted, older, 'transaction Rebase', zincati],
  'ostree-layered-pending.rhel-edge8': [`booted ${edge}`, `rollback ${edge}`],
  'ostree-layered-rollback.silverblue33': [`booted ${silverblue}`, `rollback ${silverblue}`],
  'ostree-remote-staged-locked.fcos31': [`staged ${fcos31} locked`, `booted ${fcos31}`],
}

const nameOf = (path: string): string => path.replace('rpm-ostree/status-', '').replace('.json', '')
const files = referenceFiles('rpm-ostree/status-*.json')

describe('every recorded status', () => {
  test('has an expectation', () => {
    expect(new Set(files.map(nameOf))).toEqual(new Set(Object.keys(expectations)))
  })

  test.each(files)('%s', path => {
    expect(statusLines(parseRpmOstreeStatus(readReference(path)))).toEqual(expectations[nameOf(path)])
  })
})

test('a deployment keeps every fact its record has', () => {
  const [deployment] = parseRpmOstreeStatus(readReference('rpm-ostree/status-container-booted.fcos43.json')).deployments
  const checksum = '36ff46d732a070a1bf10f7157f764e316f99a836dcdbf56702798e5042411fe9'
  expect(deployment).toEqual({
    id: `${checksum}.0`,
    role: 'booted',
    checksum,
    image: { reference: FCOS, transport: 'docker', signature: 'signed' },
    digest: 'sha256:ca99893c80a7b84dd84d4143bd27538207c2f38ab6647a58d9c8caa251f9a087',
    version: '43.20251024.3.0',
    createdAt: 1762837557_000,
    pinned: false,
    locked: false,
    layeredPackages: [],
    architecture: 'amd64',
  })
})

test('the age of a layered system is that of its image', () => {
  const text = readReference('rpm-ostree/status-derived-container-layered-packages.json')
  expect(parseRpmOstreeStatus(text).deployments[0]?.createdAt).toBe(1762837557_000)
})

const entry = (checksum: string, more: object) => ({ checksum, serial: 0, ...more })
const parse = (...deployments: readonly object[]) => parseRpmOstreeStatus(JSON.stringify({ deployments }))
const roles = (...deployments: readonly object[]) => parse(...deployments).deployments.map(each => each.role)

test('an unstaged deployment in front of the booted one is a queued rollback', () => {
  const entries = [entry('a', {}), entry('b', { booted: true }), entry('c', { pinned: true })]
  expect(roles(...entries)).toEqual(['rollback', 'booted', 'other'])
  expect(parse(...entries).rollbackQueued).toBe(true)
})

test('only the first one behind the booted one is the rollback', () => {
  const entries = [entry('a', { staged: true }), entry('b', { booted: true }), entry('c', {}), entry('d', {})]
  expect(roles(...entries)).toEqual(['staged', 'booted', 'rollback', 'other'])
  expect(parse(...entries).rollbackQueued).toBe(false)
})

test('the digest is taken from the commit where the entry has none', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  expect(parse(entry('a', { 'base-commit-meta': { 'ostree.manifest-digest': digest } })).deployments[0]?.digest).toBe(
    digest,
  )
})

test('added, removed and replaced packages count as layered, by name and once', () => {
  const [deployment] = parse(
    entry('a', {
      'requested-packages': ['htop', 'wget-ng'],
      'requested-local-packages': ['foo-bar-1.0-2.fc43.noarch'],
      'requested-base-removals': ['moby-engine'],
      'base-removals': [['moby-engine-28.0-1.fc43.x86_64', 'moby-engine', 0, '28.0', '1.fc43', 'x86_64']],
      'base-local-replacements': [
        [
          ['kernel-6.1-1.fc43.x86_64', 'kernel'],
          ['kernel-6.0-1.fc43.x86_64', 'kernel'],
        ],
      ],
      'base-remote-replacements': { 'repo=updates': ['podman-5.0-1.fc43.x86_64'] },
    }),
  ).deployments
  expect(deployment?.layeredPackages).toEqual(['htop', 'wget-ng', 'foo-bar', 'moby-engine', 'kernel', 'podman'])
})

test('control characters hidden in JSON do not reach a screen', () => {
  const [deployment] = parse(entry('a', { version: 'x\u001b[31m\u0007y' })).deployments
  expect(deployment?.version).toBe('x[31my')
})

test('an entry of nonsense is still an entry, without facts', () => {
  const nonsense = { checksum: 7, serial: 'x', timestamp: null, packages: {}, pinned: 'yes', 'base-commit-meta': [] }
  expect(statusLines(parse({ booted: true }, nonsense))).toEqual([
    'booted branch undefined -',
    'rollback branch undefined -',
  ])
})

test.each(['', 'not json', '[]', 'null', '{}', '{"deployments":null}', 'apiVersion: x'])('%j is no status', text => {
  let thrown: unknown
  try {
    parseRpmOstreeStatus(text)
  } catch (error) {
    thrown = error
  }
  expect(isAppError(thrown, 'backend/failed') && [thrown.facts.backend, thrown.raw]).toEqual(['rpm-ostree', text])
})
