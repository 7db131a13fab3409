import { join } from 'node:path'
import { execa } from 'execa'

/** Runs a program at low priority; rejects with its last words when it fails. */
export async function runProgram(argv: readonly string[]): Promise<string> {
  const { stdout } = await execa('nice', ['-n', '10', ...argv], { stdin: 'ignore' })
  return stdout
}

/** In namespaces of their own: when this process is killed, they and all they started and mounted go with it. */
const CONTAINED = ['setpriv', '--pdeathsig', 'KILL', 'unshare', '-m', '-p', '-f', '--kill-child', '--mount-proc']

/** Runs a script of `tests/lab/host`. */
export const runScript = (name: string, ...words: readonly string[]): Promise<string> =>
  runProgram([...CONTAINED, '--', join(import.meta.dirname, 'host', name), ...words])
