import type { Process, User } from '../system/process.ts'
import { ImageError } from './image-error.ts'
import { openLayoutImage } from './open-layout-image.ts'
import { type OpenedImage, openRegistryImage } from './open-registry-image.ts'
import { openStoredImage } from './open-stored-image.ts'

/** Who opens it. The backends' puller reads paths as an unprivileged user and registries as anyone. */
export interface Opener {
  readonly user: User
  readonly isPuller: boolean
  readonly architecture: string
}

const ARCHIVES = ['oci-archive', 'docker-archive'] as const

/**
 * Opens `transport:rest` as containers-transports(5) writes it; throws an ImageError in containers/image's words.
 * Archives, `dir:` and the Docker daemon are known by name but never there.
 */
export function openImage({ world }: Pick<Process, 'world'>, source: string, opener: Opener): OpenedImage {
  const colon = source.indexOf(':')
  if (colon === -1) {
    throw new ImageError(`Invalid image name "${source}", expected colon-separated transport:reference`)
  }
  const transport = source.slice(0, colon)
  const rest = source.slice(colon + 1)
  if (transport === 'docker') return openRegistryImage(world, rest, opener.architecture)
  if (transport === 'containers-storage') return openStoredImage(world, opener.user, rest)
  if (transport === 'oci') return openLayoutImage(world, opener, rest)
  if (ARCHIVES.some(known => known === transport)) {
    const [path = ''] = rest.split(':')
    throw new ImageError(`creating temp directory: archive file not found: "${path}"`)
  }
  if (transport === 'dir') throw new ImageError(`open ${rest}/manifest.json: no such file or directory`)
  if (transport === 'docker-daemon') {
    throw new ImageError(
      'loading image from docker engine: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    )
  }
  throw new ImageError(`Invalid image name "${source}", unknown transport "${transport}"`)
}
