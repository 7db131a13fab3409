/** Plans for screens and tests. */
import type { Check, Plan } from '../../shared/plan.ts'
import { acme43, digestOf, fcos41, fcos42, NOW } from './scripted-machines.ts'

const check = (id: Check['id'], level: Check['level'], fact: string, consequence = '', action = ''): Check => ({
  id,
  level,
  fact,
  consequence,
  action,
})

const fineChecks = [
  check('backend', 'fine', 'rpm-ostree 2026.2 answers'),
  check('sudo', 'fine', 'core may use sudo without a password'),
  check('transaction', 'fine', 'No other change is under way'),
  check('architecture', 'fine', 'The image is built for amd64, as the machine is'),
  check('bootable', 'fine', 'The image is an operating system (label containers.bootc)'),
  check('space-sysroot', 'fine', '61 GB free in /sysroot; about 2.1 GB are needed'),
]

export const warning = check(
  'update-agent',
  'warns',
  'zincati.service is active since 14:02',
  'It may stage another system by itself and take the place of this one.',
  'Stop it on the machine if you want to stay on this image: systemctl disable --now zincati',
)

export const blocker = check(
  'space-boot',
  'blocks',
  '/boot needs 122 MB and has 15 MB free',
  'The new system could be staged, but not activated at shutdown.',
  'Remove an old system: unpin it and run “rpm-ostree cleanup -r”.',
)

export function rebasePlan(machineId: string, image: string, checks: readonly Check[] = [warning]): Plan {
  return {
    machineId,
    plannedAt: NOW,
    machineName: machineId.replace(/^\w+:/, ''),
    backend: 'rpm-ostree',
    action: 'rebase',
    image: {
      requested: image,
      source: `docker://${image}`,
      transport: 'docker',
      via: 'registry',
      why: 'It is not in the machine’s image store, so the machine pulls it from the registry.',
      digest: digestOf(image),
      architecture: 'amd64',
      isBootable: true,
      version: '43.1',
      createdAt: NOW - 7_200_000,
      sizeBytes: 1.31e9,
      layerCount: 65,
    },
    now: fcos42,
    after: { name: image, digest: digestOf(image), version: '43.1', signature: 'unverified' },
    deployments: [fcos42, fcos41],
    checks: [...checks, ...fineChecks],
    steps: [
      {
        name: 'preflight',
        title: 'Check the machine',
        commands: ['sudo -n rpm-ostree status --json', 'df --output=target,size,avail -B1 /boot /sysroot /var/tmp'],
      },
      {
        name: 'resolve',
        title: 'Find the image',
        commands: [`podman image exists ${image}`, `skopeo inspect --raw docker://${image}`],
      },
      {
        name: 'stage',
        title: 'Stage the new system',
        commands: [`sudo -n rpm-ostree rebase --bypass-driver ostree-unverified-image:docker://${image}`],
      },
      { name: 'ask', title: 'Ask about the restart', commands: [] },
      { name: 'restart', title: 'Restart the machine', commands: ['sudo -n systemctl reboot'] },
      { name: 'verify', title: 'Check what booted', commands: ['sudo -n rpm-ostree status --json'] },
      { name: 'clean-up', title: 'Clean up', commands: ['sudo -n rm -rf -- /var/tmp/drydock'] },
    ],
  }
}

export const rollbackPlan = (machineId: string): Plan => {
  const { image: _, ...plan } = rebasePlan(machineId, 'quay.io/acme/os:43')
  return {
    ...plan,
    action: 'rollback',
    deployments: [acme43, fcos42, fcos41],
    after: { name: 'quay.io/fedora/fedora-coreos:stable-41', version: '41.20260902.3.1', digest: digestOf('41') },
    steps: [{ name: 'rollback', title: 'Choose the earlier system', commands: ['sudo -n rpm-ostree rollback'] }],
  }
}

export const discardPlan = (machineId: string): Plan => {
  const { image: _, after: __, ...plan } = rebasePlan(machineId, 'quay.io/acme/os:43', [])
  return {
    ...plan,
    action: 'discard',
    deployments: [acme43, fcos42, fcos41],
    steps: [{ name: 'discard', title: 'Discard the staged system', commands: ['sudo -n rpm-ostree cleanup -p'] }],
  }
}
