/**
 * Everything an upload runs on a machine. The scripts are constants for any POSIX shell with coreutils: what differs from
 * upload to upload are their arguments. They are one line each, because the plan and the log show them as they are.
 *
 *   PLACE/drydock            the store, in the first place that has room (electron/machines/drydock-places.ts); where that is
 *                            somebody else’s, the user’s number is added
 *   STORE/blobs/sha256/HEX   whole, hashed there, and sealed: a file that anything wrote to since is not taken for the
 *                            blob any more
 *   STORE/parts/HEX          on its way; renamed into place once it is whole
 *   DIRECTORY                the OCI layout of one job, hard links into the store: no second copy
 *
 * A blob is not flushed to the disk: after a power cut it has another size or another time, and is sent again; and the
 * backend hashes whatever it reads once more.
 */

import { posix } from 'node:path'
import { DRYDOCK_PLACES, VAR_TMP } from '../machines/drydock-places.ts'

const oneLine = (...commands: readonly string[]): string => commands.join('; ')

/** The time of modification of a blob whose hash was checked there: 9 September 2001. What writes to a file changes it. */
export const SEAL = 1_000_000_000

const TOOLS = 'for tool in zstd flock; do if command -v "$tool" >/dev/null; then echo "tool $tool"; fi; done'

const LIST = oneLine(
  'echo "ours $store"',
  'stat -c "blob %n %s %Y %Z %h" -- "$store"/blobs/sha256/* 2>/dev/null',
  'stat -c "part %n %s %Y %Z %h" -- "$store"/parts/* 2>/dev/null',
)

/** Only looks: tools, and of each place the free space, whose the store is, and what is in it. $@ the places. */
const LOOK = oneLine(
  TOOLS,
  'own=',
  [
    'for parent do place=$parent$own; own=/drydock-$(id -u); if test -d "$parent"; then',
    'echo "place $place"; df -P -k "$parent"; found=;',
    'if test "$place" != "$parent" && test -e "$place" && test ! -O "$place"; then',
    'stat -c "taken $place %U" -- "$place"; found=no; fi;',
    'for store in "$place/drydock" "$place/drydock-$(id -u)"; do',
    'if test -n "$found"; then true;',
    'elif test -L "$store"; then echo "taken $store link";',
    'elif test ! -e "$store"; then echo "free $store"; found=yes;',
    `elif test -O "$store"; then ${LIST}; found=yes;`,
    'else stat -c "taken $store %U" -- "$store"; fi; done; fi; done',
  ].join(' '),
)

export const lookCommand = (places: readonly string[] = DRYDOCK_PLACES): readonly string[] => [
  ...['sh', '-c', LOOK, 'drydock-look', ...places],
]

/** What root has to run first for a store that does not lie where everybody may write; undefined for one that does. */
export function makePlaceCommand(store: string, user: string): readonly string[] | undefined {
  const place = posix.dirname(store)
  return place === VAR_TMP ? undefined : ['install', '-d', '-m', '0755', '-o', user, '--', place]
}

/** What the first lane says when all it had to say of the store is said. */
export const READY = 'ready'

/** A job’s OCI layout lies beside the store, where hard links reach it. */
export const besideStore = (store: string, directory: string): string =>
  posix.join(posix.dirname(store), posix.basename(directory))

/**
 * Makes what is missing of the store and of the job’s directory, says the same as LOOK, and becomes the first lane: one
 * command, because a small upload takes no longer than starting another. What belongs to somebody else, or is a link, is
 * never used. $1 place, $2 store, $3 directory, $4 oci-layout, $5 index.json, $6 the script of a lane.
 */
const UPLOAD = oneLine(
  'umask 022',
  TOOLS,
  'place=$1 store=$2',
  'echo "place $place"',
  'df -P -k "$place"',
  'if test -L "$store"; then echo "taken $store link"; exit; fi',
  'mkdir -- "$store" 2>/dev/null',
  'if test ! -O "$store"; then stat -c "taken $store %U" -- "$store"; exit; fi',
  'mkdir -- "$3" 2>/dev/null',
  'if test -L "$3" || test ! -O "$3"; then echo "taken $3 somebody else"; exit; fi',
  'mkdir -p -- "$store/blobs/sha256" "$store/parts" "$3/blobs/sha256" || exit',
  'printf %s "$4" >"$3/oci-layout" && printf %s "$5" >"$3/index.json" && printf %s "$6" >"$3/lane" || exit',
  LIST,
  `echo ${READY}`,
  'exec sh "$3/lane" "$store" "$3"',
)

/** It was not all. */
export const SHORT = 65
/** It holds something else. */
export const WRONG = 66
/** What the store was said to hold is gone. */
export const GONE = 67

const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** From here on starting openssl(1), where there is one, costs less than it saves: Debian’s sha256sum is a third as fast. */
const LARGE_BYTES = 10_000_000

const CHOOSE_SUM = [
  'sum=sha256sum;',
  `if test "$size" -ge ${LARGE_BYTES}; then if test -z "$fast"; then fast=sha256sum;`,
  `if test "$(openssl dgst -sha256 -r /dev/null 2>/dev/null)" = "${EMPTY_HASH} */dev/null";`,
  'then fast="openssl dgst -sha256 -r"; fi; fi; sum=$fast; fi;',
].join(' ')

