/** The files and directories that are there by themselves; the rest was made by somebody. */

import { commitOf, readImage } from '../images/image-blobs.ts'
import { ownEntry } from './own-entry.ts'
import { bootedDeployment, bootIdOf, type World } from './world.ts'

interface BaseDirectory {
  readonly mode: number
  readonly uid: number
}

const directory = (mode: number, uid = 0): BaseDirectory => ({ mode, uid })

/** Directories of a Fedora CoreOS machine that commands look at. */
export const baseDirectories: Readonly<Record<string, BaseDirectory>> = {
  '/': directory(0o755),
  '/boot': directory(0o555),
  '/etc': directory(0o755),
  '/etc/containers': directory(0o755),
  '/etc/ostree': directory(0o755),
  '/ostree': directory(0o755),
  '/proc': directory(0o555),
  '/proc/sys': directory(0o555),
  '/proc/sys/kernel': directory(0o555),
  '/proc/sys/kernel/random': directory(0o555),
  '/run': directory(0o755),
  '/run/containers': directory(0o755),
  '/run/systemd': directory(0o755),
  '/run/systemd/system': directory(0o755),
  '/run/user': directory(0o755),
  '/run/user/1000': directory(0o700, 1000),
  '/sysroot': directory(0o755),
  '/tmp': directory(0o1777),
  '/usr': directory(0o755),
  '/usr/lib': directory(0o755),
  '/var': directory(0o755),
  '/var/home': directory(0o755),
  '/var/home/core': directory(0o700, 1000),
  '/var/home/core/.local': directory(0o700, 1000),
  '/var/home/core/.local/share': directory(0o700, 1000),
  '/var/home/core/.local/share/containers': directory(0o700, 1000),
  '/var/home/core/.local/share/containers/storage': directory(0o700, 1000),
  '/var/lib': directory(0o755),
  '/var/lib/containers': directory(0o755),
  '/var/lib/containers/storage': directory(0o700),
  '/var/roothome': directory(0o700),
  '/var/tmp': directory(0o1777),
}

const isCentos = (version: string): boolean => version.startsWith('stream9')

function osRelease(world: World): string {
  const image = readImage(bootedDeployment(world))
  const version = image.version ?? ''
  const title = ownEntry(image.labels, 'org.opencontainers.image.title') ?? 'Fedora CoreOS'
  if (isCentos(version)) {
    return [
      'NAME="CentOS Stream"',
      'VERSION="9"',
      'ID="centos"',
      'ID_LIKE="rhel fedora"',
      'VERSION_ID="9"',
      'PLATFORM_ID="platform:el9"',
      'PRETTY_NAME="CentOS Stream 9"',
      'ANSI_COLOR="0;31"',
      'HOME_URL="https://centos.org/"',
      `OSTREE_VERSION='${version}'`,
    ].join('\n')
  }
  const major = version.split('.')[0] ?? ''
  const isPlain = title.startsWith('Fedora CoreOS')
  return [
    'NAME="Fedora Linux"',
    `VERSION="${version} (CoreOS)"`,
    'RELEASE_TYPE=stable',
    'ID=fedora',
    `VERSION_ID=${major}`,
    `PLATFORM_ID="platform:f${major}"`,
    `PRETTY_NAME="${isPlain ? 'Fedora CoreOS' : title} ${version}"`,
    'ANSI_COLOR="0;38;2;60;110;180"',
    'HOME_URL="https://getfedora.org/coreos/"',
    'VARIANT="CoreOS"',
    'VARIANT_ID=coreos',
    `OSTREE_VERSION='${version}'`,
  ].join('\n')
}

function uptime({ state }: World): string {
  const seconds = (Date.now() - state.bootedAtMs) / 1000
  return `${seconds.toFixed(2)} ${(seconds * 3.6).toFixed(2)}`
}

const texts: Readonly<Record<string, (world: World) => string>> = {
  '/etc/hostname': ({ name }) => name,
  '/etc/machine-id': ({ state }) => state.machineId,
  '/etc/os-release': osRelease,
  '/usr/lib/os-release': osRelease,
  '/etc/containers/policy.json': () => '{"default":[{"type":"insecureAcceptAnything"}]}',
  '/proc/cmdline': world => {
    const commit = commitOf(readImage(bootedDeployment(world)))
    return `BOOT_IMAGE=(hd0,gpt3)/boot/ostree/vmlinuz ostree=/ostree/boot.1/fedora-coreos/${commit}/0 rw`
  },
  '/proc/loadavg': () => '0.08 0.03 0.01 1/214 4711',
  '/proc/sys/kernel/random/boot_id': bootIdOf,
  '/proc/uptime': uptime,
}

const empty = ['/run/ostree-booted'] as const

/** What such a file holds now, or undefined for a path that is none. */
export function baseFile(world: World, path: string): string | undefined {
  if (empty.some(known => known === path)) return ''
  const text = ownEntry(texts, path)
  return text && `${text(world)}\n`
}

/** Their paths, for listings. */
export const baseFilePaths: readonly string[] = [...Object.keys(texts), ...empty]
