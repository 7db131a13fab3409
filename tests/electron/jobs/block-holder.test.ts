import { expect, test } from 'vitest'
import { parseBlockHolder } from '../../../electron/jobs/steps/block-holder.ts'

/** As systemd 257 prints it. */
const LIST = [
  'WHO            UID USER PID COMM            WHAT           WHY                                MODE',
  'NetworkManager 0   root 861 NetworkManager  sleep          NetworkManager needs to turn off   delay',
  'Nightly backup 0   root 459 systemd-inhibit shutdown:sleep A copy is written                  block',
  '',
  '2 inhibitors listed.',
  '',
].join('\n')

test('whoever blocks a shutdown is named, whole, and nobody who only delays one or blocks something else', () => {
  expect(parseBlockHolder(LIST)).toBe('Nightly backup')
  expect(parseBlockHolder(LIST.replace('shutdown:sleep', 'sleep         '))).toBeUndefined()
  expect(parseBlockHolder('No inhibitors.\n')).toBeUndefined()
})
