import { expect, test } from 'vitest'
import { maskSecrets } from '../../../electron/lib/mask.ts'

test.each<[string, readonly string[], string]>([
  ['password hunter2, twice hunter2', ['hunter2'], 'password ••••, twice ••••'],
  ['abcdef abc', ['abc', 'abcdef'], '•••• ••••'],
  ['nothing to hide', ['', '\n'], 'nothing to hide'],
  ['$& $1 .*', ['$&', '.*'], '•••• $1 ••••'],
  ['first\nsecond', ['first\r\nsecond'], '••••\n••••'],
  ['text', [], 'text'],
])('%j without %j is %j', (text, secrets, masked) => {
  expect(maskSecrets(text, secrets)).toBe(masked)
})
