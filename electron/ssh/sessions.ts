/**
 * At most so many commands on one connection at once: sshd allows 10 sessions (sshd_config(5), MaxSessions), and two
 * are left for ending commands. A server that allows fewer is found out when it refuses one.
 */
import pLimit from 'p-limit'
import type { Client } from 'ssh2'
import { type CommandEnding, type ExecOptions, execCommand } from './exec-command.ts'

const MAX_SESSIONS = 8

export interface Sessions {
  /** As `execCommand`, when it is this command's turn; an abort does not wait for the turn. */
  exec(argv: readonly string[], options: Pick<ExecOptions, 'stdin' | 'signal' | 'onOutput'>): Promise<CommandEnding>
}

export function createSessions(client: Client): Sessions {
  const limit = pLimit(MAX_SESSIONS)
  let openCount = 0

  const exec: Sessions['exec'] = async (argv, options) => {
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
    if (ending.kind !== 'refused' || !ending.isChannelRefused || allowed === 1) return ending
    limit.concurrency = Math.max(1, Math.min(openCount, limit.concurrency - 1))
    return exec(argv, options)
  }
  return { exec }
}
