/**
 * Looks for an image in the storages of a machine, the user's and root's.
 *
 * podman-image-exists(1): exit 0 it is there, 1 it is not, anything else nobody knows. "Nobody knows" is never taken for
 * "not there": a registry would then be asked for an image that lies on the machine.
 */

import { AppError, isAppError } from '../../shared/errors.ts'
import { type ImageReference, localName } from '../../shared/image.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { CommandResult, CommandRunner } from '../lib/runner.ts'
import { type InspectedImage, imageInspectCommand, parseInspectedImages } from './inspect-local.ts'

/** The machine an image is looked for on. */
export interface ImageMachine {
  readonly runner: CommandRunner
  readonly facts: Pick<MachineFacts, 'user' | 'sudo' | 'rootful' | 'architecture' | 'tools'>
  readonly name: string
}

/** One storage, and how Podman is run to see it. */
export interface Storage {
  readonly store: 'user' | 'root'
  readonly sudo: boolean
}

/** `name` or the ID of a local image, exit codes as above. */
export const imageExistsCommand = (name: string): readonly string[] => ['podman', 'image', 'exists', '--', name]

/** The storages in the order they are asked: root's first on a rootful machine, and never where sudo is refused. */
export function storagesOf({ sudo, rootful }: ImageMachine['facts']): readonly Storage[] {
  if (sudo === 'is-root') return [{ store: 'root', sudo: false }]
  const user: Storage = { store: 'user', sudo: false }
  if (sudo === 'refused' || sudo === 'missing') return [user]
  const root: Storage = { store: 'root', sudo: true }
  return rootful ? [root, user] : [user, root]
}

type Answer = 'here' | 'absent' | 'no-podman'

/**
 * What Podman and sudo print when they failed. Other lines are nobody's business here: a shell's start-up files may
 * print anything before the command begins (bash reads ~/.bashrc for commands that come through sshd).
 */
const complaint =
  /^(?:Error: |Failed to |time="[^"]*" level=(?:error|fatal|panic) |(?:ERRO|FATA|PANI)\[|Cannot connect to Podman|sudo: (?!unable to resolve host ))/m

const isQuiet = (stderr: string): boolean => !complaint.test(stderr)

/**
 * 1 is "not there" only when nothing complains: sudo ends with 1 too, and so does Podman when it cannot read its own
 * configuration ("Failed to obtain podman configuration: runroot must be set", seen with 4.3.1).
 */
function answerOf({ exitCode, stderr }: CommandResult, machine: string): Answer {
  const isRefusal = /not authorized/i.test(stderr)
  if ((exitCode === 127 && !isRefusal) || /^sudo: podman: command not found/m.test(stderr)) return 'no-podman'
  if (exitCode === 0) return 'here'
  if (exitCode === 1 && isQuiet(stderr)) return 'absent'
  throw new AppError('image/store-unavailable', { machine }, { raw: stderr })
}

const storeUnavailable = (thrown: unknown, machine: string): unknown =>
  isAppError(thrown, 'command/failed')
    ? new AppError('image/store-unavailable', { machine }, { raw: thrown.raw ?? thrown.facts.stderr, cause: thrown })
    : thrown

const runIn = (storage: Storage, signal: AbortSignal | undefined) => ({
  sudo: storage.sudo,
  ...(signal === undefined ? {} : { signal }),
})

async function askStorage(machine: ImageMachine, name: string, storage: Storage, signal?: AbortSignal) {
  const options = { ...runIn(storage, signal), okExitCodes: [0, 1, 127] }
  try {
    return answerOf(await machine.runner.run(imageExistsCommand(name), options), machine.name)
  } catch (thrown) {
    throw storeUnavailable(thrown, machine.name)
  }
}

/** Where an image was found, or that it was not, or that there is no Podman to ask. */
export type LocalSearch =
  | { readonly kind: 'found'; readonly storage: Storage; readonly image: InspectedImage; readonly imageName: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'no-podman' }

/** The names Podman tries for a name as written, in its order. */
export function candidateNames(reference: ImageReference): readonly string[] {
  const written = localName(reference)
  const tagged = reference.tag === undefined && reference.digest === undefined ? `${written}:latest` : written
  if (reference.domain !== undefined) return [tagged]
  return [`localhost/${tagged}`, `docker.io/${tagged.includes('/') ? '' : 'library/'}${tagged}`]
}

/**
 * The full name an image was meant by: one Podman tries, else one that ends like it (an alias of registries.conf). For an
 * ID the first name; where no name fits, the ID, which is never another image.
 */
export function nameInStorage(reference: ImageReference, image: InspectedImage): string {
  if (reference.imageId !== undefined) return image.names[0] ?? image.id
  const names = [...image.names, ...image.digestNames]
  const meant = candidateNames(reference)
  const ending = meant[0]?.replace(/^localhost\//, '/') ?? '/'
  return meant.find(name => names.includes(name)) ?? names.find(name => name.endsWith(ending)) ?? image.id
}

async function found(machine: ImageMachine, reference: ImageReference, storage: Storage, signal?: AbortSignal) {
  try {
    const { stdout } = await machine.runner.run(imageInspectCommand(localName(reference)), runIn(storage, signal))
    const image = parseInspectedImages(stdout)[0]
    if (image === undefined) throw new AppError('image/store-unavailable', { machine: machine.name }, { raw: stdout })
    return { kind: 'found', storage, image, imageName: nameInStorage(reference, image) } as const
  } catch (thrown) {
    throw storeUnavailable(thrown, machine.name)
  }
}

/**
 * Asks each storage in turn and stops at the first that has the image. Throws `image/store-unavailable` with what was
 * printed when one could not answer, and what the runner rejects with when the machine was not reached.
 */
export async function findLocalImage(
  machine: ImageMachine,
  reference: ImageReference,
  signal?: AbortSignal,
): Promise<LocalSearch> {
  if (!machine.facts.tools.podman) return { kind: 'no-podman' }
  let answer: Answer = 'no-podman'
  for (const storage of storagesOf(machine.facts)) {
    const told = await askStorage(machine, localName(reference), storage, signal)
    if (told === 'here') return found(machine, reference, storage, signal)
    if (told === 'absent') answer = 'absent'
  }
  return { kind: answer }
}
