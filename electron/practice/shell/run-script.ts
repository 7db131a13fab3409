/**
 * Runs a script on a practice machine. A part of the shell language that is not spoken ends it with exit code 2 and says
 * so on standard error, before anything of that part has run.
 */

import { err, exitCodeOf, out, type Process, ProcessKilled, WriteFailed } from '../system/process.ts'
import { isProgram } from '../system/program-names.ts'
import { createCapture, createPipe } from '../system/streams.ts'
import { builtinNamed } from './builtins.ts'
import { expandToText, expandWord, type Substitute } from './expand-word.ts'
import { childOf, copyShell, createShell, type Shell, ShellExit } from './shell-state.ts'
import { type Node, parseScript } from './shell-syntax.ts'
import { UnsupportedSyntax } from './shell-words.ts'
import { closeAll, complain, tryRedirects, withRedirects } from './with-redirects.ts'

type Simple = Extract<Node, { kind: 'simple' }>
type Pipeline = Extract<Node, { kind: 'pipeline' }>

const substituteIn =
  (shell: Shell): Substitute =>
  async source => {
    const capture = createCapture()
    const inner = { ...copyShell(shell), outputs: new Map(shell.outputs).set(1, capture) }
    shell.status = await runToEnd(() => runNode(inner, parseScript(source)))
    return capture.text()
  }

/** Runs a subshell’s commands; `exit` ends only them. */
async function runToEnd(run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (thrown) {
    if (thrown instanceof ShellExit) return thrown.exitCode
    throw thrown
  }
}

/** `command -v NAME`: what it would run; `command NAME …`: that, without asking for a builtin’s own way. */
async function runCommandBuiltin(
  shell: Shell,
  argv: readonly string[],
  assigned: Map<string, string>,
): Promise<number> {
  const [option, name = ''] = argv
  if (option !== '-v') return runArgv(shell, argv, assigned)
  if (builtinNamed(name) || name === 'command' || name === 'exec') await out(childOf(shell, [], assigned), `${name}\n`)
  else if (isProgram(shell.process.world, name)) await out(childOf(shell, [], assigned), `/usr/bin/${name}\n`)
  else return 1
  return 0
}

async function runBuiltin(shell: Shell, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (thrown) {
    if (!(thrown instanceof WriteFailed)) throw thrown
    await complain(shell, `write error: ${thrown.message}`)
    return 1
  }
}

async function runArgv(shell: Shell, argv: readonly string[], assigned: Map<string, string>): Promise<number> {
  const [name = '', ...rest] = argv
  if (name === 'command') return runCommandBuiltin(shell, rest, assigned)
  const builtin = builtinNamed(name)
  if (builtin) return runBuiltin(shell, () => builtin(shell, rest))
  const child = childOf(shell, argv, assigned)
  return child.spawn(child)
}

/** `exec` with a command replaces the shell; without one its redirections stay. */
async function runExec(
  shell: Shell,
  node: Simple,
  argv: readonly string[],
  assigned: Map<string, string>,
): Promise<number> {
  if (argv.length > 0) {
    const exitCode = await withRedirects(shell, node.redirects, substituteIn(shell), () =>
      runArgv(shell, argv, assigned),
    )
    throw new ShellExit(exitCode)
  }
  const opened = await tryRedirects(shell, node.redirects, substituteIn(shell))
  if (!opened) throw new ShellExit(1)
  Object.assign(shell, opened.ends)
  shell.closings.push(opened.close)
  return 0
}

/** `x=$(false)` has the exit code of what it ran. */
const hasSubstitution = ({ words, assignments }: Simple): boolean =>
  [...words, ...assignments.map(each => each.value)].some(word => word.some(part => part.kind === 'command'))

async function runSimple(shell: Shell, node: Simple): Promise<number> {
  const substitute = substituteIn(shell)
  const argv: string[] = []
  for (const word of node.words) argv.push(...(await expandWord(shell, word, substitute)))
  const assigned = new Map<string, string>()
  for (const { name, value } of node.assignments) {
    assigned.set(name, await expandToText(shell, value, substitute))
    if (argv.length === 0) shell.variables.set(name, assigned.get(name) ?? '')
  }
  const [name, ...rest] = argv
  if (name === 'exec') return runExec(shell, node, rest, assigned)
  if (name === undefined) {
    return withRedirects(shell, node.redirects, substituteIn(shell), async () =>
      hasSubstitution(node) ? shell.status : 0,
    )
  }
  return withRedirects(shell, node.redirects, substituteIn(shell), () => runArgv(shell, argv, assigned))
}

/** All stages at once, each reading what the one before it prints; the last one’s exit code counts. */
async function runPipeline(shell: Shell, { stages, isNegated }: Pipeline): Promise<number> {
  const [only] = stages
  const exitCode = only && stages.length === 1 ? await runNode(shell, only) : await runStages(shell, stages)
  if (!isNegated) return exitCode
  return exitCode === 0 ? 1 : 0
}

