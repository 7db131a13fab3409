/** What a failed skopeo was about, from what it printed. Wording: skopeo and containers/image, recorded for 1.9 to 1.22. */

import { AppError } from '../../shared/errors.ts'
import { fullName, type ImageReference, parseImageReference } from '../../shared/image.ts'
import { plainText } from '../backends/plain-text.ts'

/** What the facts of the error need. */
export interface SkopeoFailure {
  /** The image as skopeo was given it, `transport:rest`. */
  readonly source: string
  /** OCI name of the machine's architecture. */
  readonly architecture: string
  readonly machine: string
  readonly stderr: string
}

/** `\"` and its kin inside Go's %q, as far as logrus writes them. */
const unquoteGo = (quoted: string): string => quoted.replace(/\\(["\\])/g, '$1').replace(/\\[nt]/g, ' ')

/** The message of skopeo's last line, out of `time="…" level=fatal msg="…"` and without the image's name before it. */
export function skopeoMessage(stderr: string): string {
  const lines = plainText(stderr)
    .split('\n')
    .filter(line => line.trim() !== '')
  const line = lines.findLast(each => each.includes('level=fatal')) ?? lines.at(-1) ?? ''
  const quoted = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]
  const message = quoted === undefined ? line : unquoteGo(quoted)
  return message.replace(/^Error parsing image name "(?:[^"\\]|\\.)*": /, '').trim()
}

/** A network failure in a few words, without addresses nobody can act on. */
function networkReason(message: string): string {
  if (/\blookup /.test(message)) return 'its name cannot be found'
  if (/connection refused/.test(message)) return 'the connection was refused'
  if (/timeout|deadline exceeded|timed out/i.test(message)) return 'it did not answer in time'
  if (/no route to host|network is unreachable/.test(message)) return 'there is no way to it through the network'
  return message.replace(/^.*": /, '').slice(0, 200)
}

/** What a path must be for a transport; the end of “… is not …”. */
export const expectedAt = (transport: string | undefined): string =>
  ({
    oci: 'an OCI layout (a folder with index.json)',
    dir: 'a folder with an image (manifest.json)',
    'oci-archive': 'an OCI archive',
    'docker-archive': 'an archive of Docker',
  })[transport ?? ''] ?? 'an image'

type Explanation = (about: ImageReference, failure: SkopeoFailure, message: string) => AppError

const inStorage = ({ transport, store }: ImageReference): string =>
  transport === 'containers-storage' ? `in the storage${store === undefined ? '' : ` [${store}]`}` : ''

const notFound: Explanation = (about, { source, machine, stderr: raw }) =>
  new AppError(
    'image/not-found',
    {
      image: fullName(about) ?? source,
      where:
        about.transport === 'docker'
          ? `in the registry ${about.domain}`
          : [inStorage(about), `on ${machine}`].filter(part => part !== '').join(' '),
    },
    { raw },
  )

const denied: Explanation = (about, { source, stderr: raw }) =>
  new AppError('image/denied', { image: fullName(about) ?? source }, { raw })

const ambiguous: Explanation = (_, { source, stderr: raw }) =>
  new AppError('image/ambiguous', { image: source }, { raw })

const registryOf = (about: ImageReference, { source }: SkopeoFailure): string => about.domain ?? source

const insecure: Explanation = (about, failure) =>
  new AppError('registry/insecure', { registry: registryOf(about, failure) }, { raw: failure.stderr })

const certificate: Explanation = (about, failure, message) =>
  new AppError(
    'registry/certificate',
    { registry: registryOf(about, failure), reason: message.replace(/^.*(?=x509: |tls: )/, '').slice(0, 200) },
    { raw: failure.stderr },
  )

const unreachable: Explanation = (about, failure, message) =>
  new AppError(
    'registry/unreachable',
    { registry: registryOf(about, failure), reason: networkReason(message) },
    { raw: failure.stderr },
  )

const pathMissing: Explanation = (about, { source, machine, stderr: raw }) =>
  new AppError(
    'image/path-missing',
    { path: about.path ?? source, machine, expected: expectedAt(about.transport) },
    { raw },
  )

const unreadable: Explanation = (about, { source, stderr: raw }) =>
  new AppError('image/unreadable', { path: about.path ?? source }, { raw })

const policy: Explanation = (_, { source, stderr: raw }) =>
  new AppError('image/policy-refused', { image: source }, { raw })

const invalid: Explanation = (about, { stderr: raw }, message) =>
  new AppError('image/invalid-reference', { text: about.text, reason: message }, { raw })

const architecture: Explanation = (about, failure) =>
  new AppError(
    'image/wrong-architecture',
    { image: fullName(about) ?? failure.source, has: 'other architectures', needs: failure.architecture },
    { raw: failure.stderr },
  )

const other: Explanation = (_, { stderr: raw }, message) =>
  new AppError('backend/failed', { backend: 'skopeo', reason: message === '' ? 'without a word' : message }, { raw })

/** First match decides; the order puts what the registry said before what the network did. */
const explanations: readonly (readonly [RegExp, Explanation])[] = [
  [/more than one image in|choose an image/, ambiguous],
  [/no image found in (?:manifest list|image index)|choosing an? (?:image|instance)/, architecture],
  [/manifest unknown|name unknown|repository name not known|\b404\b|does not resolve to an image ID/, notFound],
  [/no descriptor found for reference|Tag ".*" not found|index \d+ is too large/, notFound],
  [/unauthorized|authentication required|\bdenied: |access to the resource is denied|\b40[13] /, denied],
  [/HTTP response to HTTPS client/, insecure],
  [/TLS handshake timeout/, unreachable],
  [/x509: |tls: /, certificate],
  [/Source image rejected|signature (?:was )?required/, policy],
  [
    /dial tcp|\blookup |connection re(?:fused|set)|timed? ?out|deadline exceeded|pinging container registry/i,
    unreachable,
  ],
  [/received unexpected HTTP status|toomanyrequests|\bEOF$/, unreachable],
  [/no such file or directory|not a directory|archive file not found|is a directory/, pathMissing],
  [/permission denied/, unreadable],
  [/invalid reference|Invalid image name|not supported in this build/, invalid],
]

/** The error a person can act on; `raw` is everything skopeo printed. */
export function explainSkopeoFailure(failure: SkopeoFailure): AppError {
  const message = skopeoMessage(failure.stderr)
  const explain = explanations.find(([pattern]) => pattern.test(message))?.[1] ?? other
  return explain(parseImageReference(failure.source), failure, message)
}
