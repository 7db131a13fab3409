/** The systems and images of the practice world, by architecture (OCI names). */

import { REAL_BUILD } from './base-layers.ts'
import type { BaseSystem, Recipe } from './build-image.ts'

const fcosBase = (stream: string, build: number, version: string, created: string): BaseSystem => ({
  system: 'fcos',
  stream,
  build,
  version,
  created,
})

const FCOS = {
  stable: fcosBase('stable', REAL_BUILD, '43.20251024.3.0', '2025-11-11T05:05:57.966057969Z'),
  testing: fcosBase('testing', 12, '43.20251110.2.0', '2025-11-12T05:12:08.331904511Z'),
  next: fcosBase('next', 13, '43.20251110.1.0', '2025-11-12T05:02:44.718550264Z'),
  testingBefore: fcosBase('testing', 7, '43.20251010.2.0', '2025-10-14T05:08:31.045811032Z'),
  testingLongBefore: fcosBase('testing', 4, '42.20250929.2.0', '2025-10-01T05:10:19.662190457Z'),
} as const

const centosBase = (build: number, day: string): BaseSystem => ({
  system: 'centos',
  stream: 'stream9',
  build,
  version: `stream9.${day.replaceAll('-', '')}.0`,
  created: `${day}T13:21:07.481234567Z`,
})

const CENTOS = {
  now: centosBase(22, '2025-11-03'),
  before: centosBase(18, '2025-09-08'),
  longBefore: centosBase(16, '2025-08-18'),
} as const

const plain = (base: BaseSystem, architecture: string): Recipe => ({
  architecture,
  base,
  version: base.version,
  created: base.created,
  title: base.system === 'fcos' ? `Fedora CoreOS ${base.stream}` : 'CentOS Stream 9 bootc',
})

const MB = 1_000_000

const onTop = (
  base: BaseSystem,
  architecture: string,
  own: Pick<Recipe, 'title' | 'version' | 'created'>,
  layers: readonly (readonly [what: string, megabytes: number])[],
): Recipe => ({
  ...own,
  architecture,
  base,
  layers: layers.map(([what, megabytes]) => ({ what: `${own.title} ${what}`, size: megabytes * MB })),
})

const container = (architecture: string, title: string, version: string, megabytes: readonly number[]): Recipe => ({
  architecture,
  title,
  version,
  created: '2025-10-28T21:50:18.203411507Z',
  layers: megabytes.map((size, at) => ({ what: `${title} ${version} ${at}`, size: size * MB })),
})

/** Plain systems. */
export const systemRecipes = {
  stable: (architecture: string) => plain(FCOS.stable, architecture),
  testing: (architecture: string) => plain(FCOS.testing, architecture),
  next: (architecture: string) => plain(FCOS.next, architecture),
  testingBefore: (architecture: string) => plain(FCOS.testingBefore, architecture),
  testingLongBefore: (architecture: string) => plain(FCOS.testingLongBefore, architecture),
  centos: (architecture: string) => plain(CENTOS.now, architecture),
  centosBefore: (architecture: string) => plain(CENTOS.before, architecture),
  centosLongBefore: (architecture: string) => plain(CENTOS.longBefore, architecture),
} as const

const podmanMachine = (base: BaseSystem, version: string, created: string) => (architecture: string) =>
  onTop(base, architecture, { title: 'Podman machine OS', version, created }, [
    [`podman ${version}`, 118],
    ['subscription-manager', 24],
    ['rosetta', 1.4],
  ])

/** Systems that others built on a base, and plain containers. */
export const builtRecipes = {
  podmanMachine58: podmanMachine(FCOS.stable, '43.20251024.3.0', '2026-03-10T09:15:22.518004133Z'),
  podmanMachine61: podmanMachine(FCOS.testing, '43.20251110.2.0', '2026-09-22T09:15:48.901127766Z'),
  ucore: (architecture: string) =>
    onTop(
      FCOS.stable,
      architecture,
      { title: 'uCore', version: '43.20251024.3.0', created: '2025-11-14T08:31:40.120934811Z' },
      [
        ['cockpit', 61],
        ['tailscale', 34.2],
        ['zfs', 88.5],
        ['firewalld', 12.9],
      ],
    ),
  myOs: (architecture: string) =>
    onTop(
      FCOS.stable,
      architecture,
      { title: 'My OS', version: '43.20251024.3.0', created: '2025-11-19T18:18:36.783718603Z' },
      [
        ['htop and strace', 16.6],
        ['motd', 0.004],
      ],
    ),
  myOsBefore: (architecture: string) =>
    onTop(
      FCOS.testingBefore,
      architecture,
      { title: 'My OS', version: '43.20251010.2.0', created: '2025-10-20T17:02:11.390184477Z' },
      [['htop', 14.1]],
    ),
  rootOs: (architecture: string) =>
    onTop(
      FCOS.stable,
      architecture,
      { title: 'Root OS', version: '43.20251024.3.0', created: '2025-11-16T11:44:09.251004982Z' },
      [['cockpit', 58]],
    ),
  otherArchitecture: (architecture: string) =>
    onTop(
      FCOS.stable,
      architecture,
      { title: 'Other OS', version: '43.20251024.3.0', created: '2025-11-18T07:20:51.008122310Z' },
      [['htop', 14.4]],
    ),
  nginx: (architecture: string) => container(architecture, 'nginx', '1.29.3', [78.1, 44.2, 0.006, 0.002]),
  alpine: (architecture: string) => container(architecture, 'alpine', '3.22.2', [8.3]),
  leftover: (architecture: string) => container(architecture, 'leftover', 'of a build', [212]),
} as const

/** The same system rebuilt, as a moved tag serves it. */
export const rebuilt = (recipe: Recipe): Recipe => ({
  ...recipe,
  created: '2025-11-26T06:00:00.000000000Z',
  layers: [...(recipe.layers ?? []), { what: 'rebuilt', size: 11.3 * MB }],
})

export const otherArchitecture = (architecture: string): string => (architecture === 'amd64' ? 'arm64' : 'amd64')
