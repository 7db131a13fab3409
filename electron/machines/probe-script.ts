/**
 * Everything Drydock wants to know of a machine, as one script and so one round trip: logging in and asking twenty times
 * costs seconds on a slow link. The script is a constant: nothing of a user's or a machine's goes into it.
 *
 * Each section's output is followed by a line `@@drydock NAME EXITCODE`. A section that fails, hangs (`timeout`) or is
 * unknown there spoils no other. Only what any POSIX shell knows is used. Commands that need root go through `sudo -n`,
 * which never asks; where that is refused they fail like any other section.
 */

import { JOB_DIRECTORIES, OWN_STORES } from './drydock-places.ts'

export const MARKER = '@@drydock'

const asRoot = (command: string): string =>
  `if test "$(id -u)" = 0; then ${command} 2>/dev/null; else sudo -n ${command} 2>/dev/null; fi`

/**
 * `sudo -n true` says “a password is required” to everybody who is not let in, also to those whom no password helps; only
 * `-v` tells them so (seen with sudo 1.9.16). `-v` alone would not do: it wants a password where any rule does (sudoers(5),
 * verifypw).
 */
const PASSWORDLESS_TRUE = 'sudo -n true'
const PASSWORDLESS_VALIDATE = 'sudo -n -v'

const isThere = (command: string): string => `command -v ${command} >/dev/null 2>/dev/null`

/** Units that change an image-based system by themselves; a timer counts as soon as it is set. */
const UPDATE_AGENT_UNITS = [
  'zincati.service',
  'rpm-ostreed-automatic.timer',
  'bootc-fetch-apply-updates.timer',
  'uupd.timer',
  'ublue-update.timer',
  'ublue-os-update-services.timer',
] as const

const sections = {
  // Whatever a login shell prints by itself comes before this and belongs to nobody.
  begin: 'true',
  'os-release': 'cat /etc/os-release 2>/dev/null',
  machine: 'uname -m',
  'boot-id': 'cat /proc/sys/kernel/random/boot_id 2>/dev/null',
  uptime: 'cat /proc/uptime 2>/dev/null',
  uid: 'id -u',
  user: 'id -un',
  sudo: `if ${PASSWORDLESS_TRUE} 2>&1; then true; else ${PASSWORDLESS_VALIDATE} 2>&1; false; fi`,
  'ostree-booted': 'test -e /run/ostree-booted',
  'has-podman': isThere('podman'),
  'has-skopeo': isThere('skopeo'),
  // It is installed in many a container; what counts is that it runs (sd_booted(3)).
  'has-systemd': 'test -d /run/systemd/system',
  'systemd-version': 'systemctl --version 2>/dev/null',
  selinux: 'cat /sys/fs/selinux/enforce 2>/dev/null',
  'drydock-units': "systemctl list-units --all --plain --no-legend --no-pager 'drydock-*' 2>/dev/null",
  'drydock-directories': `for each in ${JOB_DIRECTORIES}; do if test -d "$each"; then echo "$each"; fi; done`,
  'has-rpm-ostree': isThere('rpm-ostree'),
  'has-bootc': isThere('bootc'),
  'df-boot': 'df -P -k /boot 2>/dev/null',
  'df-sysroot': 'df -P -k /sysroot 2>/dev/null',
  'df-var-tmp': 'df -P -k /var/tmp 2>/dev/null',
  // The blobs Drydock keeps there for the next upload.
  store: `for each in ${OWN_STORES}; do if test -O "$each"; then du -s -k "$each" 2>/dev/null; fi; done`,
  // Not silenced: when no backend answers, its own words are the raw text of the error.
  'rpm-ostree': 'timeout 20 rpm-ostree status --json',
  bootc: 'if test "$(id -u)" = 0; then timeout 20 bootc status --json; else sudo -n timeout 20 bootc status --json; fi',
  who: 'who 2>/dev/null',
  containers: 'timeout 5 podman ps -q 2>/dev/null',
  'root-containers': 'if test "$(id -u)" != 0; then sudo -n timeout 5 podman ps -q 2>/dev/null; fi',
  'failed-units': 'systemctl --failed --plain --no-legend --no-pager 2>/dev/null',
  'update-agents': `systemctl show -p Id,ActiveState,ActiveEnterTimestamp ${UPDATE_AGENT_UNITS.join(' ')} 2>/dev/null`,
  'finalize-journal': asRoot(
    'timeout 5 journalctl -b -1 -u ostree-finalize-staged.service -o cat --no-pager -q -n 100',
  ),
  'boot-complete': 'systemctl is-failed ostree-boot-complete.service 2>/dev/null',
  'boot-complete-journal': asRoot('timeout 5 journalctl -b -u ostree-boot-complete.service -o cat --no-pager -q -n 20'),
} as const

export type SectionName = keyof typeof sections

export const sectionNames = Object.keys(sections) as readonly SectionName[]

const framed = ([name, command]: readonly [string, string]): string =>
  `${command}; printf '\\n${MARKER} ${name} %s\\n' "$?"`

/** The whole script, on one line; it changes nothing, takes no input, and always exits 0. */
export const PROBE_SCRIPT = Object.entries(sections).map(framed).join('; ')