async function runStages(shell: Shell, stages: readonly Node[]): Promise<number> {
  const pipes = stages.slice(1).map(() => createPipe())
  const runs = stages.map(async (stage, at) => {
    const before = pipes[at - 1]
    const after = pipes[at]
    const inner = copyShell(shell)
    if (before) inner.stdin = before.input
    if (after) inner.outputs = new Map(inner.outputs).set(1, after.output)
    try {
      return await runToEnd(() => runNode(inner, stage))
    } catch (thrown) {
      if (thrown instanceof ProcessKilled && thrown.signalName === 'PIPE' && after) return exitCodeOf(thrown)
      throw thrown
    } finally {
      after?.end()
      before?.stopReading()
    }
  })
  const settled = await Promise.allSettled(runs)
  const failed = settled.find(each => each.status === 'rejected')
  if (failed) throw failed.reason
  const codes = settled.map(each => (each.status === 'fulfilled' ? each.value : 0))
  return (shell.isPipefail ? codes.findLast(code => code !== 0) : codes.at(-1)) ?? 0
}

async function runIf(shell: Shell, node: Extract<Node, { kind: 'if' }>): Promise<number> {
  for (const { condition, body } of node.branches) {
    if ((await runNode(shell, condition)) === 0) return runNode(shell, body)
  }
  return node.otherwise ? runNode(shell, node.otherwise) : 0
}

async function runFor(shell: Shell, node: Extract<Node, { kind: 'for' }>): Promise<number> {
  const values: string[] = []
  if (!node.words) values.push(...shell.positional)
  for (const word of node.words ?? []) values.push(...(await expandWord(shell, word, substituteIn(shell))))
  let exitCode = 0
  for (const value of values) {
    shell.variables.set(node.name, value)
    exitCode = await runNode(shell, node.body)
  }
  return exitCode
}

async function runWhile(shell: Shell, node: Extract<Node, { kind: 'while' }>): Promise<number> {
  let exitCode = 0
  while ((await runNode(shell, node.condition)) === 0) {
    exitCode = await runNode(shell, node.body)
    // A loop that waits for nothing must not keep everybody else from their turn, nor from ending it.
    await new Promise(resolve => setImmediate(resolve))
  }
  return exitCode
}

async function runGroup(shell: Shell, node: Extract<Node, { kind: 'group' }>): Promise<number> {
  if (!node.isSubshell) return runNode(shell, node.body)
  const inner = copyShell(shell)
  return runToEnd(() => runNode(inner, node.body))
}

async function runAndOr(shell: Shell, node: Extract<Node, { kind: 'and-or' }>): Promise<number> {
  let exitCode = await runNode(shell, node.first)
  for (const { operator, node: next } of node.rest) {
    if ((exitCode === 0) === (operator === '&&')) exitCode = await runNode(shell, next)
  }
  return exitCode
}

async function runList(shell: Shell, nodes: readonly Node[]): Promise<number> {
  let exitCode = 0
  for (const node of nodes) exitCode = await runNode(shell, node)
  return exitCode
}

async function runNode(shell: Shell, node: Node): Promise<number> {
  shell.process.signal.throwIfAborted()
  shell.status = await runKind(shell, node)
  return shell.status
}

function runKind(shell: Shell, node: Node): Promise<number> {
  if (node.kind === 'simple') return runSimple(shell, node)
  if (node.kind === 'pipeline') return runPipeline(shell, node)
  if (node.kind === 'and-or') return runAndOr(shell, node)
  if (node.kind === 'list') return runList(shell, node.nodes)
  if (node.kind === 'if') return withRedirects(shell, node.redirects, substituteIn(shell), () => runIf(shell, node))
  if (node.kind === 'for') return withRedirects(shell, node.redirects, substituteIn(shell), () => runFor(shell, node))
  if (node.kind === 'while')
    return withRedirects(shell, node.redirects, substituteIn(shell), () => runWhile(shell, node))
  return withRedirects(shell, node.redirects, substituteIn(shell), () => runGroup(shell, node))
}

/** Runs a script in a process’s surroundings; `name` and `positional` are `$0` and `$1` …; gives the exit code. */
export async function runScript(
  process: Process,
  source: string,
  name = 'sh',
  positional: readonly string[] = [],
): Promise<number> {
  const shell = createShell(process, name, positional)
  try {
    return await runToEnd(() => runNode(shell, parseScript(source)))
  } catch (thrown) {
    if (!(thrown instanceof UnsupportedSyntax)) throw thrown
    await err(process, `sh: practice machine: ${thrown.message}\n`)
    return 2
  } finally {
    await closeAll(shell, shell.closings)
  }
}
