import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, type FileProblem, readBytes } from '../system/files.ts'
import { WriteFailed } from '../system/process.ts'
import { createPipe, type Input, nowhere, type Output } from '../system/streams.ts'
import { openWriting } from '../system/written-file.ts'
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

/** `close` keeps what is left. */
interface OpenFile extends Output {
  /** Throws `WriteFailed`. */
  readonly close: () => void
}

const closedAtOnce: OpenFile = { ...nowhere, close: () => {} }

function openForWriting(shell: Shell, target: string, isAppending: boolean): OpenFile {
  const { world, user } = shell.process
  const path = resolvePath(shell.cwd, target)
  if (path === '/dev/null') return closedAtOnce
  const file = openWriting(world, user, path, isAppending)
  const mustKeep = () => {
    const problem: FileProblem | undefined = file.keep()
    if (problem) throw new WriteFailed(problem)
  }
  const problem = file.keep()
  if (problem) throw new RedirectFailed(`${target}: ${problem}`)
  const opened: OpenFile = {
    path,
    write: async more => {
      if (file.add(Buffer.from(more))) mustKeep()
    },
    close() {
      if (world.locks.get(path) === opened) world.locks.delete(path)
      mustKeep()
    },
  }
  return opened
}

function duplicate({ process: { world } }: Shell, ends: Ends, descriptor: number, target: string): void {
  if (target === '-') {
    const closed = ends.outputs.get(descriptor)
    // A lock goes with the file it was taken on.
    if (closed?.path !== undefined && world.locks.get(closed.path) === closed) world.locks.delete(closed.path)
    ends.outputs.delete(descriptor)
    return
  }
  const from = ends.outputs.get(Number(target))
  if (!/^[0-9]+$/.test(target)) throw new UnsupportedSyntax(`>&${target}`)
  if (!from) throw new RedirectFailed(`${target}: Bad file descriptor`)
  ends.outputs.set(descriptor, from)
}

export interface Redirected {
  readonly ends: Pick<Shell, 'stdin' | 'outputs'>
  /** Closes the files that were opened; throws `WriteFailed`. */
  readonly close: () => void
}

/** The descriptors a command gets, from left to right; throws `RedirectFailed`. */
export async function redirected(
  shell: Shell,
  redirects: readonly Redirect[],
  substitute: Substitute,
): Promise<Redirected> {
  const ends: Ends = { stdin: shell.stdin, outputs: new Map(shell.outputs) }
  const files: OpenFile[] = []
  for (const { descriptor, operator, target } of redirects) {
    const text = await expandToText(shell, target, substitute)
    if (operator === '<') ends.stdin = openForReading(shell, text)
    else if (operator === '>&') duplicate(shell, ends, descriptor ?? 1, text)
    else {
      const file = openForWriting(shell, text, operator === '>>')
      files.push(file)
      ends.outputs.set(descriptor ?? 1, file)
    }
  }
  const close = () => {
    for (const file of files) file.close()
  }
  return { ends, close }
}
