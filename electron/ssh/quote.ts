/** Quoting is a piece of lib/ because the runner of this computer shows command lines too and lib/ imports nothing above. */
export { commandLine } from '../lib/command-line.ts'
