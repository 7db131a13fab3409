/** The stories' ground on a real machine: one VM a test file, put back to where it began before each test. */

import { afterAll, onTestFinished } from 'vitest'
import type { BackendName } from '../../shared/deployment.ts'
import type { StoryGround, StoryImages } from '../stories/ground.ts'
import { runDrydock } from '../support/run-drydock.ts'
import { tempDir } from '../support/temp-dir.ts'
import { addToDrydock } from './add-to-drydock.ts'
import { LOCAL_IMAGE, ROOT_IMAGE } from './lab-images.ts'
import { type LabMachine, startLabMachine } from './lab-machine.ts'
import { bringAbout } from './lab-troubles.ts'
import { REGISTRY_NAME } from './registry.ts'

const images: StoryImages = {
  newer: `${REGISTRY_NAME}/os:2`,
  missing: `${REGISTRY_NAME}/os:99`,
  nowhere: 'oci:/var/tmp/nothing',
  notBootable: `${REGISTRY_NAME}/app:1`,
  otherArchitecture: `${REGISTRY_NAME}/arm:1`,
  local: LOCAL_IMAGE,
  root: ROOT_IMAGE,
}

/** The name of the machine in Drydock's list. */
export const MACHINE = 'lab'

export interface LabGround extends StoryGround {
  /** The machine itself, to cut its cable. */
  readonly lab: LabMachine
  readonly home: string
}

export interface LabGroundOptions {
  /** Done once on a fresh machine, before the moment each test begins at. */
  readonly prepare?: (lab: LabMachine) => Promise<void>
}

/** Opens grounds on machines that are started when first needed and stopped when the test file is done. */
export function labGrounds({ prepare }: LabGroundOptions = {}): (backend: BackendName) => Promise<LabGround> {
  let current: { readonly backend: BackendName; readonly lab: LabMachine } | undefined
  afterAll(() => current?.lab.stop())

  async function machineFor(backend: BackendName): Promise<LabMachine> {
    if (current?.backend === backend) await current.lab.goBack()
    else {
      // One machine at a time: two would take turns on a small computer.
      await current?.lab.stop()
      current = { backend, lab: await startLabMachine({ backend }) }
      await prepare?.(current.lab)
      await current.lab.remember()
    }
    return current.lab
  }

  return async backend => {
    const lab = await machineFor(backend)
    const home = tempDir()
    await addToDrydock(home, lab, { name: MACHINE })
    onTestFinished(async ({ task }) => {
      if (task.result?.state === 'fail') console.error(await lastWords(lab))
    })
    return {
      backend,
      lab,
      home,
      machine: MACHINE,
      images,
      drydock: (words, options) => runDrydock(words, { home, ...options }),
      onMachine: argv => lab.ssh(argv, { timeoutMs: 180_000 }),
      localStore: () => storeFiles(lab),
      have: trouble => bringAbout(lab, trouble),
    }
  }
}

/** Every file of core's images and layers with its size, owner, mode and time. Locks are nobody's content. */
const STORE_FILES = `
  cd /var/home/core/.local/share/containers/storage
  find overlay overlay-images overlay-layers ! -name '*.lock' -type f -printf '%P %s %U:%G %m %T@\\n' | sort`

async function storeFiles(lab: LabMachine): Promise<string> {
  const { stdout, exitCode, stderr } = await lab.ssh(['bash', '-euc', STORE_FILES], { user: 'root' })
  if (exitCode !== 0 || stdout === '') throw new Error(`The storage could not be read: ${stderr}`)
  return stdout
}

/** What a failed test's machine can tell. */
async function lastWords(lab: LabMachine): Promise<string> {
  const { stdout } = await lab.ssh(['journalctl', '-q', '--no-pager', '-n', '60', '-o', 'short-monotonic'], {
    user: 'root',
    connectTimeoutMs: 5000,
    timeoutMs: 30_000,
  })
  return `The machine’s journal at the end:\n${stdout}`
}
