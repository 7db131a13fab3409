import { expect, test } from 'vitest'
import { type BackendAnswers, backendFor, chooseBackend } from '../../../electron/backends/choose-backend.ts'
import { parseBootcStatus } from '../../../electron/backends/parse-bootc-status.ts'
import { parseRpmOstreeStatus } from '../../../electron/backends/parse-rpm-ostree-status.ts'
import { readReference } from '../../support/reference.ts'

function answers(rpmOstree?: string, bootc?: string): BackendAnswers {
  return {
    ...(rpmOstree ? { rpmOstree: parseRpmOstreeStatus(readReference(`rpm-ostree/status-${rpmOstree}.json`)) } : {}),
    ...(bootc ? { bootc: parseBootcStatus(readReference(`bootc/status-${bootc}.json`)) } : {}),
  }
}

test.each([
  ['both answer: bootc', 'container-booted.fcos43', 'booted', 'bootc'],
  ['rpm-ostreed does not start: bootc', undefined, 'booted', 'bootc'],
  ['no bootc there: rpm-ostree', 'container-booted.fcos43', undefined, 'rpm-ostree'],
  ['bootc did not boot it: rpm-ostree', 'container-booted.fcos43', 'not-a-bootc-host', 'rpm-ostree'],
  ['bootc would refuse: rpm-ostree', 'container-booted.fcos43', 'incompatible-layered', 'rpm-ostree'],
  ['packages are layered: rpm-ostree', 'derived-container-layered-packages', 'booted', 'rpm-ostree'],
  ['a plain branch is booted: rpm-ostree', 'derived-no-driver', 'rpm-ostree-host-staged-image', 'rpm-ostree'],
  ['only bootc knows a plain branch: bootc', undefined, 'rpm-ostree-host-not-container', 'bootc'],
  ['nothing is booted: none', 'container-staged.centos9-2024', 'not-a-bootc-host', undefined],
  ['no answer: none', undefined, undefined, undefined],
])('%s', (_claim, rpmOstree, bootc, chosen) => {
  expect(chooseBackend(answers(rpmOstree, bootc))?.backend).toBe(chosen)
})

test.each(['rpm-ostree', 'bootc'] as const)('%s is found by its name', name => {
  expect(backendFor(name).name).toBe(name)
})

test('bootc’s answer tells what only rpm-ostree knows', () => {
  expect(chooseBackend(answers('derived-transaction-active', 'booted'))).toMatchObject({
    backend: 'bootc',
    transaction: { title: 'Rebase' },
    updateDriver: { name: 'Zincati' },
  })
})
