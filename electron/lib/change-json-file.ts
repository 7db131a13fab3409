/**
 * Changing a small file that another process of Drydock may be changing at the same moment: one after the other, so that
 * neither's change is lost. Whole or not at all each of them, as writeJsonFile promises.
 */

import { claim, releaseClaim } from './claim.ts'
import { type OnDamaged, readJsonFile, writeJsonFile } from './json-file.ts'

const LOOK_MS = 5
/** A change takes a few milliseconds; who holds the file for this long hangs, and is not waited for. */
const PATIENCE_MS = 2_000

/** Reads, changes and writes the file at `path`; `change` is given what it holds, unchecked, or undefined. */
export function changeJsonFile(path: string, change: (value: unknown) => unknown, onDamaged?: OnDamaged): void {
  const lock = `${path}.lock`
  const isLocked = waitForClaim(lock)
  try {
    writeJsonFile(path, change(readJsonFile(path, onDamaged)))
  } finally {
    if (isLocked) releaseClaim(lock)
  }
}

function waitForClaim(lock: string): boolean {
  const end = performance.now() + PATIENCE_MS
  while (!claim(lock)) {
    if (performance.now() > end) return false
    // Everything here is done at once, so that no two changes of one process can cross; so is the waiting.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS)
  }
  return true
}
