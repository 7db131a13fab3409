/**
 * At every step of a job everything goes wrong once. Afterwards the machine is unchanged, or has the asked digest staged or
 * booted once; Drydock, started again where it was gone, says which; nothing of it is left there; no event number and no
 * line is missing or doubled. Drydock is a process of its own, killed and stopped as processes are.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { StepName } from '../../../shared/job.ts'
import { faults } from '../../faults/faults.ts'
import { openPracticeUnderTest } from '../../faults/practice-under-test.ts'
import { type Cell, runCell } from '../../faults/run-cell.ts'
import { matrixTable } from '../../faults/table.ts'

const steps: readonly StepName[] = [
  'preflight',
  'resolve',
  'export',
  'upload',
  'stage',
  'ask',
  'restart',
  'verify',
  'clean-up',
]
const backends = ['rpm-ostree', 'bootc'] as const
const both = process.env.DRYDOCK_MATRIX === 'full'
const cells: { readonly backend: (typeof backends)[number]; readonly cell: Cell }[] = []

const all = faults.flatMap((fault, row) =>
  steps.flatMap((step, column) =>
    backends.flatMap((backend, at) => (both || (row + column) % 2 === at ? [{ backend, fault, step }] : [])),
  ),
)

test.concurrent.each(all.map(each => [each.fault.name, each.step, each.backend, each] as const))(
  '%s at “%s” of a job on %s',
  async (_fault, step, backend, { fault }) => {
    const folder = mkdtempSync(join(tmpdir(), 'drydock-fault-'))
    const machine = await openPracticeUnderTest(backend, folder)
    try {
      const cell = await runCell(machine, { step, fault, dataDir: join(folder, 'data') })
      cells.push({ backend, cell })
      expect(cell.broken).toEqual([])
    } finally {
      await machine.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
  60_000,
)

afterAll(() => {
  const title = both ? 'Fault matrix' : 'Fault matrix (each cell on one of the two backends)'
  const tables = both
    ? backends.map(backend =>
        matrixTable(
          `${title}, ${backend}`,
          steps,
          cells.flatMap(each => (each.backend === backend ? [each.cell] : [])),
        ),
      )
    : [
        matrixTable(
          title,
          steps,
          cells.map(each => each.cell),
        ),
      ]
  process.stdout.write(`\n${tables.join('\n\n')}\n`)
})
