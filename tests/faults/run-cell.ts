/**
 * One cell: a job runs to a step, something goes wrong there, Drydock is started again where it is gone. Then the machine
 * is looked at behind its back, and everything it says must be so.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Job, JobEvent, JobRequest, StepName, Verdict } from '../../shared/job.ts'
import { foldLog, readLog, startDrydock, untilLog } from './drydock.ts'
import type { Fault } from './faults.ts'
import type { MachineUnderTest, Truth } from './machine-under-test.ts'

export type CellOutcome = Verdict['outcome'] | 'nothing to strike'

export interface Cell {
  readonly step: StepName
  readonly fault: string
  readonly outcome: CellOutcome
  /** What was promised and is not so; empty for a survivor. */
  readonly broken: readonly string[]
}

const isAt =
  (step: StepName) =>
  ({ state, unit, record, progress }: Job): boolean => {
    if (step === 'ask') return state.kind === 'asking'
    if (state.kind !== 'running' || state.step !== step) return false
    // In the middle of the work, not before it has begun.
    if (step === 'upload') return (progress?.doneBytes ?? 0) > 0
    if (step === 'export' || step === 'stage') return unit?.cursor !== undefined && unit.name.includes(step)
    return step !== 'restart' || record.leaving !== undefined
  }

function prepare(dataDir: string, { address }: MachineUnderTest): void {
  mkdirSync(dataDir, { recursive: true })
  const machine = { kind: 'address', name: 'target', ...address, jump: '' }
  writeFileSync(join(dataDir, 'machines.json'), JSON.stringify({ machines: [machine] }))
}

/** What the job brings: an image of this computer where the step is to send it. */
function imageFor(
  { image, via, upload }: MachineUnderTest,
  step: StepName,
): Pick<JobRequest & { kind: 'rebase' }, 'image' | 'via'> {
  if (step !== 'upload') return via ? { image, via } : { image }
  if (upload === undefined) throw new Error('this machine has nothing to be sent')
  return { image: upload }
}

export async function runCell(
  machine: MachineUnderTest,
  { step, fault, dataDir }: { readonly step: StepName; readonly fault: Fault; readonly dataDir: string },
): Promise<Cell> {
  prepare(dataDir, machine)
  const before = await machine.truth()
  const request: JobRequest = {
    kind: 'rebase',
    machineId: 'ssh:target',
    restart: step === 'ask' ? 'ask' : 'yes',
    ...imageFor(machine, step),
  }
  let drydock = startDrydock(dataDir, request)
  const answer = (outcome: CellOutcome, broken: readonly string[]): Cell => ({
    step,
    fault: fault.name,
    outcome,
    broken,
  })
  try {
    if ((await untilLog(dataDir, isAt(step), drydock)) === 'missed') {
      return answer('failed', [`the job never came to “${step}”: ${lastWords(dataDir)}${drydock.complaints()}`])
    }
    if ((await fault.strike({ machine, drydock })) === false) return answer('nothing to strike', [])
    const seenSeq = drydock.process.signalCode === null ? 0 : (readLog(dataDir).at(-1)?.seq ?? 0)
    if (drydock.process.signalCode !== null) drydock = startDrydock(dataDir)
    if (step === 'ask') {
      await untilLog(dataDir, ({ state, seq }) => seq > seenSeq && state.kind !== 'running', drydock)
      drydock.process.kill('SIGUSR1')
    }
    const exitCode = await drydock.exited
    const events = readLog(dataDir)
    const after = await machine.truth()
    const job = foldLog(events)
    const verdict = job?.state.kind === 'ended' ? job.state.verdict : undefined
    if (exitCode !== 0 || !verdict) return answer('failed', [`no end (exit code ${exitCode}): ${drydock.complaints()}`])
    return answer(verdict.outcome, [
      ...whatIsBroken(before, after, verdict),
      ...whatLogLacks(events, after, fault),
      ...(fault.isHarmless && verdict.outcome !== 'booted'
        ? [`it ended as ${verdict.outcome}: ${verdict.sentence}`]
        : []),
    ])
  } finally {
    drydock.process.kill('SIGKILL')
    await drydock.exited
  }
}

/** How the job ended, for one that ended too early. */
function lastWords(dataDir: string): string {
  const job = foldLog(readLog(dataDir))
  return JSON.stringify([job?.state, job?.steps.map(({ name }) => name), job?.unit])
}

/** The machine is unchanged, or has the asked digest once; and the verdict says which. */
function whatIsBroken(before: Truth, after: Truth, verdict: Verdict): readonly string[] {
  const { digest: wanted, outcome, truth = '' } = verdict
  const isNew = after.booted === wanted && after.booted !== before.booted
  const broken: string[] = []
  if (!isNew && after.booted !== before.booted) broken.push(`it runs ${after.booted}, which nobody asked for`)
  if (after.staged.length > 1 || after.staged.some(digest => digest !== wanted)) {
    broken.push(`staged there: ${after.staged.join(', ')}`)
  }
  if ((outcome === 'booted') !== isNew)
    broken.push(`said ${outcome}, but it ${isNew ? 'runs' : 'does not run'} the asked image`)
  if (outcome === 'failed' || outcome === 'cancelled') {
    const says = /is staged and starts/.test(truth)
    if (says !== after.staged.length > 0) broken.push(`said “${truth}”, staged: ${after.staged.length}`)
  }
  if (after.left.length > 0) broken.push(`left there: ${after.left.join(', ')}`)
  return broken
}

/** No event number is missing or doubled, no line is told twice, and none is missing that the machine still has. */
function whatLogLacks(events: readonly JobEvent[], { said }: Truth, fault: Fault): readonly string[] {
  const broken: string[] = []
  if (events.some((event, at) => event.seq !== at + 1)) broken.push('event numbers have gaps or come twice')
  const units = new Set(events.flatMap(event => (event.kind === 'command' && event.unit ? [event.commandId] : [])))
  const told = events.flatMap(event =>
    event.kind === 'output' && units.has(event.commandId) ? event.text.split('\n') : [],
  )
  const ownWords = /^ended by signal \d+$/
  const lines = told.filter(line => !ownWords.test(line))
  if (new Set(lines).size !== lines.length) broken.push('lines are told twice')
  const isWhole = events.at(-1)?.kind === 'state' && !fault.losesLines && fault.isHarmless
  if (isWhole && lines.join('\n') !== said.join('\n')) broken.push(`told ${lines.length} of ${said.length} lines`)
  return broken
}
