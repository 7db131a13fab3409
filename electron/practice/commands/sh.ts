import { runScript } from '../shell/run-script.ts'
import type { Program } from '../system/process.ts'
import { UnsupportedUse } from '../system/process.ts'

/** `sh -c SCRIPT [NAME [ARGUMENT…]]`, or a script on standard input. */
export const sh: Program = async process => {
  const [option, script, name, ...positional] = process.argv.slice(1).filter(word => word !== '--norc')
  if (option === '-c' && script !== undefined) return runScript(process, script, name ?? 'sh', positional)
  if (option === undefined || option === '-s') return runScript(process, (await process.stdin.readAll()).toString())
  throw new UnsupportedUse(`unsupported option '${option}'`)
}
