/** Packages added on the machine that do not fit the new system. Texts: tests/reference/rpm-ostree/errors.md. */

import { group, type KnownFailure } from './known-failure.ts'

const MOST_NAMES = 6

/** `a, b, c and 3 more`, each once. */
function listed(names: readonly string[]): string {
  const unique = [...new Set(names)]
  const rest = unique.length - MOST_NAMES
  return unique.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

/** libdnf names what cannot be installed as `package NEVRA from REPO`, or protected packages at the end of a problem. */
function packagesInProblems(problems: string): string {
  const protectedOnes = /protected packages: ([^\n]+)/.exec(problems)?.[1]
  const named = [...problems.matchAll(/package (\S+) (?:from|requires|conflicts|is)/g)].map(match => match[1] ?? '')
  return protectedOnes ?? (listed(named) || 'their dependencies cannot be met')
}

export const knownPackageFailures: readonly KnownFailure[] = [
  [
    /Packages not found: ([^\n]+)/,
    (match, { machine }) => ['backend/packages', { machine, packages: group(match, 1) }],
  ],
  [
    /Could not depsolve transaction(?:; [\s\S]*)?/,
    (match, { machine }) => ['backend/packages', { machine, packages: packagesInProblems(match[0]) }],
  ],
  [
    /(?:Forbidden base package replacements|Base packages would be removed): ?\n?([^\n]+)/,
    (match, { machine }) => ['backend/packages', { machine, packages: group(match, 1) }],
  ],
  [
    /Deployment contains local rpm-ostree modifications/,
    (_, { machine }) => ['backend/packages', { machine, packages: 'local changes made with rpm-ostree' }],
  ],
  [
    /Cannot operate; `?LockLayering=true`? in configuration/,
    (_, { machine }) => ['backend/packages', { machine, packages: 'layering is locked (LockLayering=true)' }],
  ],
]
