import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAppError } from '../../shared/errors.ts'
import {
  familiarName,
  formatImageReference,
  fullName,
  type ImageReference,
  imageSource,
  isPathOnThisComputer,
  localName,
  parseImageReference,
  transports,
} from '../../shared/image.ts'

const HEX = 'a'.repeat(64)
const DIGEST = `sha256:${HEX}`

function refusal(text: string): string | undefined {
  try {
    parseImageReference(text)
    return undefined
  } catch (thrown) {
    if (!isAppError(thrown, 'image/invalid-reference')) throw thrown
    return thrown.facts.reason
  }
}

const partsOf = ({ text: _, ...parts }: ImageReference): Omit<ImageReference, 'text'> => parts

describe('the verdicts of skopeo', () => {
  /** What skopeo says when the text itself is wrong, not the thing it names. */
  const parseFailure =
    /invalid reference|must be lowercase|does not start with|not supported|isn't of the form|does not include a tag|not absolute|empty reference|neither a tag|reserved for|bad ref|must not be negative|expected format/
  /** Refused here on purpose: nobody means the current directory of a machine. */
  const emptyPath = ['oci:', 'oci-archive:', 'dir:']
  const rows = ['1.22.0', '1.18.0'].flatMap(version =>
    readFileSync(new URL(`../reference/oci/transports.skopeo-${version}.tsv`, import.meta.url), 'utf8')
      .split('\n')
      .slice(1)
      .filter(line => line !== '')
      .map(line => line.split('\t') as [string, string, string])
      .map(([text, exitCode, result]) => ({ version, text, exitCode, result })),
  )
  const withoutTransport = (result: string) => /expected colon|unknown transport/.test(result)
  const isRefused = (row: (typeof rows)[number]) =>
    row.exitCode !== '0' && (parseFailure.test(row.result) || emptyPath.includes(row.text))

  test('there are enough rows', () => expect(rows.length).toBeGreaterThan(100))

  test.each(rows.filter(row => withoutTransport(row.result)))('$version: “$text” names no transport', ({ text }) => {
    if (refusal(text) === undefined) expect(parseImageReference(text).transport).toBeUndefined()
    else expect(refusal(text)).not.toBe('')
  })

  test.each(rows.filter(row => !withoutTransport(row.result)))('$version: “$text” as skopeo sees it', row => {
    if (isRefused(row)) return expect(refusal(row.text)).toBeDefined()
    expect(refusal(row.text)).toBeUndefined()
    expect(row.text.startsWith(`${parseImageReference(row.text).transport}:`)).toBe(true)
  })
})

