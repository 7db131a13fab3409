/**
 * A stand-in for the `podman` command of this computer, for tests only: `podman machine` refuses to run as root and needs
 * virtual machines. It replays what the real one printed (tests/reference/podman), command by command, and keeps a list
 * of what it was asked. An unexpected command fails loudly.
 */

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLocalRunner } from '../../../electron/lib/run-local.ts'
import type { CommandRunner } from '../../../electron/lib/runner.ts'
import { readReference } from '../../support/reference.ts'

export interface Replayed {
  readonly stdout?: string
  readonly stderr?: string
  readonly exitCode?: number
  /** It ends only when this file is there. */
  readonly endsWith?: string
}

export interface PodmanReplay {
  readonly runner: CommandRunner
  /** What `podman ARGUMENTS` prints from now on. */
  answer(args: string, replayed: Replayed): void
  /** The arguments of every call so far. */
  calls(): readonly string[]
}

const SCRIPT = `#!/bin/sh
# Replays recorded answers; see podman-replay.ts.
here=$(dirname "$0")
printf '%s\\n' "$*" >> "$here/calls"
answer="$here/answers/$(printf '%s' "$*" | tr '/' '_')"
if ! test -d "$answer"; then echo "Error: nothing was recorded for podman $*" >&2; exit 99; fi
cat "$answer/stdout"
cat "$answer/stderr" >&2
if test -s "$answer/ends-with"; then until test -e "$(cat "$answer/ends-with")"; do sleep 0.02; done; fi
exit "$(cat "$answer/exit-code")"
`

/** Puts a \`podman\` into a folder, and makes a runner whose PATH begins there. */
export function createPodmanReplay(folder: string): PodmanReplay {
  mkdirSync(join(folder, 'answers'), { recursive: true })
  writeFileSync(join(folder, 'podman'), SCRIPT)
  chmodSync(join(folder, 'podman'), 0o755)
  const calls = join(folder, 'calls')
  return {
    runner: createLocalRunner({ env: { PATH: `${folder}:/usr/bin:/bin` }, name: 'this computer' }),
    answer(args, { stdout = '', stderr = '', exitCode = 0, endsWith = '' }) {
      const answer = join(folder, 'answers', args.replaceAll('/', '_'))
      mkdirSync(answer, { recursive: true })
      writeFileSync(join(answer, 'stdout'), stdout)
      writeFileSync(join(answer, 'stderr'), stderr)
      writeFileSync(join(answer, 'exit-code'), String(exitCode))
      writeFileSync(join(answer, 'ends-with'), endsWith)
    },
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trimEnd().split('\n') : []),
  }
}

interface RecordedCase {
  readonly name: string
  readonly stdout: string
  readonly stderr: string
  readonly exit_code: number
}

/** One recorded run of the real podman. */
export function recorded(version: string, name: string): Replayed {
  const { cases } = JSON.parse(readReference(`podman/transcripts-${version}.json`)) as { cases: RecordedCase[] }
  const found = cases.find(each => each.name === name)
  if (!found) throw new Error(`no recorded case ${name} of podman ${version}`)
  return { stdout: found.stdout, stderr: found.stderr, exitCode: found.exit_code }
}

export const LIST = 'machine list --format json'
export const LIST_ALL = `${LIST} --all-providers`

/** As the real podman 4.3.1 says it. */
export const UNKNOWN_FLAG: Replayed = {
  stderr: "Error: unknown flag: --all-providers\nSee 'podman machine list --help'\n",
  exitCode: 125,
}
