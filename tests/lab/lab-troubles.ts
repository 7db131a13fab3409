/** How a real machine is brought into the troubles of the shared stories. */

import { generateKeyPairSync } from 'node:crypto'
import type { StoryTrouble } from '../stories/ground.ts'
import type { LabMachine } from './lab-machine.ts'

/** As a distribution ships it that signs its images: containers-policy.json(5). */
const POLICY = {
  default: [{ type: 'reject' }],
  transports: {
    docker: { 'registry.lab:5000': [{ type: 'sigstoreSigned', keyPath: '/etc/containers/lab.pub' }] },
  },
}

const somebodysKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** Done by root in bash. */
const scripts: { readonly [Trouble in Exclude<StoryTrouble, 'registry-down' | 'wrong-architecture'>]: string } = {
  'store-broken': "echo '{' >/var/home/core/.local/share/containers/storage/overlay-images/images.json",
  'disk-full': 'fallocate -l $(($(df --output=avail -B1 /var | tail -1) - 20000000)) /var/filler',
  'boot-full': 'fallocate -l $(($(df --output=avail -B1 /boot | tail -1) - 1000000)) /boot/filler',
  // Nobody can replace what the boot loader reads.
  'came-back-old': 'chattr +i /boot',
  'connection-drops-staging': `
    systemd-run --quiet --unit=cable bash -c '
      until systemctl -q is-active rpm-ostreed-stand-in || pgrep -f "[b]ootc switch" >/dev/null; do sleep 0.1; done
      sleep 1; pkill -KILL -u core -f "^sshd(-session)?: core"'`,
  // Debian's and Fedora's bash read it for commands that come through sshd.
  'noisy-output': `
    cat >/var/home/core/.bashrc <<'END'
echo "Welcome to $HOSTNAME"
printf '\\033[31m<b>no line end'
echo trouble >&2
END
    chown core /var/home/core/.bashrc`,
  'failed-unit-after-restart': `
    printf '[Service]\\nType=oneshot\\nExecStart=/bin/false\\n[Install]\\nWantedBy=multi-user.target\\n' \\
      >/etc/systemd/system/broken.service
    systemctl -q enable broken.service`,
  'reboot-blocked': `
    systemd-run --quiet --unit=backup systemd-inhibit --what=shutdown --who='Nightly backup' --why='A copy is written' \\
      --mode=block sleep infinity
    until systemd-inhibit --list | grep -q Nightly; do sleep 0.1; done`,
  // Its process stands still, so the transaction lasts.
  'transaction-running': `
    systemd-run --quiet rpm-ostree rebase ostree-unverified-registry:registry.lab:5000/os:2
    until rpm-ostree status --json | grep -q Rebase; do sleep 0.1; done
    systemctl kill --signal=STOP rpm-ostreed-stand-in`,
  'zincati-active': 'systemd-run --quiet --unit=zincati sleep infinity',
  'sudo-password': `
    printf 'core:practice\\n' | chpasswd
    rm /etc/sudoers.d/core
    printf 'core ALL=(ALL) ALL\\n' >/etc/sudoers.d/core-with-password
    chmod 440 /etc/sudoers.d/core-with-password`,
  'sudo-refused': 'rm /etc/sudoers.d/core',
  'policy-refuses': `
    cat >/etc/containers/lab.pub <<'END'
${somebodysKey()}END
    printf '%s' '${JSON.stringify(POLICY)}' >/etc/containers/policy.json`,
}

/** Brings a machine into a trouble, for real. */
export async function bringAbout(machine: LabMachine, trouble: StoryTrouble): Promise<void> {
  if (trouble === 'registry-down') return machine.registry.stop()
  if (trouble === 'wrong-architecture') return
  const { exitCode, stderr } = await machine.ssh(['bash', '-euc', scripts[trouble]], { user: 'root' })
  if (exitCode !== 0) throw new Error(`The lab machine could not be brought to “${trouble}”: ${stderr}`)
}
