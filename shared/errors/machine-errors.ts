/** A machine: finding it, reaching it, logging in, and what Podman and sudo say. */

import { type TextsOf, UNCHANGED } from './text.ts'

export interface MachineErrors {
  'machine/not-found': { name: string; known: string }
  'machine/ambiguous': { name: string; matches: string }
  'machine/none': Record<string, never>
  'machine/exists': { name: string }
  'machine/unreachable': { machine: string; reason: string }
  'machine/lost': { machine: string; during: string }
  'machine/auth': { machine: string; user: string }
  'machine/key-unreadable': { path: string; reason: string }
  'machine/host-key-unknown': { machine: string; fingerprint: string; keyType: string }
  'machine/host-key-changed': {
    machine: string
    fingerprint: string
    expected: string
    keyType: string
    file: string
    line: number
  }
  'machine/stopped': { machine: string }
  'machine/wsl': { machine: string }
  'machine/not-image-based': { machine: string; os: string }
  'machine/backend-broken': { machine: string; backend: string }
  'machine/busy': { machine: string; jobId: string }
  'podman/missing': Record<string, never>
  'podman/as-root': Record<string, never>
  'podman/failed': { command: string; reason: string }
  'sudo/refused': { machine: string; user: string }
  'sudo/password': { machine: string; user: string }
  'doctor/no-longer': { machine: string }
  'machine/unfinished': { machine: string; jobId: string }
}

export const machineTexts: TextsOf<MachineErrors> = {
  'machine/not-found': {
    happened: f => `There is no machine called “${f.name}”.`,
    means: 'Nothing was started.',
    next: f => (f.known === '' ? 'Add a machine first.' : `Known machines: ${f.known}.`),
    retry: 'after-a-change',
  },
  'machine/ambiguous': {
    happened: f => `More than one machine is called “${f.name}”.`,
    means: 'Nothing was started.',
    next: f => `Use one of ${f.matches}.`,
    retry: 'after-a-change',
  },
  'machine/none': {
    happened: () => 'No machine was named and there is no default Podman machine.',
    means: 'Nothing was started.',
    next: 'Name one (try “practice”), or create one with “podman machine init”.',
    retry: 'after-a-change',
  },
  'machine/exists': {
    happened: f => `A machine called “${f.name}” is already in the list.`,
    means: 'The list is unchanged.',
    next: 'Choose another name.',
    retry: 'after-a-change',
  },
  'machine/unreachable': {
    happened: f => `Cannot reach ${f.machine}: ${f.reason}.`,
    means: 'What is shown of it is what it last said.',
    next: 'Check that it runs and that its address is right, then try again.',
    retry: 'may-help',
  },
  'machine/lost': {
    happened: f => `Lost the connection to ${f.machine} during ${f.during}.`,
    means: 'What was running there may have stopped or may go on; Drydock asks as soon as the machine answers.',
    next: 'Check the network. The job’s log shows how far it came.',
    retry: 'may-help',
  },
  'machine/auth': {
    happened: f => `${f.machine} accepted none of the keys for ${f.user}.`,
    means: 'Drydock could not log in; nothing was done there.',
    next: 'Choose another key file or user, or add your key to ~/.ssh/authorized_keys on the machine.',
    retry: 'after-a-change',
  },
  'machine/key-unreadable': {
    happened: f => `The key file ${f.path} cannot be used: ${f.reason}.`,
    means: 'Drydock could not log in; nothing was done on the machine.',
    next: 'Check the path and the passphrase.',
    retry: 'after-a-change',
  },
  'machine/host-key-unknown': {
    happened: f => `${f.machine} showed a ${f.keyType} key that is not known here yet (${f.fingerprint}).`,
    means: 'Drydock did not log in.',
    next: 'Compare the fingerprint with the machine’s own, then accept it.',
    retry: 'after-a-change',
  },
  'machine/host-key-changed': {
    happened: f =>
      `${f.machine} showed another ${f.keyType} key than before (${f.fingerprint} instead of ${f.expected}).`,
    means: 'Someone may be listening in, or the machine was installed anew. Drydock did not log in.',
    next: f => `If you know why the key changed, remove line ${f.line} of ${f.file} and try again.`,
    retry: 'never',
  },
  'machine/stopped': {
    happened: f => `${f.machine} is stopped.`,
    means: UNCHANGED,
    next: 'Start it, then try again.',
    retry: 'after-a-change',
  },
  'machine/wsl': {
    happened: f => `${f.machine} uses WSL. Its system is not image-based and cannot be rebased.`,
    means: UNCHANGED,
    next: 'Update it with dnf, or create a Hyper-V machine.',
    retry: 'never',
  },
  'machine/not-image-based': {
    happened: f => `${f.machine} runs ${f.os}, which was not booted from an image (no ostree deployment).`,
    means: UNCHANGED,
    next: 'Drydock rebases machines that run rpm-ostree or bootc. Update this one with its package manager.',
    retry: 'never',
  },
  'machine/backend-broken': {
    happened: f => `${f.machine} was booted from an image, but ${f.backend} does not answer there.`,
    means: UNCHANGED,
    next: 'Look at “journalctl -u rpm-ostreed” on the machine.',
    retry: 'after-a-change',
  },
  'machine/busy': {
    happened: f => `Another job of Drydock is already changing ${f.machine}.`,
    means: 'That job goes on; nothing new was started.',
    next: 'Wait for it or cancel it first.',
    retry: 'may-help',
  },
  'podman/missing': {
    happened: () => 'Podman is not installed on this computer.',
    means: 'Podman machines cannot be listed; other machines are not affected.',
    next: 'Install Podman, or add machines over SSH.',
    retry: 'after-a-change',
  },
  'podman/as-root': {
    happened: () => 'Drydock runs as root, and Podman keeps machines for people only, not for root.',
    means: 'Podman machines cannot be listed; other machines are not affected.',
    next: 'Start Drydock as the person whose Podman machines these are.',
    retry: 'after-a-change',
  },
  'podman/failed': {
    happened: f => `“${f.command}” failed: ${f.reason}.`,
    means: 'Podman machines may be missing from the list.',
    next: 'Try the command in a terminal.',
    retry: 'may-help',
  },
  'sudo/refused': {
    happened: f => `${f.user} may not use sudo on ${f.machine}.`,
    means: UNCHANGED,
    next: 'Log in as root or as a user who may, or allow it in /etc/sudoers.d.',
    retry: 'after-a-change',
  },
  'sudo/password': {
    happened: f => `sudo on ${f.machine} asks for the password of ${f.user}.`,
    means: UNCHANGED,
    next: 'Enter the password when asked; Drydock keeps it in memory only, for this job.',
    retry: 'after-a-change',
  },
  'doctor/no-longer': {
    happened: f => `${f.machine} is no longer as the diagnosis found it.`,
    means: 'Nothing was done.',
    next: 'Look again; what stood in the way may be gone.',
    retry: 'may-help',
  },
  'machine/unfinished': {
    happened: f => `A job of Drydock on ${f.machine} is not finished, and nobody looks after it.`,
    means: 'What runs there goes on; nothing new was started.',
    next: f => `Go on with it first: drydock resume ${f.jobId}`,
    retry: 'after-a-change',
  },
}
