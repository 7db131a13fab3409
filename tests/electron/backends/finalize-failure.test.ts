import { expect, test } from 'vitest'
import { parseFinalizeFailure } from '../../../electron/backends/finalize-failure.ts'
import { readReference, referenceFiles } from '../../support/reference.ts'

/** Lines as `journalctl -b -1 -u ostree-finalize-staged.service` prints them. */
const journal = (...lines: readonly string[]): string => lines.map(line => `Jun 01 16:19:31 fedora ${line}`).join('\n')

const FAILED = [
  'systemd[1]: ostree-finalize-staged.service: Control process exited, code=exited, status=1/FAILURE',
  "systemd[1]: ostree-finalize-staged.service: Failed with result 'exit-code'.",
]

const BEGINNING = 'ostree[74865]: Finalizing staged deployment'

test.each([
  [
    'a full /boot',
    journal(BEGINNING, 'ostree[74865]: error: Installing kernel: regfile copy: No space left on device', ...FAILED),
    'no space left in /boot: Installing kernel: regfile copy: No space left on device',
  ],
  [
    'a full /boot, with how much was needed',
    journal(
      BEGINNING,
      'ostree[74865]: bootfs requires additional space: 261.1 MB',
      'ostree[74865]: error: Installing kernel: regfile copy: No space left on device',
      ...FAILED,
    ),
    'no space left in /boot (needs 261.1\u00a0MB): Installing kernel: regfile copy: No space left on device',
  ],
  [
    'a boot loader that failed',
    journal(
      'ostree[1889]: error: Bootloader write config: grub2-mkconfig: Child process exited with code 1',
      ...FAILED,
    ),
    'Bootloader write config: grub2-mkconfig: Child process exited with code 1',
  ],
  [
    'what the next boot repeats',
    'Aug 28 16:05:36 fitlet2 ostree[862]: error: ostree-finalize-staged.service failed on previous boot: Bootloader write config: Child process exited with code 1',
    'Bootloader write config: Child process exited with code 1',
  ],
  [
    'the warning in the text status of rpm-ostree',
    'State: idle\nWarning: failed to finalize previous deployment\n         error: Finalizing deployment: Finalizing SELinux policy: Child process exited with code 1\n         check `journalctl -b -1 -u ostree-finalize-staged.service`',
    'Finalizing deployment: Finalizing SELinux policy: Child process exited with code 1',
  ],
  [
    'a warning without a reason',
    'Warning: failed to finalize previous deployment\n         check `journalctl -b -1 -u ostree-finalize-staged.service`',
    'ostree-finalize-staged.service failed',
  ],
  [
    'a shutdown that was out of time',
    journal(BEGINNING, "systemd[1]: ostree-finalize-staged.service: Failed with result 'timeout'."),
    'it was not finished when the time for shutting down was over',
  ],
  [
    'a killed unit',
    journal(BEGINNING, "systemd[1]: ostree-finalize-staged.service: Failed with result 'signal'."),
    'ostree-finalize-staged.service failed (signal)',
  ],
  ['terminal sequences in the reason', journal('ostree[1]: error: \u001b[31mbad\u001b[0m thing'), 'bad thing'],
])('%s', (_case, text, reason) => {
  expect(parseFinalizeFailure(text)).toBe(reason)
})

test('a failure before the last run is over and done with', () => {
  const text = journal(
    BEGINNING,
    'ostree[1]: error: old trouble',
    ...FAILED,
    BEGINNING,
    'ostree[2]: Finalized deployment',
  )
  expect(parseFinalizeFailure(text)).toBeUndefined()
})

test.each(['', '-- No entries --', journal(BEGINNING, 'ostree[1]: Finalized deployment')])(
  '%j tells no failure',
  text => {
    expect(parseFinalizeFailure(text)).toBeUndefined()
  },
)

test.each(referenceFiles('rpm-ostree/status-text-*.txt'))('%s tells no failure', path => {
  expect(parseFinalizeFailure(readReference(path))).toBeUndefined()
})
