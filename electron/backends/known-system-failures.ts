/** What sudo, the daemon and the backend themselves refuse. Texts: tests/reference/{rpm-ostree,bootc}/errors.md, sudo(8). */

import { group, type KnownFailure } from './known-failure.ts'

export const knownSudoFailures: readonly KnownFailure[] = [
  [
    /sudo: (?:a password is required|a terminal is required|no tty present|\d+ incorrect password|no password was provided)|^Sorry, try again/m,
    (_, { machine, user }) => ['sudo/password', { machine, user }],
  ],
  [
    /is not in the sudoers file|is not allowed to (?:execute|run sudo)|may not run sudo|sudo: (?:command )?not found|‘?sudo’?: No such file/,
    (_, { machine, user }) => ['sudo/refused', { machine, user }],
  ],
  [
    /rpmostreed \w+ operation \w+ not allowed for user|requires root privileges|must be executed as the root user/,
    (_, { machine, user }) => ['sudo/refused', { machine, user }],
  ],
]

export const knownTransactionFailures: readonly KnownFailure[] = [
  [
    /Updates and deployments are driven by ([^\n(]+)/,
    (match, { machine }) => ['backend/driver', { machine, driver: group(match, 1) }],
  ],
  [
    /(?<!System )Transaction in progress: ([^\n]+)/,
    (match, { machine }) => ['backend/transaction', { machine, title: group(match, 1) }],
  ],
  [
    /System transaction in progress/,
    (_, { machine }) => ['backend/transaction', { machine, title: 'bootc or ostree holds the system’s lock' }],
  ],
  [
    /Reboot initiated, cannot start new transaction/,
    (_, { machine }) => ['backend/transaction', { machine, title: 'a restart is under way' }],
  ],
  [
    /Expected staged base checksum \S+, but found/,
    (_, { machine }) => ['backend/transaction', { machine, title: 'another system was staged meanwhile' }],
  ],
  [
    /Operation was cancelled|Caught SIGINT, cancelling transaction|Awaiting transaction cancellation|client disconnected before calling Start/,
    (_, { machine }) => ['backend/cancelled', { machine }],
  ],
  [
    /Reboot blocked by a systemd inhibitor lock[^\n]*(?:\n\s*Held by: ([^\n]+))?/,
    (match, { machine }) => ['backend/reboot-blocked', { machine, holder: group(match, 1) || 'A program' }],
  ],
  [
    /Operation inhibited by "([^"\n]+)"/,
    (match, { machine }) => ['backend/reboot-blocked', { machine, holder: group(match, 1) }],
  ],
  [
    /Operation denied due to active block inhibitor/,
    (_, { machine }) => ['backend/reboot-blocked', { machine, holder: 'A program' }],
  ],
  [
    /No rollback deployment found|No rollback available|Rollback is not container image based/,
    (_, { machine }) => ['backend/nothing-to-roll-back', { machine }],
  ],
  [/Old and new refs are equal|Image specification is unchanged/, (_, { image }) => ['backend/unchanged', { image }]],
]

export const knownBackendFailures: readonly KnownFailure[] = [
  [
    /Could not activate remote peer|Job for rpm-ostreed\.service failed|Bus owner changed, aborting|Timeout was reached|Couldn't start daemon/,
    (_, { machine }) => ['backend/daemon', { machine, backend: 'rpm-ostree' }],
  ],
  [
    /(?:rpm-ostree|bootc)’?: (?:command not found|not found|No such file or directory)/,
    (_, { machine, backend }) => ['machine/backend-broken', { machine, backend }],
  ],
  [
    /This system was not booted via libostree|System not booted via bootc|Detected container; this command requires|Not booted into any deployment/,
    (_, { machine }) => ['machine/not-image-based', { machine, os: 'a system' }],
  ],
  [
    /Staged deployment \(remove with cleanup -p\)/,
    (_, { backend }) => ['backend/failed', { backend, reason: 'a staged system is in the way; discard it first' }],
  ],
  [
    /No image source specified/,
    (_, { backend }) => ['backend/failed', { backend, reason: 'the machine follows no image yet; rebase it to one' }],
  ],
  [/No staged deployment found/, (_, { backend }) => ['backend/failed', { backend, reason: 'nothing is staged' }]],
]
