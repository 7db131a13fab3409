import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

const HOUR_MS = 60 * 60_000
/** As json-file.ts and claim.ts call what they are still writing. */
const TEMPORARY = /\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/** Removes what a process that vanished while it wrote left in a folder: half a file that nobody will ever read. */
export function sweepTemporaries(folder: string, now: number = Date.now()): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (TEMPORARY.test(name) && now - modifiedAt(path) > HOUR_MS) rmSync(path, { force: true })
  }
}

function modifiedAt(path: string): number {
  try {
    return statSync(path).mtimeMs
  } catch {
    return Date.now()
  }
}
