/** What the command line does; loaded by cli.ts once the compile cache is on. */

import { homedir } from 'node:os'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import { type App, openApp } from '../app.ts'
import { ownVersion } from '../entry/own-version.ts'
import { practiceSpeed } from '../entry/practice-speed.ts'
import { defaultDataDir } from '../lib/data-dir.ts'
import { answerQuestions } from './answer-questions.ts'
import { apply } from './apply.ts'
import { type CliArguments, type CommandName, help, parseArguments } from './arguments.ts'
import { doctor } from './doctor.ts'
import { exitCodeForError, exitCodes } from './exit-codes.ts'
import { createOutput, type Output } from './output.ts'
import { cancel, discard, resume } from './resume.ts'
import { history, images, machines, practice, resolve, status, storage } from './show.ts'

type Run = (app: App, args: CliArguments, output: Output) => Promise<number>

const commands: { readonly [Name in Exclude<CommandName, 'help' | 'version'>]: Run } = {
  apply,
  machines,
  status,
  images,
  resolve,
  storage,
  history,
  resume,
  cancel,
  discard,
  doctor,
  practice,
}

/** Runs one command line and says its exit code. Never throws. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const output = createOutput(argv.includes('--json'))
  try {
    const args = parseArguments(argv)
    if (args.command === 'help') return say(output, help)
    if (args.command === 'version') return say(output, ownVersion())
    return await withApp(args, app => commands[args.command as keyof typeof commands](app, args, output))
  } catch (thrown) {
    return tellError(toAppError(thrown).report, argv, output)
  }
}

function say(output: Output, text: string): number {
  output.line(text)
  return exitCodes.done
}

/** `apply --json` promises a result as its last line, also when nothing could be started. */
function tellError(report: ErrorReport, argv: readonly string[], output: Output): number {
  const { code, message } = report
  if (output.isJson && argv[0] === 'apply' && !argv.includes('--dry-run')) {
    output.json({
      kind: 'result',
      outcome: 'failed',
      machine: argv[2] ?? '',
      requested: argv[1] ?? '',
      error: { code, message },
    })
  } else if (output.isJson) output.json({ error: { code, message } })
  output.error(report)
  return exitCodeForError(code)
}

async function withApp(args: CliArguments, run: (app: App) => Promise<number>): Promise<number> {
  const speed = practiceSpeed(process.env)
  const app = await openApp({
    dataDir: args.dataDir ?? defaultDataDir(process.env, process.platform, homedir()),
    entry: 'cli',
    version: ownVersion(),
    ...(speed === undefined ? {} : { practiceSpeed: speed }),
  })
  const stopAnswering = answerQuestions(app)
  try {
    return await run(app)
  } finally {
    stopAnswering()
    await app.close()
  }
}