test.each<[string, Partial<ImageReference>]>([
  ['quay.io/a/b:1', { domain: 'quay.io', path: 'a/b', tag: '1' }],
  ['localhost:5000/x', { domain: 'localhost:5000', path: 'x' }],
  ['localhost:5000/x:tag', { domain: 'localhost:5000', path: 'x', tag: 'tag' }],
  ['localhost/example-os:42', { domain: 'localhost', path: 'example-os', tag: '42' }],
  ['example-os', { path: 'example-os' }],
  ['example-os:42', { path: 'example-os', tag: '42' }],
  ['oci', { path: 'oci' }],
  ['a/b', { path: 'a/b' }],
  ['quay.io/a__b/c---d', { domain: 'quay.io', path: 'a__b/c---d' }],
  ['docker.io/os', { domain: 'docker.io', path: 'library/os' }],
  ['index.docker.io/a/b', { domain: 'docker.io', path: 'a/b' }],
  [`quay.io/a/b@${DIGEST}`, { domain: 'quay.io', path: 'a/b', digest: DIGEST }],
  [`quay.io/a/b:1@${DIGEST}`, { domain: 'quay.io', path: 'a/b', tag: '1', digest: DIGEST }],
  ['  quay.io/a/b:1\n', { domain: 'quay.io', path: 'a/b', tag: '1' }],
  [HEX, { imageId: HEX }],
  [DIGEST, { imageId: HEX }],
  ['0123456789ab', { imageId: '0123456789ab' }],
  ['0123456789a', { path: '0123456789a' }],
  ['docker://os', { transport: 'docker', domain: 'docker.io', path: 'library/os' }],
  ['docker://quay.io/a/b:1', { transport: 'docker', domain: 'quay.io', path: 'a/b', tag: '1' }],
  ['oci:/var/tmp/x', { transport: 'oci', path: '/var/tmp/x' }],
  ['oci:/var/tmp/x:', { transport: 'oci', path: '/var/tmp/x' }],
  ['oci:/var/tmp/x:localhost/os:42', { transport: 'oci', path: '/var/tmp/x', ref: 'localhost/os:42' }],
  ['oci:/x:@1', { transport: 'oci', path: '/x', ref: '@1' }],
  ['oci:/a b', { transport: 'oci', path: '/a b' }],
  ['oci:C:\\dir:ref', { transport: 'oci', path: 'C:\\dir', ref: 'ref' }],
  ['oci:C:\\dir', { transport: 'oci', path: 'C:\\dir' }],
  ['oci:latest', { transport: 'oci', path: 'latest' }],
  ['oci-archive:/a.tar:os', { transport: 'oci-archive', path: '/a.tar', ref: 'os' }],
  ['dir:/x:y', { transport: 'dir', path: '/x:y' }],
  ['docker-archive:/d.tar', { transport: 'docker-archive', path: '/d.tar' }],
  ['docker-archive:/d.tar:os', { transport: 'docker-archive', path: '/d.tar', ref: 'docker.io/library/os:latest' }],
  ['docker-archive:/d.tar:@0', { transport: 'docker-archive', path: '/d.tar', ref: '@0' }],
  ['docker-daemon:os:1', { transport: 'docker-daemon', domain: 'docker.io', path: 'library/os', tag: '1' }],
  [`docker-daemon:${DIGEST}`, { transport: 'docker-daemon', imageId: HEX }],
  ['sif:/x.sif', { transport: 'sif', path: '/x.sif' }],
  ['containers-storage:os:1', { transport: 'containers-storage', path: 'os', tag: '1' }],
  [`containers-storage:@${HEX}`, { transport: 'containers-storage', imageId: HEX }],
  [`containers-storage:os@${HEX}`, { transport: 'containers-storage', path: 'os', imageId: HEX }],
  [
    'containers-storage:[overlay@/g+/r:o=1]localhost/os:1',
    { transport: 'containers-storage', store: 'overlay@/g+/r:o=1', domain: 'localhost', path: 'os', tag: '1' },
  ],
  ['containers-storage:[/g]os', { transport: 'containers-storage', store: '/g', path: 'os' }],
])('%j is read as %j', (text, parts) => {
  expect(parseImageReference(text)).toEqual({ text: text.trim(), ...parts })
})

