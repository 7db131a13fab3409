/**
 * Everything an upload runs on a machine. The scripts are constants for any POSIX shell with coreutils: what differs from
 * upload to upload are their arguments. They are one line each, because the plan and the log show them as they are.
 *
 *   STORE/blobs/sha256/HEX   whole, hashed there, sealed: its time of modification is the one `sealOf` gives, so a file that
 *                            anything wrote to since is not taken for the blob any more
 *   STORE/parts/HEX          on its way; renamed into place once it is whole
 *   DIRECTORY                the OCI layout of one job, hard links into the store: no second copy
 *
 * A blob is not flushed to the disk: after a power cut it has another size or another time, and is sent again; and the
 * backend hashes whatever it reads once more.
 */

import { posix } from 'node:path'

const oneLine = (...commands: readonly string[]): string => commands.join('; ')

/** Where the store lies, unless that place belongs to somebody else: then the user’s number is added. */
export const STORE_PATH = '/var/tmp/drydock'

/** Only looks: free space, tools, whose the store is, and what is in it. */
const LOOK = oneLine(
  'df -P -k "$2"',
  'for tool in zstd flock; do if command -v "$tool" >/dev/null; then echo "tool $tool"; fi; done',
  [
    'for store in "$1" "$1-$(id -u)"; do',
    'if test -L "$store"; then echo "taken $store link";',
    'elif test ! -e "$store"; then echo "free $store"; exit;',
    'elif test -O "$store"; then echo "ours $store";',
    'stat -c "blob %n %s %Y %Z %h" -- "$store"/blobs/sha256/* 2>/dev/null;',
    'stat -c "part %n %s %Y %Z %h" -- "$store"/parts/* 2>/dev/null; exit 0;',
    'else stat -c "taken $store %U" -- "$store"; fi; done',
  ].join(' '),
)

export const lookCommand = (storePath = STORE_PATH): readonly string[] => [
  ...['sh', '-c', LOOK, 'drydock-look', storePath, posix.dirname(storePath)],
]

/** How a machine says that a place is not its user’s own. */
export const NOT_OURS = 77

/** Makes what is missing of the store and of the job’s directory. A directory of somebody else is never used. */
const PREPARE = oneLine(
  'umask 022',
  'mkdir -- "$1" 2>/dev/null',
  'mkdir -p -- "$2"',
  `for each in "$1" "$2"; do if test -L "$each"; then exit ${NOT_OURS}; fi; test -O "$each" || exit ${NOT_OURS}; done`,
  'mkdir -p -- "$1/blobs/sha256" "$2/blobs/sha256" "$2/parts" || exit',
  'printf %s "$3" >"$1/oci-layout" && printf %s "$4" >"$1/index.json"',
  'printf %s "$5" >"$1/receive" && printf %s "$6" >"$1/lane"',
)

/** It was not all. */
export const SHORT = 65
/** It holds something else. */
export const WRONG = 66
/** Another job is receiving the same blob now. */
export const BUSY = 75

/**
 * Takes one blob from standard input: says what is there already (`stored`, or `have BYTES SHA256`), hears whether to
 * append or to start afresh, then pieces (`plain BYTES` or `zstd BYTES`, and so many bytes) until `end`, and puts it into
 * place only when size and hash are right. $1 store, $2 directory, $3 hex digits, $4 size, $5 seal, $6 part.
 */
const RECEIVE = oneLine(
  'umask 022',
  'blob=$1/blobs/sha256/$3',
  `if test "$(stat -c '%s %Y' -- "$blob" 2>/dev/null)" = "$4 $5"; then rm -f -- "$6"; ln -f -t "$2/blobs/sha256" -- "$blob" && echo stored; exit; fi`,
  ': >>"$6" || exit',
  'echo "have $(stat -c %s -- "$6") $(sha256sum -- "$6")"',
  `read -r mode || exit ${SHORT}`,
  'if test "$mode" != append; then : >"$6"; fi',
  [
    'while read -r form count && test "$form" != end; do',
    'if test "$form" = zstd; then head -c "$count" | zstd -q -d -c >>"$6" || exit;',
    'else head -c "$count" >>"$6" || exit; fi; done',
  ].join(' '),
  `if test "$(stat -c %s -- "$6")" != "$4"; then exit ${SHORT}; fi`,
  `if test "$(sha256sum -- "$6")" != "$3  $6"; then rm -f -- "$6"; exit ${WRONG}; fi`,
  'chmod 0644 -- "$6" && touch -m -d "@$5" -- "$6" && mv -f -- "$6" "$blob" && ln -f -t "$2/blobs/sha256" -- "$blob" && echo stored',
)

