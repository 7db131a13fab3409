import { expect, test } from 'vitest'
import { isAllowedOutside } from '../../../electron/window/outside-links.ts'

test.each(['https://docs.podman.io/en/latest/', 'https://bootc-dev.github.io/bootc/#x'])(
  'a site of ours opens: %s',
  url => {
    expect(isAllowedOutside(url)).toBe(true)
  },
)

test.each([
  'http://docs.podman.io/',
  'https://docs.podman.io.evil.example/',
  'https://evil.example/?https://docs.podman.io/',
  'https://docs.podman.io@evil.example/',
  'https://user@docs.podman.io/',
  'https://docs.podman.io:8443/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'drydock://app/',
  'ms-settings:',
  'not an address',
  '',
])('anything else does not: %s', url => {
  expect(isAllowedOutside(url)).toBe(false)
})
