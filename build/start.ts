/**
 * `npm start`: Drydock in a window where Electron's program is on this computer, else in the browser. `--web` asks for
 * the browser. Nothing is downloaded. Other words go on to the entry (`npm start -- --no-open`).
 */

import { buildStale } from './build-stale.ts'
import { findElectron } from './electron-program.ts'
import { enterRepository } from './repository.ts'
import { runProgram } from './run-program.ts'
import { webProgram } from './web-program.ts'

async function startWeb(words: readonly string[]): Promise<number> {
  await buildStale(['renderer', 'web'])
  return runProgram(process.execPath, [webProgram.file, ...words], { env: webProgram.env })
}

async function startElectron(program: string, root: string, words: readonly string[]): Promise<number> {
  await buildStale(['renderer', 'main', 'preload'])
  return runProgram(program, [root, ...words])
}

const root = enterRepository()
const words = process.argv.slice(2).filter(word => word !== '--web')
const program = process.argv.includes('--web') ? undefined : findElectron(process.env, process.platform)
if (!program && !process.argv.includes('--web')) {
  console.error("Electron's program is not on this computer; serving Drydock to your browser instead.")
}
process.exitCode = program ? await startElectron(program, root, words) : await startWeb(words)
