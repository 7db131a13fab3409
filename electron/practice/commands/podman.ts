/** podman(1) 5.7: version, info, the images of the caller’s own storage, and its containers. */

import { storeOf } from '../images/local-stores.ts'
import { ownEntry } from '../system/own-entry.ts'
import { fail, isRoot, out, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { hasTrouble, spendTrouble } from '../system/world.ts'
import { fillTemplate } from './go-template.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'
import { imageExists, inspectImages, listImages } from './podman-images.ts'
import { podmanInfo } from './podman-info.ts'
import { saveImage } from './podman-save.ts'

type Command = (process: Process, options: ReadOptions, operands: readonly string[]) => Promise<number>

const VERSION = '5.7.0'

const client = (architecture: string) => ({
  APIVersion: VERSION,
  Version: VERSION,
  GoVersion: 'go1.25.3',
  GitCommit: '0370128fc8dcae93533334324ef838db8f8da8cb',
  BuiltTime: 'Tue Nov 11 00:00:00 2025',
  Built: 1762819200,
  BuildOrigin: 'Fedora Project',
  OsArch: `linux/${architecture}`,
  Os: 'linux',
})

const version: Command = async (process, options) => {
  const format = valueOfOption(options, '--format', '-f')
  const about = { Client: client(process.world.ociArchitecture) }
  if (format === undefined)
    await out(process, `Client:       Podman Engine\nVersion:      ${VERSION}\nAPI Version:  ${VERSION}\n`)
  else if (format === 'json') await out(process, `${JSON.stringify(about)}\n`)
  else await out(process, `${fillTemplate(format, about)}\n`)
  return 0
}

const info: Command = async (process, options) => {
  const format = valueOfOption(options, '--format', '-f')
  const about = podmanInfo(process)
  if (format === undefined) throw new UnsupportedUse('info needs --format here')
  const isJson = format === 'json'
  await out(process, `${isJson ? JSON.stringify(about, undefined, 2) : fillTemplate(format, about)}\n`)
  return 0
}

const CONTAINER_ID = '5c0f3f1f0b9a4f7f9a1d0c8a6e5b4d3c2b1a0f9e8d7c6b5a4f3e2d1c0b9a8f7e'

/** The one container runs in core’s storage. */
const listContainers: Command = async (process, options) => {
  const { images } = storeOf(process.world, process.user)
  const used = images.filter(each => each.containers > 0)
  if (hasFlag(options, '-q', '--quiet')) {
    await out(process, used.map(() => `${CONTAINER_ID.slice(0, 12)}\n`).join(''))
    return 0
  }
  const format = valueOfOption(options, '--format')
  if (format !== 'json') throw new UnsupportedUse('ps needs -q or --format json here')
  const list = used.map(({ image, names }) => ({
    AutoRemove: false,
    Command: ['nginx', '-g', 'daemon off;'],
    CreatedAt: '2 days ago',
    Exited: false,
    ExitCode: 0,
    Id: CONTAINER_ID,
    Image: names[0],
    ImageID: image.configDigest.slice(7),
    IsInfra: false,
    Labels: null,
    Names: ['web'],
    Pid: 1312,
    Pod: '',
    State: 'running',
    Status: 'Up 2 days',
  }))
  await out(process, `${JSON.stringify(list, undefined, 2)}\n`)
  return 0
}

const COMMANDS: Readonly<Record<string, Command>> = {
  'image exists': imageExists,
  'image inspect': inspectImages,
  'image list': listImages,
  'image ls': listImages,
  'image save': saveImage,
  images: listImages,
  info,
  ps: listContainers,
  save: saveImage,
  version,
}

const NEEDS_STORE = /^(?:image|images|info|ps|save)/

function storeProblem(process: Process): string | undefined {
  if (!hasTrouble(process.world, 'store-broken')) return undefined
  const { graphRoot } = storeOf(process.world, process.user)
  return `Error: creating runtime static files directory "${graphRoot}/libpod": mkdir ${graphRoot}: read-only file system`
}

export const podman: Program = async process => {
  const options = readOptions(process.argv.slice(1), {
    flags: [
      '-a',
      '--all',
      '-q',
      '--quiet',
      '--digests',
      '--no-trunc',
      '--uncompressed',
      '--compress',
      '--version',
      '-v',
      '-n',
      '--noheading',
    ],
    values: ['--format', '-f', '--filter', '-o', '--output', '--sort'],
  })
  if (hasFlag(options, '--version', '-v')) {
    await out(process, `podman version ${VERSION}\n`)
    return 0
  }
  const [first = '', second = '', ...rest] = options.operands
  const name = first === 'image' ? `image ${second}` : first
  const command = ownEntry(COMMANDS, name)
  if (!command)
    return fail(
      process,
      125,
      `Error: unrecognized command \`podman ${name}\`\nTry 'podman --help' for more information`,
    )
  if (name === 'image exists' && !isRoot(process) && spendTrouble(process.world, 'connection-drops-once-resolving')) {
    process.world.dropConnections()
  }
  const problem = NEEDS_STORE.test(name) ? storeProblem(process) : undefined
  if (problem) return fail(process, 125, problem)
  return command(process, options, first === 'image' ? rest : options.operands.slice(1))
}
