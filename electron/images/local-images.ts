/** Which images a machine holds: the user's storage and root's, as `podman images` lists them. */

import * as z from 'zod'
import { isAppError } from '../../shared/errors.ts'
import type { LocalImage, MachineFacts } from '../../shared/machine.ts'
import type { CommandRunner } from '../lib/runner.ts'
import { isBootableByLabels, versionFromLabels } from './image-labels.ts'
import { imageInspectCommand, parseInspectedImages } from './inspect-local.ts'
import { parseToolJson } from './tool-json.ts'

/** podman-images(1). Its JSON has one entry per name, all with the same list of names. */
export const localImagesCommand: readonly string[] = ['podman', 'images', '--format', 'json']

const entrySchema = z.object({
  Id: z.string().regex(/^[0-9a-f]{64}$/),
  Names: z.array(z.string()).nullish(),
  Digest: z.string().nullish(),
  Labels: z.record(z.string(), z.string()).nullish(),
  Size: z.number().nullish(),
  /** Seconds since 1970. */
  Created: z.number().nullish(),
  Arch: z.string().nullish(),
})

type Entry = z.output<typeof entrySchema>

function localImages(entry: Entry, store: LocalImage['store']): LocalImage[] {
  const version = versionFromLabels(entry.Labels)
  const image: LocalImage = {
    id: entry.Id,
    store,
    isBootable: isBootableByLabels(entry.Labels),
    sizeBytes: entry.Size ?? 0,
    createdAt: (entry.Created ?? 0) * 1000,
    ...(entry.Digest ? { digest: entry.Digest } : {}),
    ...(version === undefined ? {} : { version }),
    ...(entry.Arch ? { architecture: entry.Arch } : {}),
  }
  return entry.Names?.length ? entry.Names.map(name => ({ name, ...image })) : [image]
}

/** One image a name, each once; an image without a name once. Throws `backend/failed` when the text is not a list. */
export function parseLocalImages(stdout: string, store: LocalImage['store']): LocalImage[] {
  const all = parseToolJson('podman', z.array(entrySchema), stdout).flatMap(entry => localImages(entry, store))
  return [...new Map(all.map(image => [`${image.id} ${image.name ?? ''}`, image])).values()]
}

/** Operating systems first, then the newest, then by name. */
export const sortLocalImages = (images: readonly LocalImage[]): LocalImage[] =>
  [...images].sort(
    (a, b) =>
      Number(b.isBootable) - Number(a.isBootable) ||
      b.createdAt - a.createdAt ||
      (a.name ?? '').localeCompare(b.name ?? ''),
  )

type Run = { readonly sudo?: true; readonly signal?: AbortSignal }

/** `podman images` does not tell the architecture; one `podman image inspect` does for all operating systems at once. */
async function withArchitectures(runner: CommandRunner, images: readonly LocalImage[], run: Run) {
  const ids = [...new Set(images.filter(image => image.isBootable && !image.architecture).map(image => image.id))]
  if (ids.length === 0) return images
  // 125: one of them was removed meanwhile; the others are printed all the same.
  const { stdout } = await runner.run(imageInspectCommand(...ids), { ...run, okExitCodes: [0, 125] })
  const byId = new Map(parseInspectedImages(stdout).map(inspected => [inspected.id, inspected.architecture]))
  return images.map(image => {
    const architecture = image.architecture ?? byId.get(image.id)
    return architecture === undefined ? image : { ...image, architecture }
  })
}

async function listStore(runner: CommandRunner, store: LocalImage['store'], run: Run): Promise<readonly LocalImage[]> {
  const { exitCode, stdout } = await runner.run(localImagesCommand, { ...run, okExitCodes: [0, 127] })
  return exitCode === 127 ? [] : withArchitectures(runner, parseLocalImages(stdout, store), run)
}

/** Root's storage where that needs no question to a person; what cannot be read there is left out. */
async function listRootStore(runner: CommandRunner, run: Run): Promise<readonly LocalImage[]> {
  try {
    return await listStore(runner, 'root', { ...run, sudo: true })
  } catch (thrown) {
    run.signal?.throwIfAborted()
    if (isAppError(thrown) && thrown.code.startsWith('machine/')) throw thrown
    return []
  }
}

/**
 * Every image of a machine, operating systems first. Asks no password: root's storage is read only where sudo needs
 * none. Rejects as `CommandRunner.run` does when the user's storage cannot be listed; without Podman there are none.
 */
export async function listLocalImages(
  runner: CommandRunner,
  facts?: Pick<MachineFacts, 'sudo' | 'tools'>,
  signal?: AbortSignal,
): Promise<LocalImage[]> {
  if (facts?.tools.podman === false) return []
  const run = signal === undefined ? {} : { signal }
  if (facts?.sudo === 'is-root') return sortLocalImages(await listStore(runner, 'root', run))
  const asksRoot = facts === undefined || facts.sudo === 'passwordless'
  const user = await listStore(runner, 'user', run)
  return sortLocalImages([...user, ...(asksRoot ? await listRootStore(runner, run) : [])])
}
