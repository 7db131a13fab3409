import { IMAGE, OPEN, type RecordedFailure } from './recorded-failure.ts'

/** Texts of sudo, of the shell and of field reports: not in the tables of errors.md. */
export const otherFailures: readonly Omit<RecordedFailure, 'documented'>[] = [
  { code: 'sudo/password', raw: 'sudo: a password is required', says: ['core', 'build-vm'] },
  {
    code: 'sudo/password',
    raw: 'sudo: a terminal is required to read the password; either use the -S option',
    says: ['core'],
  },
  { code: 'sudo/password', raw: 'Sorry, try again.\nsudo: 1 incorrect password attempt', says: ['core'] },
  { code: 'sudo/refused', raw: 'core is not in the sudoers file.  This incident will be reported.', says: ['core'] },
  {
    code: 'sudo/refused',
    raw: "Sorry, user core is not allowed to execute '/usr/bin/env' as root on build-vm.",
    says: ['build-vm'],
  },
  { code: 'sudo/refused', raw: 'bash: line 1: sudo: command not found', says: ['sudo'] },
  { code: 'machine/backend-broken', raw: 'env: ‘bootc’: No such file or directory', says: ['build-vm'] },
  { code: 'machine/backend-broken', raw: 'bash: line 1: rpm-ostree: command not found', says: ['build-vm'] },
  { code: 'backend/unchanged', raw: 'Image specification is unchanged.', says: [IMAGE] },
  {
    code: 'space/full',
    raw: 'error: Switching: Composefs Switching: Performing Upgrade Operation: Setting up BLS boot: Checking boot entry duplicates: Computing boot digest for Type1 entries: Opening vmlinuz: No such file or directory (os error 2)',
    says: ['/boot is full'],
  },
  {
    code: 'space/full',
    raw: 'bootfs requires additional space: 261.1 MB\nerror: Installing kernel: regfile copy: No space left on device',
    says: ['/boot', '261.1\u00a0MB'],
  },
  {
    code: 'backend/direct-refused',
    raw: 'error: failed to invoke method OpenImage: mount /var/home/lis/.local/share/containers/storage/overlay:/var/home/lis/.local/share/containers/storage/overlay, flags: 0x1000: operation not permitted',
    says: [IMAGE],
  },
  {
    code: 'backend/direct-refused',
    raw: `${OPEN} faccessat /home/core/.local/share/containers/storage: permission denied`,
    says: [IMAGE],
  },
  {
    code: 'image/not-found',
    raw: `${OPEN} reference "[overlay@/home/core/s]localhost/os:42" does not resolve to an image ID: identifier is not an image`,
    says: ['image store on build-vm'],
  },
  { code: 'image/not-found', raw: `${OPEN} no descriptor found for reference "nope"`, says: ['“nope”'] },
  {
    code: 'registry/unreachable',
    raw: `${OPEN} pinging container registry quay.io: Get "https://quay.io/v2/": dial tcp 192.0.2.1:443: i/o timeout`,
    says: ['quay.io', 'in time'],
  },
  {
    code: 'registry/unreachable',
    raw: `${OPEN} pinging container registry registry.lab:5000: Get "http://registry.lab:5000/v2/": EOF`,
    says: ['registry.lab:5000', 'does not answer as a registry does'],
  },
  {
    code: 'registry/unreachable',
    raw: 'error: received unexpected HTTP status: 503 Service Unavailable',
    says: ['quay.io: it answered 503 Service Unavailable'],
  },
  {
    code: 'registry/unreachable',
    raw: "error: While fetching https://kojipkgs.fedoraproject.org/x: [6] Couldn't resolve host name",
    says: ['kojipkgs.fedoraproject.org'],
  },
  {
    code: 'backend/reboot-blocked',
    raw: 'Call to Reboot failed: Operation denied due to active block inhibitor',
    says: ['build-vm'],
  },
  {
    code: 'backend/reboot-blocked',
    raw: 'Operation inhibited by "gnome-session" (PID 7 "x", user core), reason is "busy".',
    says: ['gnome-session'],
  },
  {
    code: 'backend/packages',
    raw: 'error: Base packages would be removed: cri-tools-1.0-1.fc43.x86_64',
    says: ['cri-tools'],
  },
  {
    code: 'backend/failed',
    raw: 'progress\nerror: Something: nobody has seen before.\n',
    says: ['stopped: Something: nobody has seen before.'],
  },
  { code: 'backend/failed', raw: '', says: ['exit code 1'] },
]

/** First cells of errors.md that no user of Drydock meets: it never runs such a command, or they are no failures. */
export const notForUsers: readonly string[] = [
  'Must specify refspec',
  '--custom-origin-description',
  'Attaching to existing transaction',
  'At least one cleanup option',
  'No pending or rollback deployment to diff against',
  'Soft reboot was required',
  'Unsupported format version',
  'Cannot use fd 2',
  'Failed to write to jsonl',
  'Image is missing label: containers.bootc',
  // Told by parseFinalizeFailure after the restart.
  'Warning: failed to finalize previous deployment',
]
