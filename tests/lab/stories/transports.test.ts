/**
 * Transports that name a path or a storage, read for real. What stands behind the first three is the same image. Registries,
 * plain local names and bootc's words for them are in the shared stories.
 */

import { expect, test } from 'vitest'
import { apply } from '../../stories/acts.ts'
import { labGrounds } from '../lab-ground.ts'
import { LOCAL_IMAGE } from '../lab-images.ts'
import { type LabMachine, mustRun } from '../lab-machine.ts'
import { REGISTRY_NAME } from '../registry.ts'

const STORE = '[overlay@/var/home/core/.local/share/containers/storage+/run/user/1000/containers]'

/** os:2 as a layout, as an archive of it, and as skopeo's `dir:` (containers-transports(5)), without writing it three times. */
const PREPARE = `
  skopeo copy --quiet docker://${REGISTRY_NAME}/os:2 oci:/var/tmp/os2
  tar -C /var/tmp/os2 -cf /var/tmp/os2.tar .
  mkdir /var/tmp/os2-dir
  for blob in /var/tmp/os2/blobs/sha256/*; do ln "$blob" /var/tmp/os2-dir/; done
  manifest=$(jq -r '.manifests[0].digest' /var/tmp/os2/index.json)
  mv "/var/tmp/os2-dir/\${manifest#sha256:}" /var/tmp/os2-dir/manifest.json
  printf 'Directory Transport Version: 1.1\\n' >/var/tmp/os2-dir/version`

const prepare = (lab: LabMachine): Promise<void> => mustRun(lab, ['bash', '-euc', PREPARE])

const sources = [
  ['oci:', 'oci:/var/tmp/os2'],
  ['oci-archive:', 'oci-archive:/var/tmp/os2.tar'],
  ['dir:', 'dir:/var/tmp/os2-dir'],
  ['containers-storage:[store]', `containers-storage:${STORE}${LOCAL_IMAGE}`],
] as const

const open = labGrounds({ prepare })

test.each(sources)('%s is read, and what is staged is its digest', async (transport, source) => {
  const ground = await open('rpm-ostree')
  const applied = await apply(ground, source)
  expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
  const staged = applied.deployment('staged')
  expect(staged?.digest).toBe(applied.digest)
  if (transport.startsWith('containers-storage')) return
  const raw = await ground.onMachine(['skopeo', 'inspect', '--format', '{{.Digest}}', `docker://${REGISTRY_NAME}/os:2`])
  expect(staged?.digest).toBe(raw.stdout)
})
