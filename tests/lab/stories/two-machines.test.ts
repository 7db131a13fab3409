import { afterAll, expect, test } from 'vitest'
import { jsonLines, runDrydock } from '../../support/run-drydock.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { addToDrydock } from '../add-to-drydock.ts'
import { type LabMachine, startLabMachine } from '../lab-machine.ts'
import { REGISTRY_NAME } from '../registry.ts'

const started: LabMachine[] = []
afterAll(() => Promise.all(started.map(machine => machine.stop())))

test('two machines are rebased and restarted at once, one with each backend, by two Drydocks with one list', async () => {
  const home = tempDir()
  for (const backend of ['rpm-ostree', 'bootc'] as const) {
    const machine = await startLabMachine({ backend })
    started.push(machine)
    await addToDrydock(home, machine, { name: backend })
  }
  const apply = (name: string) => runDrydock(['apply', `${REGISTRY_NAME}/os:2`, name, '--restart', '--json'], { home })
  const runs = await Promise.all(['rpm-ostree', 'bootc'].map(apply))
  for (const run of runs) {
    const result = jsonLines(run).at(-1)
    expect(result, run.stderr).toMatchObject({ kind: 'result', outcome: 'booted' })
    expect(result?.bootedDigest).toBe(result?.digest)
  }
})
