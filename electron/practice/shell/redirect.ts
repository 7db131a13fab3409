import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt, readBytes, writeFile } from '../system/files.ts'
import { createPipe, type Input, nowhere, type Output } from '../system/streams.ts'
import { expandToText, type Substitute } from './expand-word.ts'
import type { Shell } from './shell-state.ts'
import type { Redirect } from './shell-syntax.ts'
import { UnsupportedSyntax } from './shell-words.ts'

/** A redirection that cannot be made; the message is what the shell prints behind its own name. */
export class RedirectFailed extends Error {}

interface Ends {
  stdin: Input
  readonly outputs: Map<number, Output>
}

function openForReading(shell: Shell, target: string): Input {
  const { world, user } = shell.process
  const path = resolvePath(shell.cwd, target)
  const pipe = createPipe()
  pipe.end()
  if (path === '/dev/null') return pipe.input
  const problem = accessProblem(world, user, path, 'r')
  if (problem) throw new RedirectFailed(`${target}: ${problem}`)
  const full = createPipe()
  void full.output.write(readBytes(world, path) ?? '')
  full.end()
  return full.input
}

/** A file grows in memory and is written at each step: a reader may look at it meanwhile. */
function openForWriting(shell: Shell, target: string, isAppending: boolean): Output {
  const { world, user } = shell.process
  const path = resolvePath(shell.cwd, target)
  if (path === '/dev/null') return nowhere
  let content = isAppending ? (readBytes(world, path) ?? Buffer.alloc(0)) : Buffer.alloc(0)
  const save = () => {
    const problem = lookAt(world, path)?.kind === 'directory' ? 'Is a directory' : writeFile(world, user, path, content)
    if (problem) throw new RedirectFailed(`${target}: ${problem}`)
  }
  save()
  world.changed()
  return {
    write: async more => {
      content = Buffer.concat([content, Buffer.from(more)])
      save()
      world.changed()
    },
  }
}

function duplicate(ends: Ends, descriptor: number, target: string): void {
  if (target === '-') {
    ends.outputs.delete(descriptor)
    return
  }
  const from = ends.outputs.get(Number(target))
  if (!/^[0-9]+$/.test(target)) throw new UnsupportedSyntax(`>&${target}`)
  if (!from) throw new RedirectFailed(`${target}: Bad file descriptor`)
  ends.outputs.set(descriptor, from)
}

/** The descriptors a command gets, from left to right; throws `RedirectFailed`. */
export async function redirected(
  shell: Shell,
  redirects: readonly Redirect[],
  substitute: Substitute,
): Promise<Pick<Shell, 'stdin' | 'outputs'>> {
  const ends: Ends = { stdin: shell.stdin, outputs: new Map(shell.outputs) }
  for (const { descriptor, operator, target } of redirects) {
    const text = await expandToText(shell, target, substitute)
    if (operator === '<') ends.stdin = openForReading(shell, text)
    else if (operator === '>&') duplicate(ends, descriptor ?? 1, text)
    else ends.outputs.set(descriptor ?? 1, openForWriting(shell, text, operator === '>>'))
  }
  return ends
}
