/** Everything a practice machine can be asked to have go wrong, in the order a person would look for it. */
export const practiceTroubles = [
  { id: 'registry-down', title: 'The registry cannot be reached' },
  { id: 'registry-refuses', title: 'The registry refuses the image' },
  { id: 'image-gone', title: 'The image is gone from the registry' },
  { id: 'not-bootable', title: 'The image is not an operating system' },
  { id: 'wrong-architecture', title: 'The image is for another architecture' },
  { id: 'policy-refuses', title: 'The signature policy refuses the image' },
  { id: 'other-digest', title: 'The tag moves while the job runs' },
  { id: 'direct-refused', title: 'rpm-ostree is too old to read a user’s images' },
  { id: 'store-broken', title: 'Podman’s image store is broken' },
  { id: 'disk-full', title: 'The disk is full' },
  { id: 'boot-full', title: '/boot is full: staged, but not activated' },
  { id: 'came-back-old', title: 'The machine comes back on the old system' },
  { id: 'connection-drops-once-resolving', title: 'The connection drops once while resolving' },
  { id: 'connection-drops-staging', title: 'The connection drops while staging' },
  { id: 'slow-restart', title: 'The restart takes very long' },
  { id: 'does-not-come-back', title: 'The machine does not come back from the restart' },
  { id: 'failed-unit-after-restart', title: 'A service fails after the restart' },
  { id: 'reboot-blocked', title: 'Another program blocks the restart' },
  { id: 'transaction-running', title: 'Another program is changing the system' },
  { id: 'zincati-active', title: 'Zincati drives the updates' },
  { id: 'layered-packages', title: 'Packages are layered on the system' },
  { id: 'daemon-down', title: 'rpm-ostree’s service does not start' },
  { id: 'sudo-password', title: 'sudo asks for a password (it is “practice”)' },
  { id: 'sudo-refused', title: 'sudo is refused' },
  { id: 'noisy-output', title: 'The output is full of rubbish' },
] as const

export type TroubleId = (typeof practiceTroubles)[number]['id']

export const isTroubleId = (id: string): id is TroubleId => practiceTroubles.some(trouble => trouble.id === id)
