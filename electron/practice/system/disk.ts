/** The file systems of a practice machine: /boot, and one for everything else (/sysroot, /var, /var/tmp). */

import { readImage, totalSize } from '../images/image-blobs.ts'
import { hasTrouble, type World } from './world.ts'

export interface FileSystem {
  readonly device: string
  readonly type: string
  readonly mountedOn: string
  readonly sizeBytes: number
  readonly usedBytes: number
  readonly freeBytes: number
}

const MB = 1024 * 1024
const BOOT_BYTES = 384 * MB
const KERNEL_BYTES = 98 * MB
const ROOT_BYTES = 100 * 1_000_000_000
const OTHER_BYTES = 11_482_107_904
/** Layers that are stored but in none of the deployments. */
const STRAY_LAYER_BYTES = 14_000_000

function storedBytes({ state }: World): number {
  const images = state.deployments.map(readImage)
  const sizes = new Map(images.flatMap(({ layers }) => layers.map(layer => [layer.digest, layer.size] as const)))
  const layers = state.layers.reduce((sum, digest) => sum + (sizes.get(digest) ?? STRAY_LAYER_BYTES), 0)
  return layers + totalSize(uniqueFiles(state).map(file => ({ size: file.sizeBytes })))
}

/** A file with several names takes its room once. */
const uniqueFiles = ({ files }: World['state']) => [
  ...new Map(Object.entries(files).map(([path, file]) => [file.inode ?? path, file])).values(),
]

const fileSystem = (
  device: string,
  type: string,
  mountedOn: string,
  sizeBytes: number,
  usedBytes: number,
): FileSystem => ({
  device,
  type,
  mountedOn,
  sizeBytes,
  usedBytes: Math.min(usedBytes, sizeBytes),
  freeBytes: Math.max(0, sizeBytes - usedBytes),
})

function bootFileSystem(world: World): FileSystem {
  const used = hasTrouble(world, 'boot-full') ? BOOT_BYTES - 3 * MB : 20 * MB + KERNEL_BYTES * 2
  return fileSystem('/dev/vda3', 'ext4', '/boot', BOOT_BYTES, used)
}

function rootFileSystem(world: World, mountedOn: string): FileSystem {
  const used = hasTrouble(world, 'disk-full') ? ROOT_BYTES - 350 * MB : OTHER_BYTES + storedBytes(world)
  return fileSystem('/dev/vda4', 'xfs', mountedOn, ROOT_BYTES, Math.floor(used / 4096) * 4096)
}

/** All that is mounted. */
export const mountedFileSystems = (world: World): readonly FileSystem[] => [
  fileSystem('composefs', 'overlay', '/', 9_437_184, 9_437_184),
  rootFileSystem(world, '/etc'),
  rootFileSystem(world, '/sysroot'),
  rootFileSystem(world, '/var'),
  fileSystem('tmpfs', 'tmpfs', '/tmp', 2_033_459_200, 8192),
  fileSystem('tmpfs', 'tmpfs', '/run', 813_383_680, 1_122_304),
  bootFileSystem(world),
]

/** The file system a path lies on. */
export function fileSystemAt(world: World, path: string): FileSystem {
  const isBelow = (root: string) => root === '/' || path === root || path.startsWith(`${root}/`)
  const holding = mountedFileSystems(world).filter(each => isBelow(each.mountedOn))
  const deepest = holding.sort((a, b) => b.mountedOn.length - a.mountedOn.length)[0]
  if (!deepest) throw new Error('a practice machine without a root file system')
  return deepest
}
