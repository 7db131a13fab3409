import { parseArgs } from 'node:util'
import { AppError } from '../../shared/errors.ts'

export const webUsage = `Serves Drydock to a browser on this computer.

  --port N        listen on this port of 127.0.0.1 (default: any free one)
  --no-open       do not open the browser
  --data-dir DIR  keep machines, settings and job logs here
  --help          show this

The address that is printed is good for one browser, once. In a terminal, Enter prints a fresh one.`

export interface WebOptions {
  readonly port: number
  readonly open: boolean
  readonly dataDir: string | undefined
  readonly help: boolean
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new AppError('usage/invalid', { reason: `“${text}” is not a port: a number from 0 to 65535 is.` })
}

function parseWords(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowNegative: true,
      options: {
        port: { type: 'string', default: '0' },
        open: { type: 'boolean', default: true },
        'data-dir': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (thrown) {
    throw new AppError('usage/invalid', { reason: thrown instanceof Error ? thrown.message : String(thrown) })
  }
}

/** Reads the words after `web.ts`. Throws `usage/invalid`. */
export function parseWebOptions(argv: readonly string[]): WebOptions {
  const values = parseWords(argv)
  return { port: parsePort(values.port), open: values.open, dataDir: values['data-dir'], help: values.help }
}
