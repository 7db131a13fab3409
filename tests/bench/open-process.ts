/** A program of the bench in a process of its own, asked through its channel: what it answers are promises here. */

import { type ForkOptions, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type BirpcReturn, createBirpc } from 'birpc'
import type { CleanUp } from './clean-up.ts'

export interface OpenedProcess<Answers extends object> {
  readonly process: BirpcReturn<Answers>
  /** Lets it end as it would when whoever started it is gone. */
  readonly end: () => Promise<void>
  readonly kill: () => Promise<void>
}

/** Starts `program`, a file beside this one that calls `answerParent`, and hands it `request`. */
export function openProcess<Answers extends object>(
  program: string,
  request: unknown,
  options: Pick<ForkOptions, 'env' | 'execArgv'>,
  cleanUp: CleanUp,
): OpenedProcess<Answers> {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const child = fork(path, [JSON.stringify(request)], { ...options, serialization: 'advanced' })
  const ended = once(child, 'exit')
  const rpc = createBirpc<Answers>(
    {},
    { post: message => child.send(message as object), on: listener => void child.on('message', listener), timeout: -1 },
  )
  child.once('exit', () => rpc.$close(new Error(`${program} ended`)))
  const kill = cleanUp.add(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  })
  async function end(): Promise<void> {
    child.disconnect()
    await ended
  }
  return { process: rpc, end, kill }
}

/** In the program: what it answers, until whoever started it is gone. */
export function answerParent<Answers extends object>(answers: Answers): void {
  createBirpc<object, Answers>(answers, {
    post: message => process.send?.(message),
    on: listener => void process.on('message', listener),
    timeout: -1,
  })
  process.on('disconnect', () => process.exit())
}