test.each([
  ['', /empty/],
  ['  ', /empty/],
  ['foobar://x', /unknown transport “foobar”/],
  ['oci-dir:/x', /unknown transport “oci-dir”/],
  ['registry://quay.io/x', /unknown transport “registry”/],
  ['registry:quay.io/x', /unknown transport “registry”/],
  ['https://quay.io/x', /unknown transport “https”/],
  ['OCI:/x', /unknown transport “OCI”/],
  ['localhost:/x', /unknown transport “localhost”/],
  ['my.transport:/x', /unknown transport “my\.transport”/],
  ['quay.io/a___b', /cannot hold/],
  ['quay.io/a..b', /cannot hold/],
  ['ostree-unverified-image:docker://quay.io/x', /unknown transport “ostree-unverified-image”/],
  ['ostree-unverified-registry:quay.io/x:1', /unknown transport/],
  ['C:\\images\\oci', /path on this computer/],
  ['C:/images', /path on this computer/],
  ['/var/tmp/x', /path on this computer/],
  ['./x', /path on this computer/],
  ['~/x', /path on this computer/],
  ['-x', /begin with -/],
  ['--help', /begin with -/],
  ['quay.io/a\u0007b', /cannot be seen/],
  ['quay.io/a\u202eb', /cannot be seen/],
  ['oci:/a\nb', /cannot be seen/],
  ['foo bar', /blank/],
  ['Quay/X', /lower case/],
  ['docker://UPPER/x', /lower case/],
  ['quay.io/a/b:', /tag/],
  [`quay.io/a/b:${'1'.repeat(129)}`, /128/],
  [`quay.io/${'x'.repeat(250)}`, /255/],
  ['quay.io/a@sha256:abc', /64 hex digits/],
  ['sha256:abc', /64 hex digits/],
  [`docker://a:1@${DIGEST}`, /leave out the tag/],
  [`docker://${HEX}`, /image ID/],
  ['docker:24', /docker\.io\/library\/docker:24/],
  ['docker:foo/bar', /there must be \/\//],
  ['oci:/x:bad ref', /bad ref/],
  ['oci:/x:@-1', /position/],
  [`docker-archive:/d.tar:os@${DIGEST}`, /not by a digest/],
  ['docker-archive:/d.tar:', /name of the image is missing/],
  ['docker-daemon:os', /tag or a digest/],
  ['containers-storage:[/g', /closing \]/],
  ['containers-storage:[rel]x', /begin with \//],
  ['containers-storage:[]x', /store .* is empty/],
  ['containers-storage:[/g]', /missing/],
  ['containers-storage:os@xyz', /image ID or a digest/],
  ['ostree:foo', /no longer supported/],
])('%j is refused, and says why', (text, reason) => {
  expect(refusal(text)).toMatch(reason)
})

test.each([
  ['example-os:42', 'docker://docker.io/library/example-os:42', 'example-os:42', 'example-os:42'],
  ['quay.io/a/b', 'docker://quay.io/a/b', 'quay.io/a/b', 'quay.io/a/b'],
  ['docker.io/library/os:1', 'docker://docker.io/library/os:1', 'os:1', 'docker.io/library/os:1'],
  [DIGEST, `containers-storage:@${HEX}`, 'aaaaaaaaaaaa', HEX],
  ['containers-storage:os', 'containers-storage:os', 'os', 'os'],
  ['containers-storage:[/g]a.b/os:1', 'containers-storage:[/g]a.b/os:1', 'a.b/os:1', 'a.b/os:1'],
  ['docker-archive:/d:os', 'docker-archive:/d:docker.io/library/os:latest', 'docker-archive:/d:os', ''],
])('%j is %j for a tool, %j for people, %j for podman', (text, source, familiar, local) => {
  const reference = parseImageReference(text)
  expect([imageSource(reference), familiarName(reference), localName(reference)]).toEqual([source, familiar, local])
})

test('a path has no image name', () => expect(fullName(parseImageReference('oci:/x:a'))).toBeUndefined())

test('a path on this computer is told from an image name', () => {
  for (const path of ['/', '/x', './x', '../x', '~/x', 'C:\\x', 'c:/x', '\\\\server\\x']) {
    expect(isPathOnThisComputer(path), path).toBe(true)
  }
  for (const name of ['x', 'a/b', 'localhost:5000/x', 'oci:/x', '.x', '~x', '']) {
    expect(isPathOnThisComputer(name), name).toBe(false)
  }
})

describe('for any text', () => {
  const piece = fc.constantFrom(
    ...[
      ...transports.map(name => `${name}:`),
      'docker://',
      'a.b',
      'os',
      'localhost',
      '5000',
      DIGEST,
      HEX,
      '0123456789ab',
    ],
    ...[
      '/',
      ':',
      '@',
      '-',
      '.',
      '_',
      '[',
      ']',
      '[/g+/r]',
      ' ',
      'Up',
      '\\',
      'C:\\',
      '+',
      '\u0000',
      '\u202e',
      '\n',
      '@0',
    ],
  )
  const text = fc.oneof(
    fc.array(piece, { maxLength: 9 }).map(pieces => pieces.join('')),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )

  test('the answer is a reference or an error for a person', () => {
    fc.assert(
      fc.property(text, written => void refusal(written)),
      { numRuns: 3000 },
    )
  })

  test('an accepted reference shows everything it holds and is no option', () => {
    fc.assert(
      fc.property(text, written => {
        if (refusal(written) !== undefined) return
        const reference = parseImageReference(written)
        expect(`${reference.text}${imageSource(reference)}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
        expect(reference.text.startsWith('-')).toBe(false)
        expect(localName(reference).startsWith('-')).toBe(false)
      }),
      { numRuns: 3000 },
    )
  })

  test('writing a reference and reading it again gives the same parts', () => {
    fc.assert(
      fc.property(text, written => {
        if (refusal(written) !== undefined) return
        const reference = parseImageReference(written)
        expect(partsOf(parseImageReference(formatImageReference(reference)))).toEqual(partsOf(reference))
        expect(refusal(imageSource({ ...reference }))).toBe(
          reference.transport === undefined && reference.digest !== undefined && reference.tag !== undefined
            ? 'a tag and a digest together are not supported; leave out the tag'
            : undefined,
        )
      }),
      { numRuns: 3000 },
    )
  })
})
