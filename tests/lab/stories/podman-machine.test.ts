import { afterAll, expect, test } from 'vitest'
import type { Machine } from '../../../shared/machine.ts'
import { type DrydockRun, jsonLines, runDrydock } from '../../support/run-drydock.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { runOnGuest } from '../guest-ssh.ts'
import { createPodmanMachine, type PodmanMachine } from '../podman-machine.ts'
import { REGISTRY_NAME } from '../registry.ts'

let machine: PodmanMachine | undefined
afterAll(() => machine?.stop())

test('the default Podman machine is meant where none is named; podman itself stops and starts it', async () => {
  const home = tempDir()
  const podman = await createPodmanMachine(home)
  machine = podman
  const drydock = (...words: readonly string[]): Promise<DrydockRun> => runDrydock(words, { home, env: podman.env })
  const listed = async (): Promise<Machine | undefined> => {
    const machines = jsonLines(await drydock('machines', '--json'))[0] as unknown as readonly Machine[]
    return machines.find(each => each.kind === 'podman')
  }

  expect(await listed()).toMatchObject({ name: podman.name, isDefault: true, state: { kind: 'stopped' } })
  const stopped = await drydock('apply', `${REGISTRY_NAME}/os:2`, '--json')
  expect(jsonLines(stopped).at(-1)).toMatchObject({ outcome: 'failed', error: { code: 'machine/stopped' } })

  await podman.podman('start', podman.name)
  await runOnGuest(podman.access, ['/usr/libexec/lab/wake', 'rpm-ostree'], { user: 'root' })
  expect(await listed()).toMatchObject({ state: { kind: 'ready' } })

  const applied = await drydock('apply', `${REGISTRY_NAME}/os:2`, '--restart', '--json')
  const result = jsonLines(applied).at(-1)
  expect(result, applied.stdout).toMatchObject({ outcome: 'booted', machine: podman.name })
  expect(result?.bootedDigest).toBe(result?.digest)
  expect(applied.stdout).toContain(`podman machine stop -- ${podman.name} && podman machine start -- ${podman.name}`)
  await podman.podman('stop', podman.name)
  expect(await listed()).toMatchObject({ state: { kind: 'stopped' } })
})
