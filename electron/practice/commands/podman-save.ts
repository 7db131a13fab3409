/** `podman image save --format oci-dir -o DIRECTORY NAME`: an OCI layout, and its progress on standard error. */

import { type Image, OCI_INDEX, OCI_MANIFEST } from '../images/image-blobs.ts'
import { exportedImage, findStored, storeOf } from '../images/local-stores.ts'
import { parentOf, resolvePath } from '../system/file-paths.ts'
import { lookAt, makeDirectory, readText, writeFile } from '../system/files.ts'
import { err, fail, type Process, UnsupportedUse } from '../system/process.ts'
import { hasTrouble, newPid } from '../system/world.ts'
import { hasFlag, type ReadOptions, valueOfOption } from './options.ts'

const BYTES_PER_MS = 110_000
const REF_NAME = 'org.opencontainers.image.ref.name'
const FORMATS = ['oci-dir', 'oci-archive', 'docker-dir', 'docker-archive']

/** A step of the export could not be done; the message is podman’s. */
class SaveFailed extends Error {}

function must(problem: string | undefined, message: string): void {
  if (problem) throw new SaveFailed(`${message}: ${problem.toLowerCase()}`)
}

const put = (process: Process, path: string, content: Buffer | number): void =>
  must(writeFile(process.world, process.user, path, content), `writing blob: write ${path}`)

function openDirectory(process: Process, directory: string, name: string): void {
  const { world, user } = process
  const found = lookAt(world, directory)
  if (found?.kind === 'file') {
    throw new SaveFailed(
      `initializing destination oci:${directory}:${name}: open ${directory}/index.json: not a directory`,
    )
  }
  if (!lookAt(world, parentOf(directory)))
    throw new SaveFailed(`lstat ${parentOf(directory)}: no such file or directory`)
  for (const path of [directory, `${directory}/blobs`, `${directory}/blobs/sha256`]) {
    if (!lookAt(world, path)) must(makeDirectory(world, user, path, 0o755), `mkdir ${path}`)
  }
}

const blobPath = (directory: string, digest: string): string => `${directory}/blobs/${digest.replace(':', '/')}`

async function copyLayers(
  process: Process,
  directory: string,
  source: Image,
  saved: Image,
  isQuiet: boolean,
): Promise<void> {
  const { world, signal } = process
  for (const [at, { digest, size }] of saved.layers.entries()) {
    if (!isQuiet) await err(process, `Copying blob ${source.layers[at]?.digest ?? digest}\n`)
    await world.clock.sleep((source.layers[at]?.size ?? size) / BYTES_PER_MS, signal)
    if (hasTrouble(world, 'disk-full') && at >= saved.layers.length / 2) {
      throw new SaveFailed(
        `writing blob: write ${directory}/oci-put-blob${612_092_836 + newPid(world)}: no space left on device`,
      )
    }
    put(process, blobPath(directory, digest), size)
  }
}

interface IndexEntry {
  readonly annotations?: Readonly<Record<string, string>>
}

/** A second image in the same directory is added: `oci:DIRECTORY` is ambiguous then. */
function writeIndex(process: Process, directory: string, name: string, { manifestDigest, blobs }: Image): void {
  const path = `${directory}/index.json`
  const before = JSON.parse(readText(process.world, path) ?? '{}') as { manifests?: readonly IndexEntry[] }
  const others = (before.manifests ?? []).filter(entry => entry.annotations?.[REF_NAME] !== name)
  const entry = {
    mediaType: OCI_MANIFEST,
    digest: manifestDigest,
    size: Buffer.byteLength(blobs.manifest),
    annotations: { [REF_NAME]: name },
  }
  const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [...others, entry] }
  put(process, path, Buffer.from(JSON.stringify(index)))
  put(process, `${directory}/oci-layout`, Buffer.from('{"imageLayoutVersion":"1.0.0"}'))
}

async function save(
  process: Process,
  directory: string,
  name: string,
  source: Image,
  options: ReadOptions,
): Promise<void> {
  const isQuiet = hasFlag(options, '-q', '--quiet')
  const saved = hasFlag(options, '--uncompressed') ? source : exportedImage(source)
  openDirectory(process, directory, name)
  await copyLayers(process, directory, source, saved, isQuiet)
  if (!isQuiet) await err(process, `Copying config ${saved.configDigest}\n`)
  put(process, blobPath(directory, saved.configDigest), Buffer.from(saved.blobs.config))
  if (!isQuiet) await err(process, 'Writing manifest to image destination\n')
  put(process, blobPath(directory, saved.manifestDigest), Buffer.from(saved.blobs.manifest))
  writeIndex(process, directory, name, saved)
}

export async function saveImage(process: Process, options: ReadOptions, operands: readonly string[]): Promise<number> {
  const format = valueOfOption(options, '--format') ?? 'docker-archive'
  const output = valueOfOption(options, '-o', '--output')
  const [given = ''] = operands
  if (!FORMATS.includes(format)) return fail(process, 125, `Error: format value must be one of ${FORMATS.join(' ')}`)
  if (format !== 'oci-dir') throw new UnsupportedUse('save has --format oci-dir only')
  if (hasFlag(options, '--compress'))
    return fail(process, 125, "Error: --compress can only be set when --format is 'docker-dir'")
  if (output === undefined) throw new UnsupportedUse('save needs -o here')
  if (output.includes(':')) return fail(process, 125, `Error: invalid filename (should not contain ':') "${output}"`)
  const found = findStored(storeOf(process.world, process.user), given)
  if (!found) return fail(process, 125, `Error: ${given}: image not known`)
  const name = found.names[0] ?? given
  try {
    await save(process, resolvePath(process.cwd, output), name, found.image, options)
    return 0
  } catch (thrown) {
    if (thrown instanceof SaveFailed) return fail(process, 125, `Error: ${thrown.message}`)
    throw thrown
  } finally {
    process.world.changed()
  }
}
