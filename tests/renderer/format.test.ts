import { expect, test } from 'vitest'
import { checkForm, emptyForm } from '../../renderer/machines/new-machine.ts'
import { joinParts } from '../../renderer/ui/copy-whole.ts'
import { formatAgo, formatClock, formatDuration, formatTimeLeft } from '../../renderer/ui/format.ts'
import { splitMiddle } from '../../renderer/ui/middle.tsx'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

test.each([
  [900, '1 s'],
  [58_000, '58 s'],
  [70_000, '1 min 10 s'],
  [2 * MINUTE, '2 min'],
  [125 * MINUTE, '2 h 5 min'],
  [3 * DAY, '3 days'],
])('%d ms are %s', (durationMs, words) => expect(formatDuration(durationMs)).toBe(words))

test.each([
  [42_000, '0:42'],
  [725_000, '12:05'],
  [3_725_000, '1:02:05'],
])('a clock at %d ms shows %s', (durationMs, words) => expect(formatClock(durationMs)).toBe(words))

test.each([
  [4000, 'a few seconds left'],
  [31_000, 'about 40 s left'],
  [61_000, 'about 2 min left'],
  [5 * DAY, 'more than a day left'],
])('%d ms to go: %s', (leftMs, words) => expect(formatTimeLeft(leftMs)).toBe(words))

test.each([
  [10_000, 'just now'],
  [3 * MINUTE, '3 min ago'],
  [5 * 60 * MINUTE, '5 h ago'],
  [26 * 60 * MINUTE, 'yesterday'],
  [9 * DAY, '9 days ago'],
])('%d ms ago is %s', (ageMs, words) => expect(formatAgo(0, ageMs)).toBe(words))

test('a long name is cut before its last part and loses nothing', () => {
  expect(splitMiddle('quay.io/fedora/fedora-coreos:stable')).toEqual(['quay.io/fedora', '/fedora-coreos:stable'])
  expect(splitMiddle('short:1')).toEqual(['short:1', ''])
})

test('a new machine is checked field by field', () => {
  const form = { ...emptyForm, name: 'build-vm', host: 'build-vm.example.net', user: 'core' }
  expect(checkForm(form).machine).toMatchObject({ name: 'build-vm', port: 22 })
  expect(
    Object.keys(checkForm({ ...form, host: '-oProxyCommand=x', port: '0', user: '' }).problems).sort((a, b) =>
      a.localeCompare(b),
    ),
  ).toEqual(['host', 'port', 'user'])
  expect(checkForm(form, ['build-vm']).problems.name).toContain('already in the list')
})

test('a long name that was copied from the page is one word again', () => {
  const whole = 'quay.io/fedora/fedora-coreos:stable'
  expect(joinParts('runs\nquay.io/fedora\n/fedora-coreos:stable\nnow', [whole])).toBe(`runs\n${whole}\nnow`)
})
