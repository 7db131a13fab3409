import type { UnitRecord } from '../../../shared/job-record.ts'
import type { JobLog } from '../job-log.ts'

const ALL = Number.MAX_SAFE_INTEGER
/** The cause of a failure stands in the last lines. */
const KEPT_LINES = 5_000

/** What a unit's command has said, as it stands in the log, whichever process read it. */
export function saidBy(log: JobLog, unit: UnitRecord): { readonly stdout: string; readonly stderr: string } {
  const said: { stdout: string[]; stderr: string[] } = { stdout: [], stderr: [] }
  for (const event of log.readEvents(unit.seq, ALL, true)) {
    if (event.kind !== 'output' || event.commandId !== unit.commandId) continue
    const lines = said[event.stream]
    lines.push(event.text)
    if (lines.length > KEPT_LINES) lines.shift()
  }
  return { stdout: said.stdout.join('\n'), stderr: said.stderr.join('\n') }
}

/** The units a job started in earlier processes. */
export const earlierUnits = (log: JobLog): readonly string[] =>
  log.readEvents(0, ALL).flatMap(event => (event.kind === 'command' && event.unit !== undefined ? [event.unit] : []))
