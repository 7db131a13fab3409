import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import { unreachable } from './connection-errors.ts'
import { gatherWrites } from './gather-writes.ts'
import type { SshTarget } from './ssh-target.ts'

/**
 * The way to a machine: a TCP connection that may still be connecting, without Nagle's delay (with it a download runs
 * at a seventh of the speed), or a channel through the machine before.
 */
export async function openSocket(target: SshTarget, via: Client | undefined, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted()
  if (via !== undefined) return forward(target, via, signal)
  return gatherWrites(connect({ host: target.host, port: target.port, noDelay: true }))
}

function forward(target: SshTarget, via: Client, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    const onChannel = (error: Error | undefined, channel: Duplex): void => {
      if (error) reject(unreachable(target, `the machine before it could not connect to ${target.host}`, error))
      else if (signal.aborted) channel.destroy()
      else resolve(channel)
    }
    try {
      via.forwardOut('127.0.0.1', 0, target.host, target.port, onChannel)
    } catch (error) {
      reject(unreachable(target, 'the connection to the machine before it is gone', error))
    }
  })
}
