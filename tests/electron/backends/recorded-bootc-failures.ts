import { IMAGE, type RecordedFailure, recorded } from './recorded-failure.ts'

export const bootcFailures: readonly RecordedFailure[] = [
  recorded(
    'must be executed as the root user',
    'sudo/refused',
    'error: Status: Preparing for write: Querying root privilege: This command must be executed as the root user',
    'core',
  ),
  recorded(
    'System not booted via bootc',
    'machine/not-image-based',
    'error: Upgrading: System not booted via bootc',
    'build-vm',
  ),
  recorded(
    'Detected container',
    'machine/not-image-based',
    'error: Detected container; this command requires a booted host system.',
    'build-vm',
  ),
  recorded(
    'local rpm-ostree modifications',
    'backend/packages',
    'error: Upgrading: Deployment contains local rpm-ostree modifications; cannot upgrade via bootc. You can run `rpm-ostree reset` to undo the modifications.',
    'rpm-ostree',
  ),
  recorded(
    'No image source specified',
    'backend/failed',
    'error: Upgrading: No image source specified',
    'rebase it to one',
  ),
  recorded(
    'Insufficient free space for',
    'space/full',
    'error: Switching: Pulling: Insufficient free space for quay.io/acme/os:42 (available: 1.2\u00a0GB required: 2.4\u00a0GB)',
    '/sysroot is full (needs 2.4\u00a0GB, 1.2\u00a0GB free)',
  ),
  recorded(
    'No rollback available',
    'backend/nothing-to-roll-back',
    'error: Rolling back: No rollback available',
    'build-vm',
  ),
  recorded(
    'No rollback available',
    'backend/nothing-to-roll-back',
    'error: Rollback is not container image based',
    'build-vm',
  ),
  recorded(
    'No staged deployment found',
    'backend/failed',
    'error: Upgrading: No staged deployment found',
    'nothing is staged',
  ),
  recorded(
    'Target image does not have',
    'image/not-bootable',
    'error: Switching: Target image does not have ostree.bootable label',
    IMAGE,
  ),
  recorded(
    'Image has architecture',
    'image/wrong-architecture',
    'error: Switching: Pulling: Image has architecture arm64; expected amd64',
    'amd64',
  ),
  recorded(
    'reading manifest',
    'image/not-found',
    'error: Switching: Pulling: Creating importer: failed to invoke method OpenImage: reading manifest 42 in quay.io/acme/os: manifest unknown',
    'quay.io',
  ),
  recorded(
    "Unknown transport '<x>'",
    'image/unsupported-transport',
    "error: invalid value 'sif' for '--transport <TRANSPORT>': unknown",
    '“sif:”',
  ),
]
