import { expect, test } from 'vitest'
import { hasDisplay } from '../../../electron/web/open-browser.ts'
import { parseWebOptions } from '../../../electron/web/web-options.ts'

test('without words a free port is used and the browser opens', () => {
  expect(parseWebOptions([])).toEqual({ port: 0, open: true, dataDir: undefined, help: false })
})

test('every word is understood', () => {
  const options = parseWebOptions(['--port', '8080', '--no-open', '--data-dir', '/tmp/x', '--help'])
  expect(options).toEqual({ port: 8080, open: false, dataDir: '/tmp/x', help: true })
})

test.each([['--port', '65536'], ['--port', '-1'], ['--port', '1e3'], ['--port'], ['--host', '0.0.0.0'], ['page']])(
  'a wrong word is refused with its reason: %s %s',
  (...argv) => {
    expect(() => parseWebOptions(argv)).toThrow(expect.objectContaining({ code: 'usage/invalid' }))
  },
)

test.each([
  [{ DISPLAY: ':0' }, 'linux', true],
  [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
  [{}, 'linux', false],
  [{}, 'darwin', true],
] as const)('with %o on %s a browser would be seen: %s', (env, platform, expected) => {
  expect(hasDisplay(env, platform)).toBe(expected)
})
