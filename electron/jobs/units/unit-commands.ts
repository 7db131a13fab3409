/**
 * A command in a transient unit: it belongs to systemd and not to the session that began it, so a lost connection is a
 * lost view. Read in systemd-run(1), systemd.service(5), systemd.kill(5), systemd-cat(1) and journalctl(1).
 *
 * - `oneshot` with RemainAfterExit=: `activating` while it runs, then `active` or `failed` until it is stopped or reset, so
 *   the exit code is there however late somebody asks. Without a time limit, which is oneshot's default.
 * - systemd-cat gives standard error a priority of its own: the journal knows no other difference between the two. Lines
 *   that begin like a priority (`<3>`) are left as they are, and no line is dropped for coming too fast.
 * - SIGINT is the one signal that makes rpm-ostree's client stop its daemon's work as well (tests/reference/README.md,
 *   behaviour 1), so stopping the unit cancels the transaction it owns and no other.
 * - A rootless podman moves into a scope of its own where its cgroup is not its user's, and then the journal no longer
 *   knows that its words are the unit's (seen with podman 5.4): a delegated cgroup is its user's (systemd.exec(5), User=).
 * - A rootless user's command runs as that user, and wants their /run/user directory, which systemd-logind would else
 *   remove with the last session (user@.service(5)); podman keeps its run root there.
 * - Where SELinux enforces, the unit runs in the domain a person's own shell has; a plain unit's domain may not deploy.
 */

export interface UnitWish {
  readonly unit: string
  readonly argv: readonly string[]
  /** For people who find it in `systemctl list-units`. */
  readonly description: string
  /** Whose command it is; root's when absent. */
  readonly user?: { readonly name: string; readonly uid: number }
  /** A directory that is of no use any more once the command has succeeded. */
  readonly removes?: string
  readonly isSelinuxEnforced: boolean
}

const SELINUX_CONTEXT = 'system_u:unconfined_r:unconfined_t:s0'
/** How long a directory lies there when Drydock never comes back. */
const CLEAN_AFTER = '12h'

const property = (name: string, value: string): string => `--property=${name}=${value}`

const START = ['systemd-run', '--quiet', '--no-ask-password'] as const

function userWords({ user }: UnitWish): readonly string[] {
  if (!user) return []
  const runtime = `user-runtime-dir@${user.uid}.service`
  return [
    property('User', user.name),
    property('Delegate', 'yes'),
    property('Wants', runtime),
    property('After', runtime),
    `--setenv=XDG_RUNTIME_DIR=/run/user/${user.uid}`,
  ]
}

/** To be run as root. Returns at once; the command goes on by itself. */
export function startUnitCommand(wish: UnitWish): readonly string[] {
  const { unit, argv, description, removes, isSelinuxEnforced } = wish
  return [
    ...START,
    '--no-block',
    `--unit=${unit}`,
    `--description=${description}`,
    '--service-type=oneshot',
    property('RemainAfterExit', 'yes'),
    property('KillSignal', 'SIGINT'),
    property('TimeoutStopSec', '30s'),
    property('LogRateLimitIntervalSec', '0'),
    ...userWords(wish),
    ...(isSelinuxEnforced ? [property('SELinuxContext', SELINUX_CONTEXT)] : []),
    ...(removes === undefined ? [] : [property('ExecStartPost', `-/usr/bin/rm -rf -- ${removes}`)]),
    '--',
    ...['systemd-cat', '--identifier=drydock', '--priority=info', '--stderr-priority=notice', '--level-prefix=no'],
    ...argv,
  ]
}

/** To be run as root before a directory is made: removes it later, whatever becomes of Drydock. */
export const startCleanTimerCommand = (unit: string, directory: string): readonly string[] => [
  ...START,
  `--unit=${unit}`,
  `--description=Drydock removes ${directory}`,
  `--on-active=${CLEAN_AFTER}`,
  ...['--', 'rm', '-rf', '--', directory],
]

/** Ends it if it runs, lets go of it if it has succeeded. To be run as root. */
export const stopUnitCommand = (unit: string): readonly string[] => ['systemctl', 'stop', unit]

/** Lets go of one that has failed. To be run as root. */
export const resetUnitCommand = (unit: string): readonly string[] => ['systemctl', 'reset-failed', unit]

/** Anyone may ask. */
export const showUnitCommand = (unit: string): readonly string[] => [
  ...['systemctl', 'show', '--property=LoadState,ActiveState,SubState,Result,ExecMainCode,ExecMainStatus'],
  unit,
]

const FIELDS = 'MESSAGE,PRIORITY,_TRANSPORT,_LINE_BREAK'
/** A reader that nobody listens to any more ends by itself after this long. */
const FOLLOW_SECONDS = 300

/**
 * What a unit said, as JSON lines, from the entry at `cursor` on, that one included: so it shows whether the journal still
 * holds it. `--all` because long messages are left out otherwise.
 */
const journalWords = (unit: string, cursor: string | undefined): readonly string[] => [
  ...['journalctl', `--unit=${unit}`, '--output=json', `--output-fields=${FIELDS}`],
  ...['--all', '--quiet', '--no-pager'],
  ...(cursor === undefined ? [] : [`--cursor=${cursor}`]),
]

export const readJournalCommand = journalWords

export const followJournalCommand = (unit: string, cursor: string | undefined): readonly string[] => [
  ...['timeout', String(FOLLOW_SECONDS)],
  ...journalWords(unit, cursor),
  ...['--follow', '--no-tail'],
]

/** Makes sure that what was said before is in the journal when it is read. To be run as root. */
export const syncJournalCommand: readonly string[] = ['journalctl', '--sync']
