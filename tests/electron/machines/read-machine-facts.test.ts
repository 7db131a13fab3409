import { describe, expect, test } from 'vitest'
import { createLocalRunner } from '../../../electron/lib/run-local.ts'
import type { CommandResult, RunOptions } from '../../../electron/lib/runner.ts'
import { openLocalMachine } from '../../../electron/machines/open-local-machine.ts'
import { readMachineFacts, readProbe } from '../../../electron/machines/read-machine-facts.ts'
import { readReference } from '../../support/reference.ts'
import { type Answers, composeOutput } from './compose-probe.ts'

const STATUS = readReference('bootc/status-booted.json')

/** A machine that answers the probe like this, and bootc's status only to root. */
function machineThatAnswers(answers: Answers) {
  const asked: { readonly argv: readonly string[]; readonly sudo: boolean }[] = []
  const run = async (argv: readonly string[], { sudo = false }: RunOptions = {}): Promise<CommandResult> => {
    asked.push({ argv, sudo })
    return { exitCode: 0, stdout: asked.length === 1 ? composeOutput(answers) : STATUS, stderr: '', durationMs: 1 }
  }
  const local = createLocalRunner()
  const context = { ask: async () => null, knownHostsPath: '', localRunner: local, access: () => undefined }
  return { asked, machine: { ...openLocalMachine({ id: 'm', name: 'm', kind: 'local' }, context), run } }
}

const ONLY_ROOT = {
  sudo: ['sudo: a password is required\n', 1],
  'has-bootc': '',
  bootc: ['', 1],
  'rpm-ostree': ['', 127],
} as const satisfies Answers

describe('where only root may read the status, and sudo wants a password', () => {
  test('a person who waits is asked, in a second command as root', async () => {
    const { machine, asked } = machineThatAnswers(ONLY_ROOT)
    expect(await readMachineFacts(machine)).toMatchObject({ backend: 'bootc', sudo: 'needs-password' })
    expect(asked).toHaveLength(2)
    expect(asked[1]).toMatchObject({ argv: expect.arrayContaining(['bootc', 'status']), sudo: true })
  })

  test('nobody is asked in the background', async () => {
    const { machine, asked } = machineThatAnswers(ONLY_ROOT)
    await readProbe(machine, { mayAsk: false })
    expect(asked).toHaveLength(1)
  })
})

test.each([
  ['rpm-ostree answers anyway', { 'rpm-ostree': readReference('rpm-ostree/status-container-booted.fcos43.json') }],
  ['it is not image-based', { 'ostree-booted': ['', 1] }],
  ['it has no bootc', { 'has-bootc': ['', 1] }],
  ['sudo refuses', { sudo: ['core is not in the sudoers file.', 1] }],
] as const)('one round trip is all where %s', async (_, answers) => {
  const { machine, asked } = machineThatAnswers({ ...ONLY_ROOT, ...answers })
  await readMachineFacts(machine)
  expect(asked).toHaveLength(1)
})
