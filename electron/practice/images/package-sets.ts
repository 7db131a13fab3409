/** A few packages of each version of the practice systems: enough to tell what an update changes. */

import { ownEntry } from '../system/own-entry.ts'
import type { Image } from './image-blobs.ts'

type PackageSet = Readonly<Record<string, string>>

const fcos42: PackageSet = {
  NetworkManager: '1:1.52.1-1.fc42',
  bootc: '1.8.0-1.fc42',
  kernel: '6.16.8-200.fc42',
  moby: '28.4.0-1.fc42',
  nano: '8.3-2.fc42',
  podman: '5:5.6.1-1.fc42',
  'rpm-ostree': '2025.10-1.fc42',
  systemd: '257.9-2.fc42',
}

const fcos43Early: PackageSet = {
  NetworkManager: '1:1.54.0-2.fc43',
  bootc: '1.9.0-1.fc43',
  kernel: '6.16.10-300.fc43',
  nano: '8.5-1.fc43',
  podman: '5:5.6.2-1.fc43',
  'rpm-ostree': '2025.11-1.fc43',
  systemd: '258-1.fc43',
}

const fcos43: PackageSet = {
  NetworkManager: '1:1.54.1-1.fc43',
  bootc: '1.10.0-1.fc43',
  ignition: '2.24.0-1.fc43',
  kernel: '6.17.1-300.fc43',
  podman: '5:5.7.0-1.fc43',
  'rpm-ostree': '2025.12-1.fc43',
  systemd: '258.1-1.fc43',
}

const fcos43Late: PackageSet = { ...fcos43, kernel: '6.17.8-300.fc43', podman: '5:5.7.1-1.fc43' }

const centosEarly: PackageSet = { bootc: '1.6.0-1.el9', kernel: '5.14.0-611.el9', podman: '6:5.6.0-2.el9' }
const centosLate: PackageSet = { bootc: '1.10.0-1.el9', kernel: '5.14.0-639.el9', podman: '6:5.7.0-1.el9' }

const byVersion: Readonly<Record<string, PackageSet>> = {
  '42.20250929.2.0': fcos42,
  '43.20251010.2.0': fcos43Early,
  '43.20251024.3.0': fcos43,
  '43.20251110.1.0': fcos43Late,
  '43.20251110.2.0': fcos43Late,
  'stream9.20250818.0': centosEarly,
  'stream9.20250908.0': centosEarly,
  'stream9.20251103.0': centosLate,
}

const byTitle: Readonly<Record<string, PackageSet>> = {
  'My OS': { htop: '3.4.1-2.fc43', strace: '6.17-1.fc43' },
  'Other OS': { htop: '3.4.1-2.fc43' },
  'Podman machine OS': { 'subscription-manager': '1.30.10-1.fc43' },
  'Root OS': { cockpit: '349-1.fc43' },
  uCore: { cockpit: '349-1.fc43', tailscale: '1.90.6-1' },
}

function packagesOf({ version, labels }: Image): PackageSet {
  const title = ownEntry(labels, 'org.opencontainers.image.title') ?? ''
  return { ...ownEntry(byVersion, version ?? ''), ...ownEntry(byTitle, title) }
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map(line => `  ${line}`)]

const isLater = (before: string, after: string): boolean => after.localeCompare(before, 'en', { numeric: true }) > 0

/** What changes from one system to the other, as rpm-ostree prints it (tests/reference/rpm-ostree/rollback…). */
export function packageDifferences(from: Image, to: Image, machine: string): readonly string[] {
  const before = packagesOf(from)
  const after = packagesOf(to)
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort((a, b) => (a < b ? -1 : 1))
  const changed = names.filter(name => before[name] && after[name] && before[name] !== after[name])
  const moved = (name: string) => `${name} ${before[name]} -> ${after[name]}`
  const upgraded = changed.filter(name => isLater(before[name] ?? '', after[name] ?? ''))
  const nevra = (name: string, evr: string | undefined) => `${name}-${evr}.${machine}`
  return [
    ...section('Upgraded:', upgraded.map(moved)),
    ...section('Downgraded:', changed.filter(name => !upgraded.includes(name)).map(moved)),
    ...section(
      'Removed:',
      names.filter(name => !after[name]).map(name => nevra(name, before[name])),
    ),
    ...section(
      'Added:',
      names.filter(name => !before[name]).map(name => nevra(name, after[name])),
    ),
  ]
}
