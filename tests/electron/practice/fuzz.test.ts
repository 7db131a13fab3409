/** Whatever is sent, the machine answers with an exit code and stays up. */

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { type Connected, connect, startFast } from './connect.ts'

let machine: PracticeMachine
let connection: Connected

beforeAll(async () => {
  machine = await startFast({ backend: 'bootc', speed: 10_000 })
  connection = await connect(machine)
})

afterAll(async () => {
  connection.end()
  await machine.close()
})

const programs =
  '[ bootc cat chmod date df du echo env find grep head id journalctl loginctl ls mkdir mktemp ostree podman printf ps rm rpm-ostree sh sha256sum skopeo sleep stat sudo systemctl systemd-inhibit systemd-run tail tee test timeout touch uname wc who cd exec exit command export unset shift read umask'.split(
    ' ',
  )

const words = [
  ...'- -- -a -b -c -d -h -n -o -p -q -r -u -1 -S -k --json --format --raw --config --failed --output=source,size --wait --pipe --unit=x --progress-fd --transport json status'.split(
    ' ',
  ),
  ...'rebase switch upgrade rollback cleanup admin pin undeploy image images exists inspect save info version is-active show kill stop list-sessions 0 1 3 99999999999 x a=b / /etc/os-release /var/tmp'.split(
    ' ',
  ),
  ...'/nosuch .. ~ * ? localhost/my-os:dev docker://quay.io/fedora/fedora-coreos:stable containers-storage:[ oci:/var/tmp oci:: docker://@ ostree-image-signed: ostree-unverified-registry:quay.io/fedora/fedora-coreos:next {{.Id}} {{ %s % %d%% true false 0.1 = != -eq ] __proto__ constructor toString ü'.split(
    ' ',
  ),
  '',
  '-b -1',
  '{{json .}}',
  '\u0000',
  '\u202e',
  '\ud83d\ude80',
]

const glue = [
  ' ',
  ' ',
  ' ',
  ' ',
  '; ',
  ' && ',
  ' || ',
  ' | ',
  '\n',
  ' >/dev/null ',
  ' 2>&1 ',
  ' >/var/tmp/f ',
  ' </var/tmp/f ',
  ' $(',
  ') ',
  ' "',
  '" ',
  " '",
  "' ",
  ' $X ',
  ' "$@" ',
  ' { ',
  '; } ',
  ' (',
  ' ! ',
  ' if ',
  '; then ',
  '; else ',
  '; fi ',
  ' for x in ',
  '; do ',
  '; done ',
  ' X=',
  '\\',
  '`',
  '$((',
  '${',
  '#',
  ' & ',
  '<<',
] as const

const pieces = fc.array(fc.tuple(fc.constantFrom(...programs, ...words), fc.constantFrom(...glue)), {
  minLength: 1,
  maxLength: 8,
})

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

// A machine that restarts, or a program that waits for its end, is another test's.
const isEndless = (line: string): boolean => /reboot|-f|--follow|--apply|-r\b|--reboot|sleep 9|sleep '9|dd/.test(line)

const holds = async (line: string): Promise<void> => {
  const ran = await connection.run(line, { stdin: 'some\ninput\n' })
  expect(ran.stderr).not.toContain('internal error')
  expect(ran.exitCode).toBeGreaterThanOrEqual(0)
}

const OPTIONS = { numRuns: 250, interruptAfterTimeLimit: 10_000, markInterruptAsFailure: false }

test('lines put together from the shell’s own pieces', async () => {
  const lines = pieces.map(all => all.map(pair => pair.join('')).join('')).filter(line => !isEndless(line))
  await fc.assert(fc.asyncProperty(lines, holds), OPTIONS)
})

test('known programs with arguments they may not expect', async () => {
  const argv = fc.tuple(
    fc.constantFrom(...programs),
    fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 12 })), { maxLength: 5 }),
  )
  const lines = fc
    .tuple(fc.boolean(), argv)
    .map(([isRoot, [name, rest]]) => `${isRoot ? 'sudo ' : ''}${name} ${rest.map(quoted).join(' ')}`)
    .filter(line => !isEndless(line))
  await fc.assert(fc.asyncProperty(lines, holds), OPTIONS)
})

test('any text at all', async () => {
  const lines = fc.string({ unit: 'binary', maxLength: 60 }).filter(line => !isEndless(line))
  await fc.assert(fc.asyncProperty(lines, holds), OPTIONS)
})

test('after all that it still answers', async () => {
  expect((await connection.run('echo alive')).stdout).toBe('alive\n')
})
