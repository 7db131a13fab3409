import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Lays out a folder where electron-builder looks for Electron's program, so that packing can be tried without it. The
 * result does not run, and says so. It must not hold a default_app.asar: electron-builder reads that one.
 */
export function layOutStandInElectron(folder: string, version: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'resources'), { recursive: true })
  mkdirSync(join(folder, 'locales'))
  writeFileSync(join(folder, 'version'), version)
  writeFileSync(join(folder, 'LICENSE'), 'Electron itself is not in this folder.\n')
  writeFileSync(join(folder, 'LICENSES.chromium.html'), 'Electron itself is not in this folder.\n')
  for (const program of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler']) {
    const file = join(folder, program)
    writeFileSync(file, '#!/bin/sh\necho "Packed without Electron: this does not run." >&2\nexit 1\n')
    chmodSync(file, 0o755)
  }
}
