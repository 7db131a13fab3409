/** `npm run lab [-- bootc]`: a real machine to rebase, until Ctrl-C. */
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { addToList } from './add-to-drydock.ts'
import { sshCommand } from './guest-ssh.ts'
import { LOCAL_IMAGE } from './lab-images.ts'
import { type LabMachine, startLabMachine } from './lab-machine.ts'
import { labProblem } from './lab-problem.ts'
import { REGISTRY_NAME } from './registry.ts'
import { timedStep } from './timed-step.ts'

const NAME = 'lab'

interface Described {
  readonly machine: LabMachine
  readonly backend: string
  readonly fingerprint: string
  /** A Drydock’s data directory that has the machine in its list. */
  readonly dataDir: string
}

const description = ({ machine, backend, fingerprint, dataDir }: Described): string => `
A Debian machine booted from ostree, with the lab's stand-in for ${backend}. Its host key is
${fingerprint}.

A Drydock of its own has it in its list already:
  DRYDOCK_DATA_DIR=${dataDir} npm start
  DRYDOCK_DATA_DIR=${dataDir} npm run drydock -- apply ${REGISTRY_NAME}/os:2 ${NAME} --restart

To add it to your Drydock, choose “Add machine”, “SSH machine…”:
  Host name or address  ${machine.host}
  Port                  ${machine.port}
  User                  ${machine.user}
  Key file              ${machine.keyPath}

To look at it yourself:
  ${sshCommand(machine).join(' ')}

Images to rebase it to:
  ${REGISTRY_NAME}/os:2   from the lab's registry (127.0.0.1:${machine.registry.port} here); os:1 is booted
  ${LOCAL_IMAGE}     in the storage of core
  ${REGISTRY_NAME}/app:1  no operating system: refused
  ${REGISTRY_NAME}/arm:1  for another architecture: refused

Its console: ${machine.consoleLog}
Ctrl-C stops it and deletes all it wrote.
`

/** Resolves when whoever started this is gone: npm is killed more easily than what it runs. */
async function orphaned(): Promise<void> {
  const parent = process.ppid
  while (process.ppid === parent) await delay(1000)
}

const problem = labProblem()
if (problem !== undefined) {
  process.stderr.write(`There can be no lab on this computer: ${problem}.\n`)
  process.exit(1)
}
const backend = process.argv[2] === 'bootc' ? 'bootc' : 'rpm-ostree'
process.stderr.write('lab: the first time this takes two to four minutes, afterwards a few seconds.\n')
const machine = await timedStep('machine', () => startLabMachine({ backend }))
const dataDir = join(dirname(machine.consoleLog), 'drydock')
addToList(dataDir, machine, { name: NAME })
const { stdout: fingerprint } = await machine.ssh(['ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub'])
process.stdout.write(description({ machine, backend, fingerprint, dataDir }))
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), orphaned()])
await timedStep('stopping', () => machine.stop())
// Somebody still looks whether the parent is there.
process.exit()
