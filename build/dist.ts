/**
 * `npm run dist`: installable packages for this platform in release/. `-- --dir` only lays the app out in a folder,
 * which needs no network: where Electron's program is missing a stand-in takes its place, to see what gets packed.
 */

import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { build, Platform } from 'electron-builder'
import { buildStale } from './build-stale.ts'
import { type PackOptions, packConfiguration } from './electron-builder.ts'
import { findElectron } from './electron-program.ts'
import { enterRepository } from './repository.ts'
import { layOutStandInElectron } from './stand-in-electron.ts'

/** On macOS the program is three folders down in its bundle. */
const distOf = (program: string): string =>
  process.platform === 'darwin' ? resolve(program, '../../../..') : dirname(program)

function electronVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync('node_modules/electron/package.json', 'utf8'))
  return (manifest as { readonly version: string }).version
}

function packOptions(isDirectory: boolean): PackOptions {
  const version = electronVersion()
  const program = findElectron(process.env, process.platform)
  if (program !== undefined) return { electronVersion: version, electronDist: distOf(program), isRealElectron: true }
  if (!isDirectory) return { electronVersion: version, isRealElectron: true }
  console.error("Electron's program is not on this computer: packing a stand-in, which does not run.")
  const standIn = resolve('.cache/stand-in-electron')
  layOutStandInElectron(standIn, version)
  return { electronVersion: version, electronDist: standIn, isRealElectron: false }
}

enterRepository()
const isDirectory = process.argv.includes('--dir')
await buildStale(['renderer', 'main', 'preload'])
const config = packConfiguration(packOptions(isDirectory))
const results = await build({
  config,
  publish: 'never',
  ...(isDirectory ? { targets: Platform.current().createTarget('dir') } : {}),
})
for (const file of results) console.log(file)
