import { describe, expect, test } from 'vitest'
import { explainSkopeoFailure, skopeoMessage } from '../../../electron/images/explain-skopeo.ts'
import { readReference } from '../../support/reference.ts'

interface Transcript {
  readonly name: string
  readonly command: string
  readonly exit_code: number
  readonly stderr: string
}

const explain = (source: string, stderr: string) =>
  explainSkopeoFailure({ source, architecture: 'amd64', machine: 'dev', stderr })

const fatal = (message: string): string => `time="2026-11-23T18:18:23Z" level=fatal msg=${JSON.stringify(message)}\n`

/** Recorded runs by name, and what a person is told. */
const recorded: Readonly<Record<string, object>> = {
  'skopeo-inspect-connrefused': {
    code: 'registry/unreachable',
    facts: { registry: 'localhost:5999', reason: 'the connection was refused' },
  },
  'skopeo-inspect-dns': {
    code: 'registry/unreachable',
    facts: { registry: 'registry.invalid', reason: 'its name cannot be found' },
  },
  'skopeo-inspect-http-server': { code: 'registry/insecure', facts: { registry: 'localhost:5000' } },
  'skopeo-inspect-manifest-unknown': {
    code: 'image/not-found',
    facts: { image: 'localhost:5000/example/os:nope', where: 'in the registry localhost:5000' },
  },
  'skopeo-inspect-unauthorized': { code: 'image/denied', facts: { image: 'localhost:5001/example/os:43' } },
  'skopeo-inspect-cs-missing': {
    code: 'image/not-found',
    facts: { image: 'localhost/nope:1', where: 'in the storage on dev' },
  },
  'skopeo-inspect-oci-ambig': { code: 'image/ambiguous', facts: { image: 'oci:/tmp/t/ocidir' } },
  'skopeo-inspect-oci-missing': { code: 'image/path-missing', facts: { path: '/tmp/t/nowhere', machine: 'dev' } },
  'skopeo-inspect-oci-notfoundref': { code: 'image/not-found', facts: { image: 'oci:/tmp/t/ocidir:nope' } },
}

describe.each(['1.9.3', '1.18.0', '1.22.0'])('skopeo %s', version => {
  const { cases } = JSON.parse(readReference(`skopeo/transcripts-${version}.json`)) as { cases: readonly Transcript[] }
  test.each(Object.entries(recorded))('%s', (name, expected) => {
    const run = cases.find(each => each.name === name)
    if (!run) throw new Error(`${name} was not recorded`)
    const error = explain(run.command.split(' ').at(-1) ?? '', run.stderr)
    expect(error).toMatchObject({ ...expected, raw: run.stderr })
  })
})

test.each([
  [
    'docker://quay.io/a',
    'Get "https://quay.io/v2/": x509: certificate signed by unknown authority',
    'registry/certificate',
  ],
  ['docker://quay.io/a', 'Get "https://quay.io/v2/": net/http: TLS handshake timeout', 'registry/unreachable'],
  [
    'docker://quay.io/a',
    'reading manifest latest in quay.io/a: unauthorized: access to the requested resource is not authorized',
    'image/denied',
  ],
  [
    'docker://quay.io/a',
    'reading manifest latest in quay.io/a: name unknown: repository name not known to registry',
    'image/not-found',
  ],
  [
    'docker://quay.io/a',
    'pinging container registry quay.io: received unexpected HTTP status: 503 Service Unavailable',
    'registry/unreachable',
  ],
  [
    'docker://quay.io/a',
    'Error parsing manifest for image: choosing image instance: no image found in manifest list for architecture amd64, variant "", OS linux',
    'image/wrong-architecture',
  ],
  [
    'docker://quay.io/a',
    'Source image rejected: A signature was required, but no signature exists',
    'image/policy-refused',
  ],
  ['oci:/x', 'open /x/index.json: permission denied', 'image/unreadable'],
  ['oci-archive:/x.tar', 'creating temp directory: archive file not found: "/x.tar"', 'image/path-missing'],
  [
    'docker-archive:/d.tar:os:1',
    'Error retrieving manifest for image: Tag "docker.io/library/os:1" not found',
    'image/not-found',
  ],
  ['dir:/x', 'something nobody has seen', 'backend/failed'],
])('%s: %s is %s', (source, message, code) => {
  expect(explain(source, fatal(message))).toMatchObject({ code })
})

test('the message is taken out of the log line, unquoted, without the name of the image', () => {
  const stderr = `time="x" level=info msg="[graphdriver] using prior storage driver"\n${fatal('Error parsing image name "oci:/a \\"b": Invalid "thing"')}`
  expect(skopeoMessage(stderr)).toBe('Invalid "thing"')
  expect(skopeoMessage('sh: skopeo: broken\n')).toBe('sh: skopeo: broken')
  expect(skopeoMessage('')).toBe('')
})

test('a registry cannot paint on a terminal through an error', () => {
  const error = explain('docker://quay.io/a', `level=fatal msg="\u001b[31mred"`)
  expect(error.message).not.toContain('\u001b')
})
