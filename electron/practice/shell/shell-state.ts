import type { Process } from '../system/process.ts'
import type { Input, Output } from '../system/streams.ts'

/** One shell while it runs; a subshell works on a copy. */
export interface Shell {
  /** The surroundings it was started in. */
  readonly process: Process
  readonly variables: Map<string, string>
  readonly exported: Set<string>
  /** `$0` */
  readonly name: string
  /** `$1` … */
  positional: readonly string[]
  /** `$?` */
  status: number
  /** `set -o pipefail`: a pipeline fails with the last of its stages that failed. */
  isPipefail: boolean
  cwd: string
  stdin: Input
  outputs: ReadonlyMap<number, Output>
  /** What `exec >FILE` opened, closed at the end. */
  readonly closings: (() => void)[]
}

/** `exit`, or `exec` of a program that has ended: the shell is over. */
export class ShellExit extends Error {
  readonly exitCode: number

  constructor(exitCode: number) {
    super(`exit ${exitCode}`)
    this.exitCode = exitCode
  }
}

/** A fresh shell in a process’s surroundings. */
export function createShell(process: Process, name: string, positional: readonly string[]): Shell {
  const { env, cwd, stdin, outputs } = process
  const exported = new Set(env.keys())
  return {
    ...{ process, variables: new Map(env), exported, name, positional },
    ...{ status: 0, isPipefail: false, cwd, stdin, outputs, closings: [] },
  }
}

export const copyShell = (shell: Shell): Shell => ({
  ...shell,
  variables: new Map(shell.variables),
  exported: new Set(shell.exported),
})

/** Which `$…` there is; an unset one is empty. */
export function variableValue(shell: Shell, name: string): string {
  if (name === '?') return String(shell.status)
  if (name === '#') return String(shell.positional.length)
  if (name === '$') return '4711'
  if (name === '0') return shell.name
  if (name === '@' || name === '*') return shell.positional.join(' ')
  if (/^[0-9]+$/.test(name)) return shell.positional[Number(name) - 1] ?? ''
  return shell.variables.get(name) ?? ''
}

/** The surroundings of a program this shell starts. */
export function childOf(shell: Shell, argv: readonly string[], assigned: ReadonlyMap<string, string>): Process {
  const exported = [...shell.variables].filter(([name]) => shell.exported.has(name))
  const env = new Map([...exported, ...assigned])
  return { ...shell.process, argv, env, cwd: shell.cwd, stdin: shell.stdin, outputs: shell.outputs }
}
