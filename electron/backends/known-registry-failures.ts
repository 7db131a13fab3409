/** What a registry, or the way to it, answers. Wording of containers/image: tests/reference/skopeo/errors.md. */

import { type Circumstances, group, type KnownFailure } from './known-failure.ts'

/** The host of a registry reference: what stands before the first slash, if it looks like a host. */
function hostOf(reference: string): string | undefined {
  const [host = ''] = reference.replace(/^docker:\/\//, '').split('/')
  return reference.includes('/') && /[.:]|^localhost$/.test(host) ? host : undefined
}

/** Which registry a line of an error is about. */
function registryIn(line: string, { image }: Circumstances): string {
  const pinged = /pinging container registry ([^\s:]+(?::\d+)?)/.exec(line)?.[1]
  const asked = /https?:\/\/([^/\s"]+)/.exec(line)?.[1]
  const named = /reading manifest \S+ in (\S+?):? /.exec(line)?.[1]
  return pinged ?? asked ?? hostOf(named ?? '') ?? hostOf(image) ?? 'the registry'
}

const unreachable =
  (reason: string): KnownFailure[1] =>
  (match, circumstances) => ['registry/unreachable', { registry: registryIn(match[0], circumstances), reason }]

export const knownRegistryFailures: readonly KnownFailure[] = [
  [
    /^.*server gave HTTP response to HTTPS client/m,
    (match, circumstances) => ['registry/insecure', { registry: registryIn(match[0], circumstances) }],
  ],
  [
    /^.*(x509: .*|tls: (?:bad|unknown|expired) certificate.*|remote error: tls: .*)/m,
    (match, circumstances) => [
      'registry/certificate',
      { registry: registryIn(match[0], circumstances), reason: group(match, 1).replace(/^x509: /, '') },
    ],
  ],
  [/^.*no such host/m, unreachable('there is no such host')],
  [
    /^.*(?:[Cc]ould(?:n't| not) resolve host|[Tt]emporary failure in name resolution|server misbehaving)/m,
    unreachable('its name cannot be resolved'),
  ],
  [/^.*(?:connection refused|Could(?:n't| not) connect to server)/m, unreachable('connection refused')],
  [/^.*(?:network is unreachable|no route to host)/m, unreachable('there is no way to it in the network')],
  [
    /^.*(?:i\/o timeout|TLS handshake timeout|Client\.Timeout|context deadline exceeded|connection timed out|\[28\] Timeout was reached)/m,
    unreachable('it does not answer in time'),
  ],
  [/^.*(?:connection reset by peer|unexpected EOF)/m, unreachable('the connection broke off')],
  [/^.*(?:toomanyrequests|Too Many Requests)/m, unreachable('it asks to come back later (too many requests)')],
  [
    /^.*(?:unexpected HTTP status|StatusCode): (5\d\d[^\n,"]*)/m,
    (match, circumstances) => unreachable(`it answered ${group(match, 1)}`)(match, circumstances),
  ],
  [
    /unauthorized: |authentication required|requested access to the resource is denied|403 \(?Forbidden|(?<!permission )denied: |invalid username\/password/,
    (_, { image }) => ['image/denied', { image }],
  ],
  [
    /^.*(?:manifest unknown|name unknown|NAME_UNKNOWN|repository name not known)/m,
    (match, circumstances) => {
      const where = `at ${registryIn(match[0], circumstances)}`
      return ['image/not-found', { image: circumstances.image, where }]
    },
  ],
  // Something listens there, a proxy or a door shut in the middle, and what it says is nothing above.
  [/^.*pinging container registry .*/m, unreachable('it does not answer as a registry does')],
]
