/** `npm run lab [rpm-ostree|bootc]`: a real machine to rebase, until Ctrl-C. */
import { once } from 'node:events'
import { sshCommand } from './guest-ssh.ts'
import { LOCAL_IMAGE } from './lab-images.ts'
import { type LabMachine, startLabMachine } from './lab-machine.ts'
import { labProblem } from './lab-problem.ts'
import { REGISTRY_NAME } from './registry.ts'
import { timedStep } from './timed-step.ts'

const description = (machine: LabMachine, backend: string): string => `
A Debian machine booted from ostree, with the lab's stand-in for ${backend}.

  ${sshCommand(machine).join(' ')}

To add it to Drydock, choose “Add machine”, “SSH”:
  Address    ${machine.host}
  Port       ${machine.port}
  User       ${machine.user}
  Key file   ${machine.keyPath}

Images to rebase it to:
  ${REGISTRY_NAME}/os:2   from the lab's registry (127.0.0.1:${machine.registry.port} here); os:1 is booted
  ${LOCAL_IMAGE}     in the storage of core
  ${REGISTRY_NAME}/app:1  no operating system: refused
  ${REGISTRY_NAME}/arm:1  for another architecture: refused

Its console: ${machine.consoleLog}
Ctrl-C stops it and deletes all it wrote.
`

const problem = labProblem()
if (problem !== undefined) {
  process.stderr.write(`There can be no lab on this computer: ${problem}.\n`)
  process.exit(1)
}
const backend = process.argv[2] === 'bootc' ? 'bootc' : 'rpm-ostree'
process.stderr.write('lab: from nothing this takes three to six minutes, afterwards a few seconds.\n')
const machine = await timedStep('machine', () => startLabMachine({ backend }))
process.stdout.write(description(machine, backend))
// A signal listener alone does not keep a process alive.
const alive = setInterval(() => undefined, 60_000)
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
clearInterval(alive)
await timedStep('stopping', () => machine.stop())
