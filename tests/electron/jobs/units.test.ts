import { describe, expect, test } from 'vitest'
import { detachmentOn } from '../../../electron/jobs/units/detachment.ts'
import { createJournalPlace } from '../../../electron/jobs/units/journal-reader.ts'
import { parseJournalEntry } from '../../../electron/jobs/units/parse-journal-entry.ts'
import { parseUnitState } from '../../../electron/jobs/units/parse-unit-state.ts'
import { startUnitCommand } from '../../../electron/jobs/units/unit-commands.ts'
import { jobIdOfUnit, unitName } from '../../../electron/jobs/units/unit-name.ts'
import type { MachineHandle } from '../../../electron/machines/machine-handle.ts'
import type { MachineFacts } from '../../../shared/machine.ts'

const JOB = '20261126-173710-6bcbca58'

describe('the command that starts a unit', () => {
  const wish = { unit: 'u.service', argv: ['bootc', 'switch', 'x'], description: 'd', isSelinuxEnforced: false }
  const words = (change: Partial<Parameters<typeof startUnitCommand>[0]> = {}) =>
    startUnitCommand({ ...wish, ...change })

  test('keeps its end until it is read, and ends rpm-ostree’s work when it is stopped', () => {
    expect(words()).toEqual(
      expect.arrayContaining(['--no-block', '--service-type=oneshot', '--property=RemainAfterExit=yes']),
    )
    expect(words()).toContain('--property=KillSignal=SIGINT')
    expect(words().slice(-3)).toEqual(wish.argv)
    expect(words().join(' ')).not.toMatch(/User=|SELinux|ExecStartPost/)
  })

  test('runs as the rootless user with the directory podman keeps its run root in', () => {
    expect(words({ user: { name: 'core', uid: 1000 } })).toEqual(
      expect.arrayContaining([
        '--property=User=core',
        '--property=Delegate=yes',
        '--property=Wants=user-runtime-dir@1000.service',
        '--property=After=user-runtime-dir@1000.service',
        '--setenv=XDG_RUNTIME_DIR=/run/user/1000',
      ]),
    )
  })

  test('runs in a shell’s domain where SELinux enforces, and removes what is of no use after a success', () => {
    expect(words({ isSelinuxEnforced: true })).toContain(
      '--property=SELinuxContext=system_u:unconfined_r:unconfined_t:s0',
    )
    expect(words({ removes: '/var/tmp/drydock.1' })).toContain(
      '--property=ExecStartPost=-/usr/bin/rm -rf -- /var/tmp/drydock.1',
    )
  })
})

test.each([
  [unitName(JOB, 'stage', 1), JOB],
  [unitName(JOB, 'stage', 2), JOB],
  [`drydock-${JOB}-clean.timer`, JOB],
  ['drydock-stage.service', undefined],
  [`my-drydock-${JOB}-stage.service`, undefined],
  [`drydock-${JOB}-stage.mount`, undefined],
  ['sshd.service', undefined],
])('%s belongs to job %s', (name, jobId) => {
  expect(jobIdOfUnit(name)).toBe(jobId)
})