/**
 * Takes blob after blob from one standard input, because starting a command costs more than sending a small blob.
 *
 *   → hold HEX              the listing has it: it becomes one of the job’s links
 *   → link                  these links are made now, so that nothing removes the blobs meanwhile
 *   → HEX SIZE [SUFFIX]     the next blob; with a suffix its part is the job’s own and not the one all jobs share
 *   ← stored                it is there already
 *   ← busy                  another job is receiving it now (flock(1))
 *   ← have BYTES SHA256     so much of it is there
 *   → append | afresh
 *   → plain BYTES | zstd BYTES, and so many bytes, again and again
 *   → end
 *   ← stored                it was all, its hash is right, and it is in its place
 *
 * At the end the job’s layout gets its links. After a failure it ends at once: what comes next is no line. Nothing but what
 * has to be is started for a blob, because starting a program is what small blobs cost. $1 store, $2 directory.
 */
const LANE = oneLine(
  'umask 022',
  'store=$1 dir=$2 fast=',
  'shift 2',
  'cd -- "$store/parts" || exit',
  [
    'while read -r hex size own; do blob=../blobs/sha256/$hex part=$hex$own;',
    'if test "$hex" = hold; then set -- "$@" "../blobs/sha256/$size";',
    `elif test "$hex" = link; then ln -f -t "$dir/blobs/sha256" -- "$@" || exit ${GONE}; set --;`,
    `elif test -e "$blob" && test "$(stat -c '%s %Y' -- "$blob")" = "$size ${SEAL}"; then`,
    'ln -f -t "$dir/blobs/sha256" -- "$blob" || exit; echo stored;',
    'else exec 9>>"$part";',
    'if test -z "$own" && ! flock -n 9; then echo busy;',
    'else',
    CHOOSE_SUM,
    `if test -s "$part"; then echo "have $(stat -c %s -- "$part") $($sum "$part")"; else echo "have 0 ${EMPTY_HASH} -"; fi;`,
    `read -r mode || exit ${SHORT};`,
    'if test "$mode" != append; then : >"$part"; fi;',
    'while read -r form count && test "$form" != end; do',
    'if test "$form" = zstd; then head -c "$count" | zstd -q -d -c >>"$part" || exit;',
    'else head -c "$count" >>"$part" || exit; fi; done;',
    `test "$form" = end || exit ${SHORT};`,
    `if ! $sum "$part" | { read -r is name; test "$is" = "$hex"; }; then rm -f -- "$part"; exit ${WRONG}; fi;`,
    `touch -m -d @${SEAL} -- "$part" && mv -f -- "$part" "$blob" || exit;`,
    'echo stored; set -- "$@" "$blob";',
    'fi; exec 9>&-; fi; done',
  ].join(' '),
  'if test "$#" -gt 0; then ln -f -t "$dir/blobs/sha256" -- "$@"; fi',
)

const LAYOUT_VERSION = '{"imageLayoutVersion":"1.0.0"}'

export interface JobPlaces {
  /** The store’s own directory. */
  readonly store: string
  /** The job’s OCI layout. */
  readonly directory: string
}

/** The first lane; `index` is the index.json of the job’s layout. */
export const uploadCommand = ({ store, directory }: JobPlaces, index: string): readonly string[] => [
  ...['sh', '-c', UPLOAD, 'drydock-upload'],
  ...[posix.dirname(store), store, directory, LAYOUT_VERSION, index, LANE],
]

/** What a lane is told to link, in one piece. */
export const linkLines = (hexes: readonly string[]): string =>
  hexes.length === 0 ? '' : `${hexes.map(hex => `hold ${hex}\n`).join('')}link\n`

export interface Expected {
  readonly hex: string
  readonly sizeBytes: number
}

/** What makes a part's name the job's own. */
export const ownSuffix = ({ directory }: Pick<JobPlaces, 'directory'>): string => `.${directory.replace(/^.*[./]/, '')}`

/** Another lane: takes blobs from its standard input until that ends (LANE). */
export const laneCommand = ({ store, directory }: JobPlaces): readonly string[] => [
  ...['sh', `${directory}/lane`, store, directory],
]

/** The line that names the next blob to a lane; `own` leaves the shared part alone. */
export const laneLine = (places: JobPlaces, { hex, sizeBytes }: Expected, own: boolean): string =>
  `${hex} ${sizeBytes}${own ? ` ${ownSuffix(places)}` : ''}\n`

/** Removes files of the store; the names were made here from hex digits. */
export const removeCommand = (paths: readonly string[]): readonly string[] => ['rm', '-f', '--', ...paths]

/** Waits until nobody writes a part any more, then removes it; one that somebody goes on writing stays. */
const DROP = 'for part do flock -w 5 "$part" rm -f -- "$part"; done'

export const dropPartsCommand = (paths: readonly string[], lock: boolean): readonly string[] =>
  lock ? ['sh', '-c', DROP, 'drydock-drop', ...paths] : removeCommand(paths)

/** Empties the store of everything. Layouts of jobs that run keep their blobs, for a hard link is as good as another. */
export const emptyCommand = (store: string): readonly string[] => ['rm', '-rf', '--', store]
