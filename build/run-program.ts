import { spawn } from 'node:child_process'

export interface RunProgramOptions {
  readonly env?: NodeJS.ProcessEnv
}

/**
 * Runs a program in this terminal and resolves with its exit code, 1 where a signal ended it or it could not start.
 * Ctrl-C reaches it directly, like everything else in this terminal, so here the signals are only passed by.
 */
export function runProgram(program: string, args: readonly string[], options: RunProgramOptions = {}): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...options.env } })
  const ignore = (): void => undefined
  const passOn = (): void => void child.kill('SIGTERM')
  process.on('SIGINT', ignore)
  process.on('SIGTERM', passOn)
  return new Promise(resolve => {
    const end = (code: number | null): void => {
      process.off('SIGINT', ignore)
      process.off('SIGTERM', passOn)
      resolve(code ?? 1)
    }
    child.once('error', error => {
      console.error(`${program}: ${error.message}`)
      end(1)
    })
    child.once('exit', end)
  })
}
