/** A sample of the fault matrix (tests/electron/jobs/fault-matrix.test.ts) on a real machine. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { BackendName } from '../../../shared/deployment.ts'
import type { StepName } from '../../../shared/job.ts'
import { faults } from '../../faults/faults.ts'
import { type Cell, runCell } from '../../faults/run-cell.ts'
import { matrixTable } from '../../faults/table.ts'
import { labGrounds } from '../lab-ground.ts'
import { labUnderTest } from '../lab-under-test.ts'

/** A cell takes minutes on an emulated machine: one for each thing the practice machine cannot be sure to have right. */
const sample: readonly (readonly [fault: string, step: StepName, backend: BackendName])[] = [
  ['Drydock killed -9', 'stage', 'bootc'],
  ['network paused 60 s', 'stage', 'bootc'],
  ['journal rotated', 'stage', 'bootc'],
  ['connection cut', 'export', 'rpm-ostree'],
  ['unit killed', 'stage', 'rpm-ostree'],
  ['machine reset', 'stage', 'rpm-ostree'],
]

const open = labGrounds()
const cells: Cell[] = []

test.each(sample)('%s at “%s” of a job on a real %s', async (name, step, backend) => {
  const fault = faults.find(each => each.name === name)
  if (!fault) throw new Error(`there is no fault “${name}”`)
  const { lab } = await open(backend)
  const folder = mkdtempSync(join(tmpdir(), 'drydock-lab-fault-'))
  try {
    const cell = await runCell(labUnderTest(lab, backend), { step, fault, dataDir: join(folder, 'data') })
    cells.push(cell)
    expect(cell.broken).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

afterAll(() => {
  process.stdout.write(`\n${matrixTable('Fault matrix, a sample on real machines', ['export', 'stage'], cells)}\n`)
})
