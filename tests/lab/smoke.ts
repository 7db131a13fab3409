/**
 * The lab against itself: what Drydock's stories rely on, once for each backend, as a table. Not through Drydock.
 * `node tests/lab/smoke.ts [rpm-ostree|bootc]`; exit code 1 when a line failed.
 */
import { LOCAL_IMAGE, VERSIONS } from './lab-images.ts'
import { type LabMachine, startLabMachine } from './lab-machine.ts'
import { labProblem } from './lab-problem.ts'
import { smokeBootc } from './smoke-bootc.ts'
import { smokeRpmOstree } from './smoke-rpm-ostree.ts'
import { createTable, type Table } from './smoke-table.ts'

async function withMachine(
  table: Table,
  backend: 'rpm-ostree' | 'bootc',
  work: (machine: LabMachine) => Promise<void>,
): Promise<void> {
  let machine: LabMachine | undefined
  await table.line(`${backend}: start`, async () => {
    machine = await startLabMachine({ backend })
  })
  if (!machine) return
  try {
    await work(machine)
  } finally {
    await table.line(`${backend}: stop`, () => machine?.stop() ?? Promise.resolve())
  }
}

const problem = labProblem()
if (problem !== undefined) throw new Error(problem)
process.stderr.write(`lab: ${LOCAL_IMAGE} is ${VERSIONS.local}\n`)
const table = createTable()
const only = process.argv[2]
if (only !== 'bootc') await withMachine(table, 'rpm-ostree', machine => smokeRpmOstree(table, machine))
if (only !== 'rpm-ostree') await withMachine(table, 'bootc', machine => smokeBootc(table, machine))
process.exitCode = table.end() ? 0 : 1
