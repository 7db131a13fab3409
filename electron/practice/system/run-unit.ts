/** How systemd runs a transient unit: its command, then the commands around it, and what it says of that. */

import { logLine } from './journal.ts'
import { exitCodeOf, type Process, ProcessKilled, signalNumber } from './process.ts'
import type { TransientUnit, UnitExit } from './transient-unit.ts'
import type { World } from './world.ts'

export interface UnitWork {
  readonly unit: TransientUnit
  /** The surroundings of its command, argv and all. */
  readonly process: Process
  /** ExecStartPost= and ExecStopPost= (systemd.service(5)): after a success, and after the end. */
  readonly startPost: readonly (readonly string[])[]
  readonly stopPost: readonly (readonly string[])[]
  readonly isCollected: boolean
  /** Nothing more is written to its outputs. */
  readonly onOutputEnd: () => void
}

async function exitOf(process: Process): Promise<UnitExit> {
  try {
    return { kind: 'exited', status: await process.spawn(process) }
  } catch (thrown) {
    if (!(thrown instanceof ProcessKilled)) throw thrown
    // A shell that waited for its command ends with 128 and the number; systemd sees the program itself.
    return { kind: 'killed', status: signalNumber(thrown) }
  }
}

/** What one program of a unit would exit with: for `systemd-run --wait`. */
export const exitCodeOfUnit = ({ kind, status }: UnitExit): number => (kind === 'exited' ? status : 128 + status)

async function runAround({ process, unit }: UnitWork, commands: readonly (readonly string[])[]): Promise<void> {
  const { world } = process
  // Not ended by what ended the unit; only by the machine going down.
  const around = { ...process, signal: world.power.signal }
  for (const argv of commands) {
    try {
      await process.spawn({ ...around, argv })
    } catch (thrown) {
      if (!(thrown instanceof ProcessKilled)) throw thrown
      logLine(world, unit.name, 'systemd', `${unit.name}: Control process killed (${exitCodeOf(thrown)})`)
    }
  }
}

const say = (world: World, unit: TransientUnit, text: string): void => logLine(world, unit.name, 'systemd', text)

/** Runs it to its end. It stays in the list of units as long as systemd would keep it. */
export async function runUnit(work: UnitWork): Promise<UnitExit> {
  const { unit, process, startPost, stopPost, isCollected, onOutputEnd } = work
  const { world } = process
  say(world, unit, unit.isOneshot ? `Starting ${unit.name} - ${unit.description}...` : startedText(unit))
  const exit = await exitOf(process)
  onOutputEnd()
  if (process.signal === world.power.signal || world.power.signal.aborted) return exit
  const isGood = isCleanExit(unit, exit)
  if (isGood) await runAround(work, startPost)
  const isKept = isGood ? unit.remainsAfterExit : !isCollected
  if (!(isGood && isKept)) await runAround(work, stopPost)
  unit.exit = exit
  unit.endedAtMs = Date.now()
  sayEnd(world, unit, exit)
  if (!isKept && world.units.get(unit.name) === unit) world.units.delete(unit.name)
  return exit
}

/** HUP, INT, PIPE and TERM end a service well, but not a oneshot (systemd.service(5), SuccessExitStatus=). */
const isCleanExit = ({ isOneshot }: TransientUnit, { kind, status }: UnitExit): boolean =>
  kind === 'exited' ? status === 0 : !isOneshot && [1, 2, 13, 15].includes(status)

const startedText = ({ name, description }: TransientUnit): string => `Started ${name} - ${description}.`

function sayEnd(world: World, unit: TransientUnit, exit: UnitExit): void {
  const { name, description, isOneshot } = unit
  if (isCleanExit(unit, exit)) {
    say(world, unit, isOneshot ? `Finished ${name} - ${description}.` : `${name}: Deactivated successfully.`)
    return
  }
  const how = exit.kind === 'exited' ? 'exited' : 'killed'
  say(world, unit, `${name}: Main process exited, code=${how}, status=${exit.status}`)
  say(world, unit, `${name}: Failed with result '${exit.kind === 'exited' ? 'exit-code' : 'signal'}'.`)
}
