import assert from 'node:assert/strict'
import { bootc } from '../../electron/backends/bootc.ts'
import { rpmOstree } from '../../electron/backends/rpm-ostree.ts'
import { type BackendName, type BackendStatus, type Deployment, deploymentIn } from '../../shared/deployment.ts'
import type { GuestResult } from './guest-ssh.ts'
import type { LabMachine } from './lab-machine.ts'
import { REGISTRY_NAME } from './registry.ts'

/** Runs as root through sudo, as Drydock does, and wants this exit code. */
export async function sudo(machine: LabMachine, argv: readonly string[], exitCode = 0): Promise<GuestResult> {
  const result = await machine.ssh(['sudo', ...argv], { timeoutMs: 600_000 })
  assert.equal(result.exitCode, exitCode, `${argv.join(' ')}: ${result.stdout}\n${result.stderr}`)
  return result
}

/** The status, read by Drydock's own reader. */
export async function statusOf(machine: LabMachine, name: BackendName): Promise<BackendStatus> {
  const backend = name === 'bootc' ? bootc : rpmOstree
  return backend.parseStatus((await sudo(machine, backend.statusCommand)).stdout)
}

export async function bootedOf(machine: LabMachine, name: BackendName): Promise<Deployment> {
  const booted = deploymentIn(await statusOf(machine, name), 'booted')
  assert.ok(booted, 'nothing is booted')
  return booted
}

/** The digest the registry or a storage has for a source, by skopeo. */
export async function digestOf(machine: LabMachine, source: string): Promise<string> {
  const script = 'set -o pipefail; skopeo inspect --raw "$1" | sha256sum | cut -d" " -f1'
  return `sha256:${(await sudo(machine, ['bash', '-c', script, 'bash', source])).stdout}`
}

/** The storage of core, in words that root understands. */
export async function localSource(machine: LabMachine, name: string): Promise<string> {
  const { stdout } = await machine.ssh(['podman', 'info', '--format', '{{.Store.GraphRoot}}+{{.Store.RunRoot}}'])
  return `containers-storage:[overlay@${stdout}]${name}`
}

export const OS_1 = `${REGISTRY_NAME}/os:1`
export const OS_2 = `${REGISTRY_NAME}/os:2`
