import { openPracticeMachines } from '../../electron/practice/practice-machines.ts'
import { openConnection } from '../../electron/ssh/connection.ts'
import { runDrydock } from '../support/run-drydock.ts'
import { tempDir } from '../support/temp-dir.ts'
import type { OnMachine, OpenGround, StoryImages } from './ground.ts'

const NEWER = 'quay.io/fedora/fedora-coreos:stable'

const images: StoryImages = {
  newer: NEWER,
  missing: 'quay.io/fedora/fedora-coreos:nope',
  nowhere: 'oci:/var/tmp/nothing',
  notBootable: 'docker.io/library/alpine:latest',
  otherArchitecture: NEWER,
  local: 'localhost/my-os:dev',
  root: 'localhost/root-os:1',
}

/** The machines live in the process that opens them and are kept in files in between, so each look opens them anew. */
async function onPractice(home: string, machine: string, argv: readonly string[]): Promise<OnMachine> {
  const practice = await openPracticeMachines(home, 200)
  try {
    const found = practice.targets.find(each => each.id === machine)
    if (!found) throw new Error(`there is no ${machine}`)
    const connection = await openConnection(found.target, {
      ask: () => Promise.resolve(null),
      knownHostsPath: '/dev/null',
    })
    try {
      return await connection.run(argv, { okExitCodes: Array.from({ length: 256 }, (_, code) => code) })
    } finally {
      connection.close()
    }
  } finally {
    await practice.close()
  }
}

/** The practice machine inside Drydock. */
export const openPracticeGround: OpenGround = backend => {
  const home = tempDir()
  const machine = backend === 'bootc' ? 'practice-bootc' : 'practice'
  return Promise.resolve({
    backend,
    machine,
    images,
    drydock: (words, options) => runDrydock(words, { home, ...options }),
    onMachine: argv => onPractice(home, machine, argv),
    localStore: async () => {
      const { stdout } = await onPractice(home, machine, ['podman', 'images', '--all', '--format', 'json'])
      return stdout
    },
    have: async trouble => {
      const { exitCode, stderr } = await runDrydock(['practice', machine, '--trouble', trouble], { home })
      if (exitCode !== 0) throw new Error(stderr)
    },
  })
}
