import { join } from 'node:path'
import { commandLine } from '../../electron/lib/command-line.ts'

export interface QemuOptions {
  /** The directory of the unpacked QEMU (host/qemu-tools.sh). */
  readonly qemu: string
  readonly sshPort: number
  readonly registryPort: number
  /** Whoever has this key logs in as core and as root. */
  readonly publicKey: string
  /** A saved life to go on with; the other options must be as they were when it was saved. */
  readonly stateFile?: string
  /** Default: `disk.qcow2` of that directory. */
  readonly disk?: readonly string[]
}

const OWN_DISK = [
  ...['-drive', 'file=disk.qcow2,if=none,id=d0,cache=unsafe,discard=unmap,aio=threads'],
  ...['-device', 'virtio-blk-pci,drive=d0'],
]

/** systemd.system-credentials(7), `tmpfiles.extra`: so no disk holds a key. */
function keyCredential(publicKey: string): string {
  const lines = [
    'd /var/home/core/.ssh 0700 core core -',
    `f+ /var/home/core/.ssh/authorized_keys 0600 core core - ${publicKey}`,
    'd /var/roothome/.ssh 0700 root root -',
    `f+ /var/roothome/.ssh/authorized_keys 0600 root root - ${publicKey}`,
  ]
  const text = Buffer.from(`${lines.join('\n')}\n`).toString('base64')
  return `type=11,value=io.systemd.credential.binary:tmpfiles.extra=${text}`
}

/**
 * QEMU for a lab machine, to be run in a directory that holds `disk.qcow2`; `qmp` and `console.log` appear there. It
 * emulates (no KVM), so that a saved life and the timings are the same everywhere. `restrict=on`: the machine reaches
 * nothing but the registry, at 10.0.2.100:5000; socat's own words would go to the machine as the registry's. The default tb-size would take 1.2 GB.
 */
export const qemuCommand = (options: QemuOptions): readonly string[] => [
  join(options.qemu, 'run'),
  'qemu-system-x86_64',
  ...['-L', join(options.qemu, 'files/usr/share/qemu'), '-L', join(options.qemu, 'files/usr/share/seabios')],
  ...['-machine', 'q35,sata=off,smbus=off,i8042=off,hpet=off,vmport=off'],
  ...['-accel', 'tcg,thread=multi,tb-size=128', '-cpu', 'max,svm=off,la57=off', '-smp', '2', '-m', '1024'],
  ...['-nodefaults', '-display', 'none', '-vga', 'none', '-serial', 'file:console.log'],
  ...(options.disk ?? OWN_DISK),
  '-netdev',
  `user,id=n0,restrict=on,hostfwd=tcp:127.0.0.1:${options.sshPort}-:22,guestfwd=tcp:10.0.2.100:5000-cmd:socat -lf /dev/null - TCP:127.0.0.1:${options.registryPort}`,
  ...['-device', 'virtio-net-pci,netdev=n0,romfile=', '-device', 'virtio-rng-pci'],
  ...['-smbios', keyCredential(options.publicKey)],
  ...['-qmp', 'unix:qmp,server=on,wait=off'],
  ...(options.stateFile === undefined ? [] : ['-incoming', `exec:${commandLine(['zstd', '-qdc', options.stateFile])}`]),
]
