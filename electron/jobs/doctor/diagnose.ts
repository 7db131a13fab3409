/**
 * Why a machine cannot be changed right now. Read-only questions first, all of them shown; what can be done is proposed
 * with its consequence and done only when a person asks for it.
 *
 * What is safe: an ostree deployment is written aside and becomes one at the end, so ending a change at any moment leaves
 * the running system and the way back as they are; layers that were fetched stay for the next try.
 */

import type { Diagnosis, Holder } from '../../../shared/doctor.ts'
import { isAppError } from '../../../shared/errors.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import type { Backend, RunningTransaction } from '../../backends/backend.ts'
import type { MachineHandle } from '../../machines/machine-handle.ts'
import { recordingMachine } from '../recording-machine.ts'
import { jobIdOfUnit } from '../units/unit-name.ts'
import { DAEMON, processesCommand, unitCommand } from './doctor-commands.ts'
import { parseChangingProcesses } from './parse-processes.ts'
import { repairsFor } from './repairs.ts'

const ANSWER_MS = 30_000

export interface DiagnoseParts {
  readonly machine: MachineHandle
  readonly facts: MachineFacts
  readonly backend: Backend
  readonly isOurs: (jobId: string) => boolean
}

export async function diagnose({ machine, facts, backend, isOurs }: DiagnoseParts): Promise<Diagnosis> {
  const asked = recordingMachine(machine)
  const ask = (argv: readonly string[]): Promise<string> => answerTo(asked.machine, argv)
  const unitAnswer = async (unit: string) => parseUnit(await ask(unitCommand(unit)))

  const transaction = backend.transactionCommand
    ? backend.parseTransaction?.(await ask(backend.transactionCommand))
    : undefined
  const client = transaction?.unit === undefined ? undefined : await unitAnswer(transaction.unit)
  const daemon = backend.name === 'rpm-ostree' ? await unitAnswer(DAEMON) : undefined
  const processes = parseChangingProcesses(await ask(processesCommand))

  const holders: readonly Holder[] = [
    ...(transaction ? [transactionHolder(transaction, client?.since, isOurs)] : []),
    ...(daemon?.state === 'failed' ? [daemonHolder(daemon.result)] : []),
    ...unitHolders(facts, isOurs),
    ...processes.map(({ pid, since, args }): Holder => ({ kind: 'process', what: args, who: `process ${pid}`, since })),
  ]
  const repairs = repairsFor({ machine, backend, transaction, isDaemonFailed: daemon?.state === 'failed', holders })
  return {
    machineId: machine.id,
    machineName: machine.name,
    askedAt: Date.now(),
    summary: summaryOf(machine.name, holders),
    holders,
    repairs,
    commands: asked.commands,
  }
}

/** What it printed; what cannot be answered there is no answer, and the rest still counts. */
async function answerTo(machine: MachineHandle, argv: readonly string[]): Promise<string> {
  try {
    return (await machine.run(argv, { timeoutMs: ANSWER_MS })).stdout
  } catch (thrown) {
    if (isAppError(thrown, 'command/failed')) return ''
    throw thrown
  }
}

function parseUnit(printed: string) {
  const value = (name: string): string => new RegExp(`^${name}=(.*)$`, 'm').exec(printed)?.[1] ?? ''
  const since = value('InactiveExitTimestamp')
  return { state: value('ActiveState'), result: value('Result'), ...(since === '' ? {} : { since }) }
}

function whoIs({ client, unit }: RunningTransaction, isOurs: (jobId: string) => boolean): string {
  const jobId = unit === undefined ? undefined : jobIdOfUnit(unit)
  if (jobId !== undefined) return isOurs(jobId) ? 'a job of this Drydock' : 'somebody else’s Drydock'
  const program = client === undefined || client === 'cli' ? 'somebody with the rpm-ostree command' : client
  return unit === undefined ? program : `${program} (${unit})`
}

function transactionHolder(
  transaction: RunningTransaction,
  since: string | undefined,
  isOurs: (jobId: string) => boolean,
): Holder {
  const jobId = transaction.unit === undefined ? undefined : jobIdOfUnit(transaction.unit)
  return {
    kind: 'transaction',
    what: `rpm-ostree ${transaction.title}`,
    who: whoIs(transaction, isOurs),
    ...(since === undefined ? {} : { since }),
    ...(jobId !== undefined && isOurs(jobId) ? { jobId } : {}),
  }
}

const daemonHolder = (result: string): Holder => ({
  kind: 'daemon',
  what: DAEMON,
  who: `rpm-ostree’s daemon, which does not run (${result})`,
})

function unitHolders({ drydockUnits = [] }: MachineFacts, isOurs: (jobId: string) => boolean): readonly Holder[] {
  return drydockUnits.flatMap(({ name, state }): readonly Holder[] => {
    const jobId = jobIdOfUnit(name)
    if (jobId === undefined || !name.endsWith('.service')) return []
    const isOurOwn = isOurs(jobId)
    const who = `${isOurOwn ? 'a job of this Drydock' : 'somebody else’s Drydock'}, ${state}`
    return [{ kind: 'unit', what: name, who, ...(isOurOwn ? { jobId } : {}) }]
  })
}

function summaryOf(machine: string, holders: readonly Holder[]): string {
  const [first] = holders
  if (!first) return `Nothing stands in the way of a change on ${machine}.`
  if (first.kind === 'daemon') return `rpm-ostree’s daemon on ${machine} does not run.`
  const since = first.since === undefined ? '' : ` since ${first.since}`
  return `${machine} is being changed${since} by ${first.who}: ${first.what}`
}
