import type { StepName } from '../../shared/job.ts'
import type { Cell, CellOutcome } from './run-cell.ts'

const MARKS: { readonly [Outcome in CellOutcome]: string } = {
  booted: 'booted',
  staged: 'staged',
  unchanged: 'unchanged',
  failed: 'unchanged',
  cancelled: 'cancelled',
  'nothing to strike': '·',
}

/** The matrix as text: a row a fault, a column a step, what became of the job, and `BROKEN` where a promise was. */
export function matrixTable(title: string, steps: readonly StepName[], cells: readonly Cell[]): string {
  const faults = [...new Set(cells.map(cell => cell.fault))]
  const cellAt = (fault: string, step: StepName) => cells.find(each => each.fault === fault && each.step === step)
  const textOf = (cell: Cell | undefined): string =>
    cell === undefined ? '' : cell.broken.length > 0 ? 'BROKEN' : MARKS[cell.outcome]
  const row = (first: string, rest: readonly string[]): string =>
    [first.padEnd(22), ...rest.map(text => text.padEnd(10))].join('').trimEnd()
  const struck = cells.filter(cell => cell.outcome !== 'nothing to strike')
  const survivors = struck.filter(cell => cell.broken.length === 0)
  return [
    `${title}: ${survivors.length} of ${struck.length} cells survived`,
    row('', steps),
    ...faults.map(fault =>
      row(
        fault,
        steps.map(step => textOf(cellAt(fault, step))),
      ),
    ),
    ...cells.flatMap(cell => cell.broken.map(text => `BROKEN ${cell.fault} at ${cell.step}: ${text}`)),
  ].join('\n')
}
