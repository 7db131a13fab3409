import { describe, expect, test } from 'vitest'
import { explainImage } from '../../../electron/images/explain-image.ts'
import type { LocalImage } from '../../../shared/machine.ts'

const now = Date.parse('2026-11-23T12:00:00Z')
const image = (name: string | undefined, change: Partial<LocalImage> = {}): LocalImage => ({
  ...(name === undefined ? {} : { name }),
  id: 'ab'.repeat(32),
  digest: `sha256:${'c'.repeat(64)}`,
  store: 'user',
  isBootable: true,
  sizeBytes: 2_100_000_000,
  createdAt: now - 3 * 60_000,
  ...change,
})
const images = [
  image('localhost/os:dev'),
  image('quay.io/a/os:1', { store: 'root', createdAt: now - 26 * 3_600_000 }),
  image('docker.io/library/app:latest', { isBootable: false, createdAt: 0 }),
]
const explain = (text: string) => explainImage(text, images, 'dev', { user: 'core', now })

describe('while it is typed', () => {
  test.each([
    ['', 'empty', /Type an image/],
    ['  ', 'empty', /Type an image/],
    ['localhost/os:dev', 'local', /^In core’s storage on dev: 2\.1 GB, built 3 min ago\.$/],
    ['os:dev', 'local', /core’s/],
    ['quay.io/a/os:1', 'local', /^In root’s storage on dev: 2\.1 GB, built 1 day ago\.$/],
    [`quay.io/a/os@sha256:${'c'.repeat(64)}`, 'local', /root’s/],
    ['containers-storage:quay.io/a/os:1', 'local', /root’s/],
    ['app', 'local', /not an operating system/],
    ['abababababab', 'local', /core’s/],
    ['quay.io/a/os:2', 'registry', /^Not on dev; pulled from quay\.io\.$/],
    ['os', 'registry', /pulled from docker\.io/],
    ['docker://quay.io/a/os:1', 'registry', /^Pulled from quay\.io\.$/],
    ['oci:/var/tmp/x', 'path', /^The path \/var\/tmp\/x on dev\.$/],
    ['containers-storage:nope', 'unknown', /lists no such image/],
    ['containers-storage:[/g]quay.io/a/os:1', 'unknown', /lists no such image/],
    ['ffffffffffff', 'unknown', /lists no such image/],
    ['foo bar', 'invalid', /a name holds no blanks/],
    ['/home/me/image', 'invalid', /path on this computer/],
    ['https://quay.io/x', 'invalid', /unknown transport/],
  ])('%j is %s', (text, kind, sentence) => {
    expect(explain(text)).toMatchObject({ kind, text: expect.stringMatching(sentence) })
  })

  test('what is asked for is what was typed, without white space', () => {
    expect(explain(' quay.io/a/os:2 ').reference).toBe('quay.io/a/os:2')
    expect(explain('foo bar').reference).toBeUndefined()
  })

  test('without the user’s name it is the user', () => {
    expect(explainImage('os:dev', images, 'dev', { now }).text).toContain('the user’s storage')
  })
})
