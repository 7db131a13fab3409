/** What rpm-ostree and bootc fail with, and the room they need. */

import { type TextsOf, UNCHANGED } from './text.ts'

export interface BackendErrors {
  'backend/transaction': { machine: string; title: string }
  'backend/driver': { machine: string; driver: string }
  'backend/daemon': { machine: string; backend: string }
  'backend/packages': { machine: string; packages: string }
  'backend/cancelled': { machine: string }
  'backend/unchanged': { image: string }
  'backend/direct-refused': { image: string; backend: string }
  'backend/nothing-to-roll-back': { machine: string }
  'backend/reboot-blocked': { machine: string; holder: string }
  'backend/failed': { backend: string; reason: string }
  'space/full': { fileSystem: string; needed: string; free: string }
}

export const backendTexts: TextsOf<BackendErrors> = {
  'backend/transaction': {
    happened: f => `Another program is changing ${f.machine}: ${f.title}.`,
    means: 'That change goes on; Drydock changed nothing.',
    next: 'Wait until it is done. The doctor on the machine’s page tells who it is and what is safe to do.',
    retry: 'may-help',
  },
  'backend/driver': {
    happened: f => `${f.machine} is updated by ${f.driver}, which does not let others change it.`,
    means: UNCHANGED,
    next: f => `Stop ${f.driver} on the machine, or try again: Drydock asks rpm-ostree to bypass it.`,
    retry: 'may-help',
  },
  'backend/daemon': {
    happened: f => `${f.backend}’s service on ${f.machine} does not start.`,
    means: UNCHANGED,
    next: 'Look at “journalctl -u rpm-ostreed”. On newer systems bootc may work where rpm-ostree does not.',
    retry: 'after-a-change',
  },
  'backend/packages': {
    happened: f => `Packages added to this system stand in the way: ${f.packages}.`,
    means: UNCHANGED,
    next: 'Remove them with “rpm-ostree uninstall”, or all with “rpm-ostree reset”, then try again.',
    retry: 'after-a-change',
  },
  'backend/cancelled': {
    happened: f => `The change on ${f.machine} was cancelled there.`,
    means: 'Nothing is staged; the running system is unchanged.',
    next: 'Start again when you are ready.',
    retry: 'may-help',
  },
  'backend/unchanged': {
    happened: f => `The machine already follows ${f.image}.`,
    means: UNCHANGED,
    next: 'Drydock checks for newer content under the same name.',
    retry: 'never',
  },
  'backend/direct-refused': {
    happened: f => `${f.backend} on this machine cannot read another user’s image store, so not ${f.image} in place.`,
    means: UNCHANGED,
    next: 'Drydock exports the image to /var/tmp first and goes on.',
    retry: 'after-a-change',
  },
  'backend/nothing-to-roll-back': {
    happened: f => `${f.machine} holds no earlier system to go back to.`,
    means: UNCHANGED,
    next: 'Rebase to the image you want instead.',
    retry: 'never',
  },
  'backend/reboot-blocked': {
    happened: f => `${f.holder} on ${f.machine} blocks the restart.`,
    means: 'The new system is staged and starts with the next restart.',
    next: 'End what blocks it (“systemd-inhibit --list”), then restart the machine.',
    retry: 'may-help',
  },
  'backend/failed': {
    happened: f => `${f.backend} stopped: ${f.reason}.`,
    means: 'Nothing new is staged unless the machine’s page shows it.',
    next: 'The full text is under Details.',
    retry: 'may-help',
  },
  'space/full': {
    happened: f =>
      `${f.fileSystem} is full${f.needed === '' ? '' : ` (needs ${f.needed}${f.free === '' ? '' : `, ${f.free} free`})`}.`,
    means: 'Nothing new is staged; the running system is unchanged.',
    next: f =>
      f.fileSystem === '/boot'
        ? 'Remove an old system: unpin it and run “rpm-ostree cleanup -r”, then try again.'
        : 'Free space there, for example “podman image prune”, then try again.',
    retry: 'after-a-change',
  },
}
