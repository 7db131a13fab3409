import { describe, expect, test } from 'vitest'
import type { Backend } from '../../../electron/backends/backend.ts'
import { bootc } from '../../../electron/backends/bootc.ts'
import { rpmOstree } from '../../../electron/backends/rpm-ostree.ts'
import { isAppError } from '../../../shared/errors.ts'

const UTF8 = 'env LC_ALL=C.UTF-8'
const FD3 = 'bash|--norc|-c|set -o pipefail; { "$@" 3>&1 1>&2; } | cat|bash'
const STORE =
  'containers-storage:[overlay@/home/core/.local/share/containers/storage+/run/user/1000/containers]localhost/os:42'

/** Words joined by `|`, because some contain blanks. */
const words = (argv: readonly string[]): string => argv.join('|')
const utf8 = (line: string): string => `${UTF8} ${line}`.replaceAll(' ', '|')

describe('staging', () => {
  test.each([
    ['docker://quay.io/a/b:1', 'unverified', 'ostree-unverified-image:docker://quay.io/a/b:1'],
    ['docker://quay.io/a/b:1', 'signed', 'ostree-image-signed:docker://quay.io/a/b:1'],
    ['oci:/var/tmp/drydock.1', 'unverified', 'ostree-unverified-image:oci:/var/tmp/drydock.1'],
    [STORE, 'unverified', `ostree-unverified-image:${STORE}`],
  ] as const)('rpm-ostree rebases to %s (%s)', (source, signature, reference) => {
    expect(words(rpmOstree.stageCommand(source, { signature }))).toBe(
      utf8(`rpm-ostree rebase --bypass-driver ${reference}`),
    )
  })

  test.each([
    ['docker://quay.io/a/b:1', 'unverified', '-- quay.io/a/b:1'],
    ['docker://quay.io/a/b:1', 'signed', '--enforce-container-sigpolicy -- quay.io/a/b:1'],
    ['oci:/var/tmp/x:latest', 'unverified', '--transport oci -- /var/tmp/x:latest'],
    ['dir:/var/x', 'signed', '--transport dir --enforce-container-sigpolicy -- /var/x'],
    ['oci-archive:/a.tar', 'unverified', '--transport oci-archive -- /a.tar'],
    [STORE, 'unverified', `--transport containers-storage -- ${STORE.replace('containers-storage:', '')}`],
  ] as const)('bootc switches to %s (%s)', (source, signature, rest) => {
    expect(words(bootc.stageCommand(source, { signature }))).toBe(utf8(`bootc switch ${rest}`))
  })

  test('bootc writes its progress to a descriptor opened behind sudo', () => {
    const options = { signature: 'unverified', progressFd: true } as const
    expect(words(bootc.stageCommand('docker://quay.io/a/b:1', options))).toBe(
      `${FD3}|${utf8('bootc switch --progress-fd 3 -- quay.io/a/b:1')}`,
    )
    expect(words(bootc.upgradeCommand(options))).toBe(`${FD3}|${utf8('bootc upgrade --progress-fd 3')}`)
  })

  test('rpm-ostree has no use for a progress descriptor', () => {
    const argv = rpmOstree.stageCommand('oci:/x', { signature: 'unverified', progressFd: true })
    expect(words(argv)).not.toContain('progress-fd')
  })

  test.each([rpmOstree, bootc])('an ostree remote cannot be asked for with $name', backend => {
    expect(() => backend.stageCommand('docker://a/b', { signature: 'ostree-remote' })).toThrow(/ostree remote/)
  })
})

const hostile: readonly (readonly [string, string])[] = [
  ['', 'image/invalid-reference'],
  ['--apply', 'image/invalid-reference'],
  ['-x:y', 'image/invalid-reference'],
  ['quay.io/a/b:1', 'image/invalid-reference'],
  ['docker:quay.io/a/b', 'image/invalid-reference'],
  ['docker://', 'image/invalid-reference'],
  ['oci:', 'image/invalid-reference'],
  ['oci:/a\n--apply', 'image/invalid-reference'],
  ['oci:/a\u0000b', 'image/invalid-reference'],
  ['ostree:x', 'image/unsupported-transport'],
  ['sif:/x', 'image/unsupported-transport'],
]

describe.each([rpmOstree, bootc])('$name', (backend: Backend) => {
  test.each(hostile)('%j is refused before anything runs: %s', (source, code) => {
    let thrown: unknown
    try {
      backend.stageCommand(source, { signature: 'unverified' })
    } catch (error) {
      thrown = error
    }
    expect(isAppError(thrown) && thrown.code).toBe(code)
  })

  test('a name that looks like an option stays a name', () => {
    const argv = backend.stageCommand('docker://--apply', { signature: 'unverified' })
    const at = argv.findIndex(word => word.endsWith('--apply'))
    expect(argv[at] !== '--apply' || argv[at - 1] === '--').toBe(true)
  })
})

test.each([
  [rpmOstree.statusCommand, 'rpm-ostree status --json'],
  [rpmOstree.upgradeCommand({ signature: 'ostree-remote' }), 'rpm-ostree upgrade --bypass-driver'],
  [rpmOstree.rollbackCommand, 'rpm-ostree rollback'],
  [rpmOstree.discardCommand, 'rpm-ostree cleanup -p'],
  [rpmOstree.cancelCommand ?? [], 'rpm-ostree cancel'],
  [bootc.statusCommand, 'bootc status --json'],
  [bootc.upgradeCommand({ signature: 'ostree-remote' }), 'bootc upgrade'],
  [bootc.rollbackCommand, 'bootc rollback'],
  [bootc.discardCommand, 'ostree admin undeploy 0'],
])('a fixed command: %#', (argv, line) => {
  expect(words(argv)).toBe(utf8(line))
})

test('bootc has no daemon whose transaction could be cancelled', () => {
  expect(bootc.cancelCommand).toBeUndefined()
})