/**
 * Takes blob after blob from one standard input, because starting a command costs more than a small blob: a line names
 * each (hex digits, size, seal, and what to add to its part’s name to leave the shared one alone). flock(1) keeps others
 * from writing the same part; where there is none every part is the job’s own. After a failure it ends: what comes next is
 * the rest of a blob and no line. $1 store, $2 directory.
 */
const LANE = oneLine(
  'umask 022',
  [
    'while read -r hex size seal own; do part=$1/parts/$hex$own;',
    `if test -z "$own"; then flock -n -E ${BUSY} "$part" sh "$2/receive" "$1" "$2" "$hex" "$size" "$seal" "$part";`,
    'else sh "$2/receive" "$1" "$2" "$hex" "$size" "$seal" "$part"; fi;',
    `code=$?; echo "ended $code"; test "$code" = 0 || test "$code" = ${BUSY} || exit "$code"; done`,
  ].join(' '),
)

const LAYOUT_VERSION = '{"imageLayoutVersion":"1.0.0"}'

export interface JobPlaces {
  /** The store’s own directory. */
  readonly store: string
  /** The job’s OCI layout. */
  readonly directory: string
}

/** `index` is the index.json of the job’s layout. */
export const prepareCommand = ({ store, directory }: JobPlaces, index: string): readonly string[] => [
  ...['sh', '-c', PREPARE, 'drydock-prepare'],
  ...[directory, store, LAYOUT_VERSION, index, RECEIVE, LANE],
]

/** Links blobs of the store into the job’s layout; their paths come on standard input, one a line. */
export const linkCommand = ({ directory }: JobPlaces): readonly string[] => [
  ...['xargs', '-r', 'ln', '-f', '-t', `${directory}/blobs/sha256`, '--'],
]

export const storedPath = (store: string, hex: string): string => `${store}/blobs/sha256/${hex}`

export interface Expected {
  readonly hex: string
  readonly sizeBytes: number
}

/** The time of modification a whole blob is given: between 2001 and 2010, and its digest’s own. */
export const sealOf = (hex: string): number => 1_000_000_000 + Number.parseInt(hex.slice(0, 7), 16)

/** What makes a part's name the job's own. */
export const ownSuffix = ({ directory }: Pick<JobPlaces, 'directory'>): string => `.${directory.replace(/^.*[./]/, '')}`

/** Takes blobs from its standard input until that ends (LANE). */
export const laneCommand = ({ store, directory }: JobPlaces): readonly string[] => [
  ...['sh', `${directory}/lane`, store, directory],
]

/** The line that names the next blob to a lane; `own` leaves the shared part alone. */
export const laneLine = (places: JobPlaces, { hex, sizeBytes }: Expected, own: boolean): string =>
  `${hex} ${sizeBytes} ${sealOf(hex)}${own ? ` ${ownSuffix(places)}` : ''}\n`

/** Removes files of the store; the names were made here from hex digits. */
export const removeCommand = (paths: readonly string[]): readonly string[] => ['rm', '-f', '--', ...paths]

/** Waits until nobody writes a part any more, then removes it; one that somebody goes on writing stays. */
const DROP = 'for part do flock -w 5 "$part" rm -f -- "$part"; done'

export const dropPartsCommand = (paths: readonly string[], lock: boolean): readonly string[] =>
  lock ? ['sh', '-c', DROP, 'drydock-drop', ...paths] : removeCommand(paths)

/** Empties the store of everything. Layouts of jobs that run keep their blobs, for a hard link is as good as another. */
export const emptyCommand = (store: string): readonly string[] => ['rm', '-rf', '--', store]
