import type { CommandRunner } from '../../../electron/lib/runner.ts'
import { AppError } from '../../../shared/errors.ts'

/** What one command answers; a test says it by the command line, or leaves it to fail. */
export interface Replay {
  readonly exitCode: number
  readonly stdout?: string
  readonly stderr?: string
}

/** A runner that answers with recorded exit codes; a command nobody recorded is an error of the test. */
export function replayedRunner(answers: Readonly<Record<string, Replay>>): CommandRunner & { readonly ran: string[] } {
  const ran: string[] = []
  const commandLine: CommandRunner['commandLine'] = (argv, options) =>
    [...(options?.sudo ? ['sudo'] : []), ...argv].join(' ')
  return {
    ran,
    commandLine,
    async run(argv, options = {}) {
      const command = commandLine(argv, options)
      ran.push(command)
      const answer = answers[command]
      if (!answer) throw new Error(`not recorded: ${command}`)
      const { exitCode, stdout = '', stderr = '' } = answer
      if ((options.okExitCodes ?? [0]).includes(exitCode)) return { exitCode, stdout, stderr, durationMs: 1 }
      throw new AppError('command/failed', { command, exitCode, stderr }, { raw: stderr })
    },
  }
}
