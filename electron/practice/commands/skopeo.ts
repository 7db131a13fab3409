/** skopeo(1) 1.22: `inspect`, in its three forms, and `list-tags`. */

import { ImageError } from '../images/image-error.ts'
import { openImage } from '../images/open-image.ts'
import type { OpenedImage } from '../images/open-registry-image.ts'
import { registryContent } from '../images/registry-content.ts'
import { sha256 } from '../system/digest.ts'
import { fail, out, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { spendTrouble } from '../system/world.ts'
import { fillTemplate } from './go-template.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'

const REQUEST_MS = 700

/** Go’s logrus writes the message quoted. */
const fatal = (process: Process, exitCode: number, message: string): Promise<number> => {
  const at = `${new Date().toISOString().slice(0, 19)}Z`
  return fail(process, exitCode, `time="${at}" level=fatal msg=${JSON.stringify(message)}`)
}

function describe({ image, raw, name, tags }: OpenedImage, hasTags: boolean) {
  return {
    ...(name === undefined ? {} : { Name: name }),
    Digest: `sha256:${sha256(raw)}`,
    RepoTags: hasTags ? tags : [],
    Created: image.config.created,
    DockerVersion: '',
    Labels: image.labels,
    Architecture: image.architecture,
    Os: image.config.os,
    Layers: image.layers.map(layer => layer.digest),
    LayersData: image.layers.map(({ mediaType, digest, size }) => ({
      MIMEType: mediaType,
      Digest: digest,
      Size: size,
      Annotations: null,
    })),
    Env: image.config.config?.Env ?? [],
  }
}

async function print(process: Process, opened: OpenedImage, options: ReadOptions): Promise<number> {
  const isConfig = hasFlag(options, '--config')
  const format = valueOfOption(options, '--format', '-f')
  if (hasFlag(options, '--raw')) {
    await out(process, isConfig ? opened.image.blobs.config : opened.raw)
    return 0
  }
  const shown = isConfig ? opened.image.config : describe(opened, !hasFlag(options, '--no-tags', '-n'))
  await out(process, `${format === undefined ? JSON.stringify(shown, undefined, 4) : fillTemplate(format, shown)}\n`)
  return 0
}

async function inspect(process: Process, options: ReadOptions, source: string): Promise<number> {
  const { world, user, signal } = process
  if (spendTrouble(world, 'connection-drops-once-resolving')) world.dropConnections()
  if (source.startsWith('docker:')) await world.clock.sleep(REQUEST_MS, signal)
  const architecture = valueOfOption(options, '--override-arch') ?? world.ociArchitecture
  try {
    return await print(process, openImage({ world }, source, { user, isPuller: false, architecture }), options)
  } catch (thrown) {
    if (!(thrown instanceof ImageError)) throw thrown
    const isLate = source.startsWith('dir:')
    const prefix = isLate ? 'Error retrieving manifest for image' : `Error parsing image name "${source}"`
    return fatal(process, thrown.isNotFound ? 2 : 1, `${prefix}: ${thrown.message}`)
  }
}

async function listTags(process: Process, source: string): Promise<number> {
  const repository = source.replace(/^docker:\/\//, '')
  const names = registryContent.map(each => each.name).filter(name => name.startsWith(`${repository}:`))
  if (names.length === 0) {
    return fatal(process, 1, 'Error listing repository tags: fetching tags list: repository name not known to registry')
  }
  const tags = names.map(name => name.slice(repository.length + 1)).sort()
  await out(process, `${JSON.stringify({ Repository: repository, Tags: tags }, undefined, 4)}\n`)
  return 0
}

export const skopeo: Program = async process => {
  const options = readOptions(process.argv.slice(1), {
    flags: [
      '--raw',
      '--config',
      '--no-tags',
      '-n',
      '--tls-verify',
      '--tls-verify=false',
      '--tls-verify=true',
      '--no-creds',
      '--version',
      '-v',
      '--debug',
    ],
    values: [
      '--format',
      '-f',
      '--override-arch',
      '--override-os',
      '--authfile',
      '--retry-times',
      '--cert-dir',
      '--command-timeout',
    ],
  })
  if (hasFlag(options, '--version', '-v')) {
    await out(process, 'skopeo version 1.22.0\n')
    return 0
  }
  const [command, source, ...more] = options.operands
  if (source === undefined || more.length > 0) return fatal(process, 1, 'Exactly one argument expected')
  if (command === 'inspect') return inspect(process, options, source)
  if (command === 'list-tags') return listTags(process, source)
  throw new UnsupportedUse(`unsupported command '${command ?? ''}'`)
}
