/** A machine called dev that core logs in to, and how tests resolve an image on it. */

import { resolveImage } from '../../../electron/images/resolve-image.ts'
import type { ResolveOptions } from '../../../electron/images/resolve-options.ts'
import type { CommandRunner } from '../../../electron/lib/runner.ts'
import { parseImageReference } from '../../../shared/image.ts'
import { ownArchitecture as here } from './real-tools.ts'

const transports = ['docker', 'oci', 'oci-archive', 'docker-archive', 'containers-storage', 'dir', 'docker-daemon']
export const facts: ResolveOptions['facts'] = {
  user: 'core',
  sudo: 'passwordless',
  rootful: false,
  architecture: here,
  tools: { podman: true, skopeo: true, systemd: true },
}
export const withoutSkopeo = { ...facts, tools: { ...facts.tools, skopeo: false } }
const options: ResolveOptions = { facts, machineName: 'dev', transports, backendName: 'rpm-ostree' }

export const resolve = (runner: CommandRunner, text: string, change: Partial<ResolveOptions> = {}) =>
  resolveImage(runner, parseImageReference(text), { ...options, ...change })
