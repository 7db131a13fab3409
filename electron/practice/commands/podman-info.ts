import { totalSize } from '../images/image-blobs.ts'
import { storeOf } from '../images/local-stores.ts'
import { fileSystemAt } from '../system/disk.ts'
import { isRoot, type Process } from '../system/process.ts'

const hostInfo = (process: Process) => ({
  arch: process.world.ociArchitecture,
  buildahVersion: '1.42.0',
  cgroupManager: 'systemd',
  cgroupVersion: 'v2',
  cpus: 2,
  distribution: { distribution: 'fedora', variant: 'coreos', version: '43' },
  hostname: process.world.name,
  kernel: `6.17.1-300.fc43.${process.world.state.architecture}`,
  memTotal: 4066918400,
  os: 'linux',
  security: { rootless: !isRoot(process), selinuxEnabled: true },
  serviceIsRemote: false,
})

function storeInfo(process: Process) {
  const { world, user } = process
  const { graphRoot, runRoot, images } = storeOf(world, user)
  const disk = fileSystemAt(world, '/var')
  const running = images.filter(each => each.containers > 0).length
  return {
    configFile: `${isRoot(process) ? '/usr/share/containers' : `${user.home}/.config/containers`}/storage.conf`,
    containerStore: { number: running, paused: 0, running, stopped: 0 },
    graphDriverName: 'overlay',
    graphOptions: {},
    graphRoot,
    graphRootAllocated: disk.sizeBytes,
    graphRootUsed: disk.usedBytes,
    graphStatus: {
      'Backing Filesystem': 'xfs',
      'Native Overlay Diff': 'true',
      'Supports d_type': 'true',
      'Using metacopy': 'false',
    },
    imageCopyTmpDir: '/var/tmp',
    imageStore: { number: images.length, sizeBytes: totalSize(images.flatMap(each => each.image.layers)) },
    runRoot,
    transientStore: false,
    volumePath: `${graphRoot}/volumes`,
  }
}

/** What `podman info` tells, as far as it says something about storage and user. */
export const podmanInfo = (process: Process) => ({
  host: hostInfo(process),
  store: storeInfo(process),
  registries: { search: ['registry.fedoraproject.org', 'registry.access.redhat.com', 'docker.io'] },
  version: {
    APIVersion: '5.7.0',
    Version: '5.7.0',
    OsArch: `linux/${process.world.ociArchitecture}`,
    Os: 'linux',
  },
})
