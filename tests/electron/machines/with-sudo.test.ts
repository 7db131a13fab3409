import { beforeEach, describe, expect, test } from 'vitest'
import type { QuestionBody } from '../../../electron/lib/ask.ts'
import { createLocalRunner } from '../../../electron/lib/run-local.ts'
import { readSudoAccess } from '../../../electron/machines/sudo-access.ts'
import { withSudo } from '../../../electron/machines/with-sudo.ts'
import type { Answer } from '../../../shared/api.ts'
import { isAppError } from '../../../shared/errors.ts'
import type { SudoAccess } from '../../../shared/machine.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { canUseRealSudo, createRealSudo, PASSWORD, type RealSudo, USER } from './real-sudo.ts'

const MAY_WITH_PASSWORD = 'ALL=(ALL) ALL'
const MAY = 'ALL=(ALL) NOPASSWD: ALL'

/** A person who gives these answers, one after the other. */
function person(...answers: Answer[]) {
  const asked: QuestionBody[] = []
  const ask = async (question: QuestionBody): Promise<Answer> => {
    asked.push(question)
    return answers[asked.length - 1] ?? null
  }
  return { asked, ask }
}

describe.skipIf(!canUseRealSudo)('with the real sudo', () => {
  let sudo: RealSudo
  beforeEach(() => {
    sudo = createRealSudo(tempDir())
  })

  const open = (who: ReturnType<typeof person>, access?: SudoAccess) =>
    withSudo(sudo.runner, { machine: 'm', user: USER, ask: who.ask, access: () => access })

  test('a user without sudo’s blessing is refused, before and after a password was tried', async () => {
    expect(await readSudoAccess(sudo.runner)).toBe('refused')
    const who = person(PASSWORD)
    await expect(open(who).run(['id'], { sudo: true })).rejects.toMatchObject({ code: 'sudo/refused' })
  })

  test('passwordless: nobody is asked, and it is root', async () => {
    sudo.allow(MAY)
    const who = person()
    expect((await open(who).run(['id', '-u'], { sudo: true })).stdout).toBe('0\n')
    expect(who.asked).toEqual([])
  })

  test('without sudo: true nothing changes', async () => {
    sudo.allow(MAY)
    expect((await open(person()).run(['id', '-u'])).stdout).toBe('4242\n')
  })

  test('the password is asked for once, however many commands wait for it', async () => {
    sudo.allow(MAY_WITH_PASSWORD)
    const who = person(PASSWORD)
    const machine = open(who)
    const results = await Promise.all([1, 2, 3].map(() => machine.run(['id', '-u'], { sudo: true })))
    expect(results.map(result => result.stdout)).toEqual(['0\n', '0\n', '0\n'])
    expect(who.asked).toEqual([{ kind: 'sudo', machine: 'm', user: USER, isRetry: false }])
  })

  test('the password is in no argv and in no error, and the command gets its own input untouched', async () => {
    sudo.allow(MAY_WITH_PASSWORD)
    const machine = open(person(PASSWORD))
    expect((await machine.run(['cat'], { sudo: true, stdin: 'first\nsecond' })).stdout).toBe('first\nsecond')
    const failure = await machine
      .run(['sh', '-c', 'cat >&2; exit 3'], { sudo: true, stdin: PASSWORD })
      .catch((thrown: unknown) => thrown)
    expect(isAppError(failure, 'command/failed') && failure.facts.exitCode).toBe(3)
    expect(JSON.stringify(isAppError(failure) && failure.report)).not.toContain(PASSWORD)
    expect(JSON.stringify(sudo.argvs)).not.toContain(PASSWORD)
  })

  test('a wrong password, or one with a line break, is asked for again, told that it is a retry', async () => {
    sudo.allow(MAY_WITH_PASSWORD)
    const who = person('wrong', `${PASSWORD}\nfor the command`, PASSWORD)
    expect((await open(who).run(['id', '-u'], { sudo: true })).stdout).toBe('0\n')
    expect(who.asked.map(question => question.kind === 'sudo' && question.isRetry)).toEqual([false, true, true])
  })

  test('three wrong passwords, or no answer, end it without running the command', async () => {
    sudo.allow(MAY_WITH_PASSWORD)
    const who = person('a', 'b', 'c', PASSWORD)
    await expect(open(who).run(['touch', '/never'], { sudo: true })).rejects.toMatchObject({ code: 'sudo/password' })
    expect(who.asked).toHaveLength(3)
    await expect(open(person(null)).run(['id'], { sudo: true })).rejects.toMatchObject({ code: 'sudo/password' })
    expect(sudo.argvs.some(argv => argv.includes('touch'))).toBe(false)
  })

  test('a sudo that wants a password in the middle of a job gets one, and the command runs once', async () => {
    sudo.allow(MAY)
    const who = person(PASSWORD)
    const machine = open(who, 'passwordless')
    await machine.run(['true'], { sudo: true })
    sudo.allow(MAY_WITH_PASSWORD)
    expect((await machine.run(['id', '-u'], { sudo: true })).stdout).toBe('0\n')
    expect(who.asked).toHaveLength(1)
    expect(machine.commandLine(['id'], { sudo: true })).toBe("sudo -k -S -p '' -- id")
  })

  test('a command’s own failure is its own, also with exit code 1', async () => {
    sudo.allow(MAY)
    const result = await open(person()).run(['false'], { sudo: true, okExitCodes: [0, 1] })
    expect(result.exitCode).toBe(1)
  })

  test('whoever stops waiting does not take the answer away from the others', async () => {
    sudo.allow(MAY_WITH_PASSWORD)
    const leaving = new AbortController()
    let asked = 0
    const machine = withSudo(sudo.runner, {
      machine: 'm',
      user: USER,
      access: () => 'needs-password',
      ask: (_question, signal) =>
        ++asked === 1
          ? new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
          : Promise.resolve(PASSWORD),
    })
    const first = machine.run(['id', '-u'], { sudo: true, signal: leaving.signal })
    const second = machine.run(['id', '-u'], { sudo: true })
    leaving.abort(new Error('left'))
    await expect(first).rejects.toThrow('left')
    expect((await second).stdout).toBe('0\n')
  })
})

describe('how it is shown', () => {
  const shown = (access: SudoAccess, polkit = false): string =>
    withSudo(createLocalRunner(), {
      machine: 'm',
      user: 'u',
      ask: person().ask,
      access: () => access,
      polkit,
    }).commandLine(['rpm-ostree', 'status'], { sudo: true })

  test.each([
    ['is-root', false, 'rpm-ostree status'],
    ['passwordless', false, 'sudo -n -- rpm-ostree status'],
    ['passwordless', true, 'sudo -n -- rpm-ostree status'],
    ['needs-password', false, "sudo -k -S -p '' -- rpm-ostree status"],
    ['needs-password', true, 'pkexec rpm-ostree status'],
    ['refused', true, 'pkexec rpm-ostree status'],
  ] as const)('%s, polkit %s: %s', (access, polkit, line) => {
    expect(shown(access, polkit)).toBe(line)
  })

  test('where the user may not, nothing is run', async () => {
    const ran: unknown[] = []
    const runner = { ...createLocalRunner(), run: async (argv: unknown) => ran.push(argv) as never }
    const machine = withSudo(runner, { machine: 'm', user: 'u', ask: person().ask, access: () => 'refused' })
    await expect(machine.run(['id'], { sudo: true })).rejects.toMatchObject({ code: 'sudo/refused' })
    expect(ran).toEqual([])
  })
})
