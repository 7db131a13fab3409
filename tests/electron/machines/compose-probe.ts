import type { SectionName } from '../../../electron/machines/probe-script.ts'
import { type Probe, parseProbe } from '../../../electron/machines/status-probe.ts'

export type Answers = { readonly [Name in SectionName]?: string | readonly [text: string, exitCode: number] }

/** The output of a Fedora CoreOS machine, word for word where this file does not say otherwise. */
const COREOS: Answers = {
  'os-release': `NAME="Fedora Linux"
VERSION="43.20251024.3.0 (CoreOS)"
ID=fedora
VERSION_ID=43
PRETTY_NAME="Fedora CoreOS 43.20251024.3.0"
VARIANT_ID=coreos
OSTREE_VERSION='43.20251024.3.0'
`,
  machine: 'x86_64\n',
  'boot-id': '0d1c9f5e-5f0a-4b0e-9e0b-1f0c3a7d2b11\n',
  uptime: '4821.37 19133.01\n',
  uid: '1000\n',
  user: 'core\n',
  sudo: '',
  'ostree-booted': '',
  'has-podman': '',
  'has-skopeo': '',
  'has-systemd': '',
  'has-rpm-ostree': '',
  'df-boot': `Filesystem     1024-blocks   Used Available Capacity Mounted on
/dev/vda3           358271 145230    189865      44% /boot
`,
  'df-sysroot': `Filesystem     1024-blocks    Used Available Capacity Mounted on
/dev/vda4         10177516 3451232   6726284      34% /sysroot
`,
  'df-var-tmp': `Filesystem     1024-blocks    Used Available Capacity Mounted on
/dev/vda4         10177516 3451232   6726284      34% /var
`,
}

/** A probe's output as a machine would print it: text alone stands for success. */
export function composeOutput(answers: Answers): string {
  const all: Answers = { ...COREOS, ...answers }
  const text = Object.entries(all).map(([name, answer]) => {
    const [printed, exitCode] = typeof answer === 'string' ? [answer, 0] : answer
    return `${printed}\n@@drydock ${name} ${exitCode}\n`
  })
  return `\n@@drydock begin 0\n${text.join('')}`
}

export const composeProbe = (answers: Answers): Probe => parseProbe(composeOutput(answers))
