import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { repository } from './repository.ts'

export interface ToolResult {
  readonly exitCode: number
  /** Standard output and standard error as they came. */
  readonly output: string
}

/** The environment in which the project's own tools, and Node 24 among them, come first. */
export const toolEnv = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv => ({
  ...env,
  PATH: [join(repository, 'node_modules', '.bin'), env.PATH ?? ''].join(delimiter),
})

/** Runs a tool from node_modules/.bin and keeps what it says; never rejects. */
export function runTool(tool: string, args: readonly string[]): Promise<ToolResult> {
  const child = spawn(tool, args, { cwd: repository, env: toolEnv(), stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      output += text
    })
  }
  return new Promise(resolve => {
    child.once('error', error => resolve({ exitCode: 127, output: `${tool}: ${error.message}` }))
    child.once('close', code => resolve({ exitCode: code ?? 1, output }))
  })
}
