/**
 * What the commands answer that Drydock gives, past Drydock: the same on the practice machine and on a real one, down to the
 * exit code, and in the words of tests/reference where a text is named there.
 */

import { expect, test } from 'vitest'
import type { BackendName } from '../../shared/deployment.ts'
import { referenceShapes, shapesOf } from '../electron/practice/reference-shapes.ts'
import type { OpenGround, StoryGround, StoryImages } from './ground.ts'

interface Answer {
  readonly argv: (images: StoryImages) => readonly string[]
  readonly exitCode: number
  /** Of standard output, or the files of tests/reference whose lines it may have. */
  readonly stdout?: RegExp | readonly string[]
  readonly stderr?: RegExp
}

type Argv = Answer['argv']

const words =
  (...argv: readonly string[]): Argv =>
  () =>
    argv
const root =
  (...argv: readonly string[]): Argv =>
  () => ['sudo', '-n', '--', 'env', 'LC_ALL=C.UTF-8', ...argv]
const rebase =
  (image: keyof StoryImages): Argv =>
  images =>
    root('rpm-ostree', 'rebase', '--bypass-driver', `ostree-unverified-registry:${images[image]}`)(images)
const switchTo =
  (image: keyof StoryImages): Argv =>
  images =>
    root('bootc', 'switch', '--', images[image])(images)
const skopeo =
  (image: keyof StoryImages): Argv =>
  images => ['skopeo', 'inspect', '--raw', '--', `docker://${images[image]}`]

/** Of any machine. */
const common: readonly Answer[] = [
  { argv: words('podman', 'image', 'exists', '--', 'localhost/nobody:1'), exitCode: 1, stdout: /^$/, stderr: /^$/ },
  { argv: images => ['podman', 'image', 'exists', '--', images.local], exitCode: 0, stdout: /^$/, stderr: /^$/ },
  { argv: images => ['podman', 'image', 'exists', '--', images.root], exitCode: 1 },
  { argv: images => ['sudo', '-n', '--', 'podman', 'image', 'exists', '--', images.root], exitCode: 0 },
  { argv: skopeo('newer'), exitCode: 0, stdout: /^\{[\s\S]*"(manifests|layers)"/ },
  { argv: skopeo('missing'), exitCode: 2, stdout: /^$/, stderr: /level=fatal msg=.*manifest unknown/ },
  {
    argv: words('skopeo', 'inspect', '--raw', '--', 'oci:/var/tmp/nothing'),
    exitCode: 1,
    stderr: /no such file or directory/,
  },
  { argv: words('sudo', '-n', '-v'), exitCode: 0, stdout: /^$/, stderr: /^$/ },
  { argv: words('test', '-e', '/run/ostree-booted'), exitCode: 0 },
  { argv: words('ostree', 'admin', 'status'), exitCode: 0, stdout: /^\* \S+ [0-9a-f]{64}\.0/m },
  {
    argv: words('systemctl', 'is-failed', 'ostree-boot-complete.service'),
    exitCode: 1,
    stdout: /^(inactive|active)\n?$/,
  },
  {
    argv: words('df', '-P', '-k', '/boot'),
    exitCode: 0,
    stdout: /^Filesystem +1024-blocks +Used Available Capacity Mounted on\n\S+ +\d+ +\d+ +\d+ +\d+% \/boot\n?$/,
  },
]

const rpmOstree: readonly Answer[] = [
  {
    argv: words('rpm-ostree', 'rebase', 'x'),
    exitCode: 1,
    stderr: /^error: rpmostreed OS operation Rebase not allowed for user\n?$/,
  },
  { argv: root('rpm-ostree', 'rebase'), exitCode: 1, stderr: /Must specify refspec/ },
  {
    argv: root('rpm-ostree', 'rebase', 'ostree-unverified-image:bogus:x'),
    exitCode: 1,
    stderr: /^error: Unknown transport 'bogus'\n?$/,
  },
  { argv: rebase('missing'), exitCode: 1, stderr: /^error: Creating importer: .*manifest unknown\n?$/ },
  {
    argv: rebase('notBootable'),
    exitCode: 1,
    stderr: /^error: .*Target image does not have ostree\.bootable label\n?$/m,
  },
  { argv: root('rpm-ostree', 'cancel'), exitCode: 0, stdout: ['rpm-ostree/cancel-nothing.txt'] },
  { argv: root('rpm-ostree', 'cleanup', '-p'), exitCode: 0, stdout: ['rpm-ostree/cleanup-pending-nothing.txt'] },
  {
    argv: rebase('newer'),
    exitCode: 0,
    stdout: [
      'rpm-ostree/rebase-nontty.registry.utf8.derived-2026.2.txt',
      'rpm-ostree/rebase-nontty.registry-digest.rhel96-2025-05.txt',
    ],
    stderr: /^$/,
  },
  {
    argv: rebase('newer'),
    exitCode: 1,
    stderr: /^error: Old and new refs are equal: ostree-unverified-registry:\S+\n?$/,
  },
  { argv: words('ostree', 'admin', 'status'), exitCode: 0, stdout: /\(staged\)/ },
  { argv: root('rpm-ostree', 'upgrade'), exitCode: 0, stdout: /^No upgrade available\.\n?$/m },
  { argv: root('rpm-ostree', 'cleanup', '-p'), exitCode: 0 },
]

const bootc: readonly Answer[] = [
  {
    argv: words('bootc', 'status', '--json'),
    exitCode: 1,
    stdout: /^$/,
    stderr: /This command must be executed as the root user/,
  },
  { argv: root('bootc', 'switch'), exitCode: 2, stderr: /^error: the following required arguments were not provided/ },
  { argv: switchTo('missing'), exitCode: 1, stderr: /^error: .*manifest unknown\n?$/m },
  {
    argv: switchTo('notBootable'),
    exitCode: 1,
    stderr: /^error: .*Target image does not have ostree\.bootable label\n?$/m,
  },
  { argv: switchTo('newer'), exitCode: 0, stdout: ['bootc/switch-nontty.derived-1.16.stdout.txt'] },
  { argv: switchTo('newer'), exitCode: 0, stdout: ['bootc/switch-unchanged.txt'] },
  {
    argv: root('bootc', 'upgrade'),
    exitCode: 0,
    stdout: /^No changes in \S+ => sha256:[0-9a-f]{64}\nStaged update present, not changed\n?$/,
  },
  { argv: root('ostree', 'admin', 'undeploy', '0'), exitCode: 0 },
]

const lists: Readonly<Record<BackendName, readonly Answer[]>> = {
  'rpm-ostree': [...common, ...rpmOstree],
  bootc,
}

async function check(ground: StoryGround, answer: Answer): Promise<void> {
  const argv = answer.argv(ground.images)
  const said = await ground.onMachine(argv)
  const context = `${argv.join(' ')}: ${said.stdout}\n${said.stderr}`
  expect(said.exitCode, context).toBe(answer.exitCode)
  if (answer.stderr) expect(said.stderr, context).toMatch(answer.stderr)
  if (answer.stdout instanceof RegExp) expect(said.stdout, context).toMatch(answer.stdout)
  else if (answer.stdout) {
    const known = [...referenceShapes(...answer.stdout), '']
    expect(
      shapesOf(said.stdout).filter(shape => !known.includes(shape)),
      context,
    ).toEqual([])
  }
}

/** Gives the commands one after the other to one machine. */
export function tellAnswers(open: OpenGround, backend: BackendName): void {
  test('the commands Drydock gives are answered as the real tools answer them', async () => {
    const ground = await open(backend)
    for (const answer of lists[backend]) await check(ground, answer)
  })
}
