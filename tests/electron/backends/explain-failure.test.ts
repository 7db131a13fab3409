import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bootc } from '../../../electron/backends/bootc.ts'
import { isUnchanged } from '../../../electron/backends/is-unchanged.ts'
import { rpmOstree } from '../../../electron/backends/rpm-ostree.ts'
import { errorCodes } from '../../../shared/errors.ts'
import { readReference } from '../../support/reference.ts'
import { bootcFailures } from './recorded-bootc-failures.ts'
import type { RecordedFailure } from './recorded-failure.ts'
import { notForUsers, otherFailures } from './recorded-other-failures.ts'
import { rpmOstreeFailures } from './recorded-rpm-ostree-failures.ts'

const context = { machine: 'build-vm', user: 'core', image: 'quay.io/acme/os:42', exitCode: 1, stdout: '', stderr: '' }

/** The first cells of the tables in an errors.md that hold a message; the table of exit codes has numbers there. */
const messageCells = (path: string): readonly string[] =>
  readReference(path)
    .split('\n')
    .filter(line => line.startsWith('| ') && !/^\| (?:exit|message|\d)/.test(line))
    .map(line => line.split(' | ')[0] ?? '')

function expectExplained(backend: typeof bootc, { raw, code, says }: Omit<RecordedFailure, 'documented'>): void {
  const error = backend.explainFailure({ ...context, stderr: raw })
  expect(error.code).toBe(code)
  for (const fact of says) expect(`${error.message} ${error.report.next}`).toContain(fact)
  expect(error.raw).toBe(raw)
}

describe.each([
  ['rpm-ostree', rpmOstree, rpmOstreeFailures],
  ['bootc', bootc, bootcFailures],
] as const)('%s', (name, backend, failures) => {
  const path = `${name}/errors.md`

  test.each(failures)('$code: $raw', failure => {
    expectExplained(backend, failure)
  })

  test.each(otherFailures)('$code: $raw', failure => {
    expectExplained(backend, failure)
  })

  test('every documented message is recorded here, or no user meets it', () => {
    const known = [...failures.map(failure => failure.documented), ...notForUsers]
    expect(messageCells(path).filter(cell => !known.some(piece => cell.includes(piece)))).toEqual([])
  })

  test('every recorded failure is documented', () => {
    const cells = messageCells(path)
    expect(failures.filter(({ documented }) => !cells.some(cell => cell.includes(documented)))).toEqual([])
  })
})

test('every cause a backend can have is named for at least one recorded text', () => {
  const named = new Set([...rpmOstreeFailures, ...bootcFailures, ...otherFailures].map(failure => failure.code))
  const elsewhere = ['image/store-unavailable']
  const causes = errorCodes.filter(code => /^(?:image|registry|backend|space|sudo)\//.test(code))
  expect(causes.filter(code => !named.has(code) && !elsewhere.includes(code))).toEqual([])
})

test('what a person reads carries no terminal sequences of the machine', () => {
  const error = rpmOstree.explainFailure({
    ...context,
    stderr: '\u001b[31merror: \u001b]0;title\u0007bad \u0007thing\u001b[0m\r\n',
  })
  expect(error.message).toBe('rpm-ostree stopped: bad thing.')
})

test('the cause is found on stdout where stderr tells none, and stderr comes first', () => {
  const stdout = 'error: Packages not found: htop'
  expect(bootc.explainFailure({ ...context, stdout }).code).toBe('backend/packages')
  expect(bootc.explainFailure({ ...context, stdout, stderr: 'error: Operation was cancelled' }).code).toBe(
    'backend/cancelled',
  )
})

test('whatever is printed, there is an error with a sentence', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (stderr, stdout) => {
      expect(rpmOstree.explainFailure({ ...context, stderr, stdout }).message).not.toBe('')
    }),
  )
})

test('a flood of output is read in no time', () => {
  const line = 'containers/storage reading manifest https:// x509 tls: bootfs error: '.repeat(50_000)
  const startedAt = performance.now()
  bootc.explainFailure({ ...context, stderr: line })
  bootc.explainFailure({ ...context, stderr: line.replaceAll(' ', '\n') })
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

describe('nothing to do', () => {
  test.each([
    [{ exitCode: 0, stdout: readReference('bootc/switch-unchanged.txt'), stderr: '' }],
    [{ exitCode: 0, stdout: '', stderr: 'Image specification is unchanged.\n' }],
    [{ exitCode: 1, stdout: '', stderr: 'error: Old and new refs are equal: ostree-unverified-image:oci:/x\n' }],
    [{ exitCode: 0, stdout: readReference('rpm-ostree/upgrade-no-change.txt'), stderr: '' }],
    [{ exitCode: 0, stdout: readReference('bootc/upgrade-none.txt'), stderr: '' }],
    [{ exitCode: 77, stdout: '', stderr: '' }],
  ])('%j', result => {
    expect(isUnchanged(result)).toBe(true)
  })

  test.each([
    'rpm-ostree/rebase-nontty.registry.utf8.derived-2026.2.txt',
    'bootc/switch-nontty.rhel9.8.txt',
    'bootc/upgrade-tty-image-already-present.rhel95-2025.txt',
  ])('%s did something', path => {
    expect(isUnchanged({ exitCode: 0, stdout: readReference(path), stderr: '' })).toBe(false)
  })
})
