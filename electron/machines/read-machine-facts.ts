/** Asks a machine everything in one round trip; a second one only where a person may give sudo's password for bootc. */

import { isAppError } from '../../shared/errors.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import { bootc } from '../backends/bootc.ts'
import type { CommandResult, RunOptions } from '../lib/runner.ts'
import { chosenStatus, machineFacts, probedSudo } from './machine-facts.ts'
import type { MachineHandle } from './machine-handle.ts'
import { type Probe, parseProbe, probeCommand } from './status-probe.ts'

export interface ProbeOptions {
  readonly signal?: AbortSignal
  /** Whether a person may be asked for sudo's password, where only root can read the status. */
  readonly mayAsk: boolean
}

export interface ProbeAnswer {
  readonly probe: Probe
  /** What the probe printed on standard error. */
  readonly stderr: string
}

/** Longer than all the time limits inside the script together. */
const PROBE_DEADLINE_MS = 75_000

const needsPassword = (probe: Probe): boolean =>
  chosenStatus(probe) === undefined &&
  probe['ostree-booted']?.exitCode === 0 &&
  probe['has-bootc']?.exitCode === 0 &&
  probedSudo(probe) === 'needs-password'

/** The machine's answer to the probe. Rejects as `machine.run` does when it cannot be asked. */
export async function readProbe(machine: MachineHandle, options: ProbeOptions): Promise<ProbeAnswer> {
  const running: RunOptions = options.signal === undefined ? {} : { signal: options.signal }
  const { stdout, stderr } = await askTwice(machine, { ...running, timeoutMs: PROBE_DEADLINE_MS })
  const probe = parseProbe(stdout)
  if (!options.mayAsk || !needsPassword(probe)) return { probe, stderr }
  const asked = await machine.run(bootc.statusCommand, { ...running, sudo: true, okExitCodes: [0, 1] })
  return { probe: { ...probe, bootc: { text: asked.stdout, exitCode: asked.exitCode } }, stderr: asked.stderr }
}

/** The probe changes nothing, so a connection that was lost under it is simply opened again, once. */
async function askTwice(machine: MachineHandle, options: RunOptions): Promise<CommandResult> {
  try {
    return await machine.run(probeCommand(), options)
  } catch (thrown) {
    if (!isAppError(thrown, 'machine/lost')) throw thrown
    return machine.run(probeCommand(), options)
  }
}

/** The facts of one machine now, for a job: a person stands behind it, so sudo's password may be asked for. */
export async function readMachineFacts(machine: MachineHandle, signal?: AbortSignal): Promise<MachineFacts> {
  const { probe } = await readProbe(machine, { mayAsk: true, ...(signal === undefined ? {} : { signal }) })
  return machineFacts(probe, { rootful: machine.user === 'root' })
}
