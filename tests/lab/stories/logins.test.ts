/** Who Drydock is on the machine: root itself, or one whose sudo wants a password. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { apply } from '../../stories/acts.ts'
import { addToDrydock } from '../add-to-drydock.ts'
import { labGrounds } from '../lab-ground.ts'

const open = labGrounds()

test('root, as on a rootful Podman machine, reads its own storage under the plain name and needs no sudo', async () => {
  const ground = { ...(await open('rpm-ostree')), machine: 'lab-root' }
  await addToDrydock(ground.home, ground.lab, { name: ground.machine, user: 'root' })
  const { stdout } = await ground.drydock(['apply', ground.images.root, ground.machine, '--dry-run'])
  expect(stdout).toContain('Drydock is logged in as root.')
  expect(stdout).not.toMatch(/\$ sudo/)
  const applied = await apply(ground, ground.images.root)
  expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
  expect(applied.resolved).toBe(`containers-storage:${ground.images.root}`)
  expect(applied.deployment('staged')?.digest).toBe(applied.digest)
})

test('a sudo password typed at the terminal is used, and written nowhere', async () => {
  const ground = await open('rpm-ostree')
  await ground.have('sudo-password')
  const run = await ground.drydock(['apply', ground.images.newer, ground.machine], {
    typed: { after: 'sudo password of core on lab: ', text: 'practice\n' },
  })
  expect(run, run.stdout).toMatchObject({ exitCode: 0 })
  expect(run.stdout).toContain('It starts with the next restart')
  expect(run.stdout).not.toContain('practice')
  expect((await ground.onMachine(['ostree', 'admin', 'status'])).stdout).toContain('(staged)')
  const jobs = join(ground.home, 'jobs')
  const written = readdirSync(jobs).map(name => readFileSync(join(jobs, name), 'utf8'))
  expect(written.join('\n')).not.toContain('practice')
})
