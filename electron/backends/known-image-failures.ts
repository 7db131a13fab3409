/** What is wrong with the image, or with the way it was named. Texts: tests/reference/{rpm-ostree,bootc}/errors.md. */

import { group, type KnownFailure } from './known-failure.ts'
import { readableTransports } from './source.ts'

const REFUSED = '(?:operation not permitted|permission denied|read-only file system)'

/**
 * The puller runs as an unprivileged user without a home in older rpm-ostree (issue 4283), and without the rights to
 * mount someone else's overlay in some skopeo (issue 2563). Must come before every other "permission denied".
 */
export const knownDirectFailures: readonly KnownFailure[] = [
  [
    new RegExp(String.raw`mkdir /\.local\b|containers/storage[^\n]{0,300}: ${REFUSED}|prior storage driver \S+ failed`),
    (_, { image, backend }) => ['backend/direct-refused', { image, backend }],
  ],
]

const knownPathFailures: readonly KnownFailure[] = [
  [/more than one image in [a-z-]+, choose an image/, (_, { image }) => ['image/ambiguous', { image }]],
  [
    /no descriptor found for reference "([^"\n]+)"/,
    (match, { image }) => ['image/not-found', { image, where: `called “${group(match, 1)}” there` }],
  ],
  [
    /does not resolve to an image ID|identifier is not an image|image not known/,
    (_, { image, machine }) => ['image/not-found', { image, where: `in the image store on ${machine}` }],
  ],
  [
    /(?:faccessat|open|l?stat) (\/[^\n:]*): permission denied/,
    match => ['image/unreadable', { path: group(match, 1) }],
  ],
  [
    /(?:faccessat|open|l?stat) (\/[^\n:]*?)(?:\/(?:index\.json|oci-layout))?: (?:no such file or directory|not a directory)/,
    (match, { machine }) => ['image/path-missing', { path: group(match, 1), machine, expected: 'an image' }],
  ],
]

const knownPolicyFailures: readonly KnownFailure[] = [
  [
    /insecureAcceptAnything|Source image rejected|A signature was required|is rejected by policy|Cannot currently verify layered containers|cryptographic signature verification failed/,
    (_, { image }) => ['image/policy-refused', { image }],
  ],
]

const knownReferenceFailures: readonly KnownFailure[] = [
  [
    /Unknown transport '([^'\n]*)'|invalid value '([^'\n]*)' for '--transport/,
    (match, { backend }) => [
      'image/unsupported-transport',
      { transport: group(match, 1) || group(match, 2), backend, known: readableTransports.join(', ') },
    ],
  ],
  [
    /Missing (?:second )?':' in |Missing \/\/ in docker:\/\/ in |Invalid empty name in |Invalid ostree image reference scheme: |invalid reference format|repository name must be lowercase/,
    (match, { image }) => ['image/invalid-reference', { text: image, reason: referenceReason(match[0]) }],
  ],
  [
    /No such branch|Remote "[^"\n]*" not found/,
    (_, { image }) => ['image/invalid-reference', { text: image, reason: 'it was read as an ostree branch' }],
  ],
]

function referenceReason(text: string): string {
  if (text.startsWith('Missing //')) return 'two slashes must follow “docker:”'
  if (text.startsWith('Missing')) return 'a colon is missing'
  if (text.startsWith('Invalid empty')) return 'the name is empty'
  if (text.startsWith('Invalid ostree')) return 'the backend does not know its prefix'
  return text.startsWith('repository') ? 'the name of an image is in lower case' : 'the name is malformed'
}

export const knownImageFailures: readonly KnownFailure[] = [
  [
    /Image has architecture (\S+); expected (\S+)/,
    (match, { image }) => ['image/wrong-architecture', { image, has: group(match, 1), needs: group(match, 2) }],
  ],
  [
    /does not have ostree\.bootable label|No ostree\.final-diffid label found|not an ostree encapsulated container/,
    (_, { image }) => ['image/not-bootable', { image }],
  ],
  ...knownPolicyFailures,
  ...knownPathFailures,
  ...knownReferenceFailures,
]
