/**
 * At most so many commands on one connection at once: sshd allows 10 sessions (sshd_config(5), MaxSessions), and two
 * are left for ending commands. A server that allows fewer is found out when it refuses one. A refusal can also come
 * from a session that has just ended: sshd counts it for a moment after its channel was closed (seen with 9.2).
 */
import pLimit from 'p-limit'
import type { Client } from 'ssh2'
import { waitFor } from '../lib/back-off.ts'
import { type CommandEnding, type ExecOptions, execCommand } from './exec-command.ts'

const MAX_SESSIONS = 8
const MAX_REFUSALS = 5
const REFUSED_PAUSE_MS = 50

type TurnOptions = Pick<ExecOptions, 'stdin' | 'signal' | 'onOutput'>

export interface Sessions {
  /** As `execCommand`, when it is this command's turn; an abort does not wait for the turn. */
  exec(argv: readonly string[], options: TurnOptions): Promise<CommandEnding>
}

export function createSessions(client: Client): Sessions {
  const limit = pLimit(MAX_SESSIONS)
  let openCount = 0

  const exec = async (argv: readonly string[], options: TurnOptions, refusals = 0): Promise<CommandEnding> => {
    options.signal.throwIfAborted()
    let allowed = limit.concurrency
    const end = Promise.withResolvers<CommandEnding>()
    const leave = () => end.reject(options.signal.reason)
    options.signal.addEventListener('abort', leave, { once: true })
    // The slot is held until the server has closed the session, which after an abort can be later than the answer.
    const takeSlot = () =>
      new Promise<void>(resolve => {
        if (options.signal.aborted) return resolve()
        allowed = limit.concurrency
        let isOpen = false
        const onOpen = () => {
          isOpen = true
          openCount += 1
        }
        const onFree = () => {
          if (isOpen) openCount -= 1
          resolve()
        }
        execCommand(client, argv, { ...options, onOpen, onFree }).then(end.resolve, end.reject)
      })
    limit(takeSlot).catch(end.reject)
    const ending = await end.promise.finally(() => options.signal.removeEventListener('abort', leave))
    if (ending.kind !== 'refused' || !ending.isChannelRefused || refusals === MAX_REFUSALS) return ending
    limit.concurrency = Math.max(1, Math.min(openCount, limit.concurrency - 1))
    // With one at a time there is nobody left to wait for but the server.
    if (allowed > 1) return exec(argv, options, refusals)
    await waitFor(REFUSED_PAUSE_MS * 2 ** refusals, options.signal)
    return exec(argv, options, refusals + 1)
  }
  return { exec: (argv, options) => exec(argv, options) }
}