/** As `systemctl show` of systemd 257 prints them. */
const shown = (properties: Readonly<Record<string, string>>): string =>
  Object.entries({
    ExecMainCode: '0',
    ExecMainStatus: '0',
    Result: 'success',
    LoadState: 'loaded',
    ActiveState: 'activating',
    SubState: 'start',
    ...properties,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')

test.each([
  [
    'a unit that is not there',
    { LoadState: 'not-found', ActiveState: 'inactive', SubState: 'dead' },
    { kind: 'absent' },
  ],
  ['one that runs', {}, { kind: 'running' }],
  ['one whose last commands run', { SubState: 'start-post', ExecMainCode: '1' }, { kind: 'running' }],
  ['one that is being ended', { ActiveState: 'deactivating', SubState: 'stop-sigterm' }, { kind: 'running' }],
  ['a success', { ActiveState: 'active', SubState: 'exited', ExecMainCode: '1' }, { kind: 'ended', exitCode: 0 }],
  [
    'a failure',
    { ActiveState: 'failed', SubState: 'failed', Result: 'exit-code', ExecMainCode: '1', ExecMainStatus: '77' },
    { kind: 'ended', exitCode: 77 },
  ],
  [
    'one that was killed',
    { ActiveState: 'failed', SubState: 'failed', Result: 'signal', ExecMainCode: '2', ExecMainStatus: '9' },
    { kind: 'ended', exitCode: null, signal: 9 },
  ],
  [
    'one that could not even begin',
    { ActiveState: 'failed', SubState: 'failed', Result: 'resources' },
    { kind: 'ended', exitCode: null },
  ],
] as const)('%s', (_title, properties, state) => {
  expect(parseUnitState(shown(properties))).toEqual(state)
})

describe('an entry of the journal', () => {
  const entry = (fields: object): string => JSON.stringify({ __CURSOR: 's=1;i=2', _TRANSPORT: 'stdout', ...fields })
  const read = (fields: object) => {
    const { output } = parseJournalEntry(entry(fields)) ?? {}
    return output && [output.stream, Buffer.from(output.bytes).toString()]
  }

  test.each([
    ['text', { MESSAGE: 'hello', PRIORITY: '6' }, ['stdout', 'hello\n']],
    ['standard error by its priority', { MESSAGE: 'trouble', PRIORITY: '5' }, ['stderr', 'trouble\n']],
    [
      'bytes, where it holds what a terminal could take amiss',
      { MESSAGE: [27, 91, 50, 74] },
      ['stdout', '\u001b[2J\n'],
    ],
    ['nothing, where it was too long for its reader', { MESSAGE: null }, ['stdout', '\n']],
    ['a part of a line that goes on in the next', { MESSAGE: 'AAA', _LINE_BREAK: 'line-max' }, ['stdout', 'AAA']],
    ['what systemd itself says, which is no output', { MESSAGE: 'Finished', _TRANSPORT: 'journal' }, undefined],
  ])('is %s', (_title, fields, expected) => {
    expect(read(fields)).toEqual(expected)
  })

  test.each(['', 'not json', '[]', '{"MESSAGE":"without a place"}'])('%s is none', line => {
    expect(parseJournalEntry(line)).toBeUndefined()
  })

  test('is handed on once whichever reading it came from, and a gap is told', () => {
    const told: string[] = []
    let gaps = 0
    const place = createJournalPlace({
      cursor: undefined,
      onEntries: entries => told.push(...entries.map(each => each.cursor)),
      onGap: () => void gaps++,
    })
    const lines = (...cursors: number[]) =>
      Buffer.from(cursors.map(at => `${JSON.stringify({ __CURSOR: `i=${at}`, MESSAGE: 'x' })}\n`).join(''))
    const first = place.open()
    first.write(lines(1, 2).subarray(0, 30))
    first.write(lines(1, 2).subarray(30))
    first.close()
    first.write(lines(9))
    place.open().write(lines(2, 3))
    expect([told, gaps]).toEqual([['i=1', 'i=2', 'i=3'], 0])
    place.open().write(lines(7))
    expect([told, gaps]).toEqual([['i=1', 'i=2', 'i=3', 'i=7'], 1])
  })
})

describe('where the work goes on without Drydock', () => {
  const on = (tools: Partial<MachineFacts['tools']>, asksEachTime = false) =>
    detachmentOn(
      { name: 'box', asksEachTime: () => asksEachTime } as MachineHandle,
      { tools: { podman: true, skopeo: true, systemd: true, ...tools } } as MachineFacts,
    )

  test.each([
    ['systemd of today', on({ systemdVersion: 257 }), 'unit', ''],
    ['no systemd', on({ systemd: false }), 'attached', 'There is no systemd on box.'],
    ['a systemd of long ago', on({ systemdVersion: 239 }), 'attached', 'systemd 239 on box is too old for it.'],
    ['a dialog for every command', on({ systemdVersion: 257 }, true), 'attached', 'On box a dialog asks for'],
  ] as const)('%s', (_title, detachment, kind, why) => {
    expect(detachment.kind).toBe(kind)
    expect(detachment.kind === 'attached' ? detachment.why : '').toContain(why)
  })
})
