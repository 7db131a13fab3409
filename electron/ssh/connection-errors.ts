/** What went wrong with a connection, in words a person can act on. */
import { AppError } from '../../shared/errors.ts'
import { harmlessText } from '../lib/harmless-text.ts'
import type { Identities } from './identities.ts'
import type { SshTarget } from './ssh-target.ts'

/** What ssh2 and node:net put on their errors; a number is a reason of SSH_MSG_DISCONNECT (RFC 4253 section 11.1). */
export interface ConnectionError extends Error {
  readonly code?: string | number
  readonly level?: string
}

const REASONS: Readonly<Record<string, (target: SshTarget) => string>> = {
  ECONNREFUSED: target => `nothing listens on port ${target.port}`,
  ENOTFOUND: target => `the name ${target.host} is not known`,
  EAI_AGAIN: target => `the name ${target.host} could not be looked up`,
  ETIMEDOUT: () => 'it does not answer',
  EHOSTUNREACH: () => 'there is no way to it in the network',
  ENETUNREACH: () => 'there is no way to it in the network',
  EHOSTDOWN: () => 'it does not answer',
  ECONNRESET: () => 'it broke the connection off',
  EPIPE: () => 'it broke the connection off',
}

/** `machine/unreachable` with a reason that is a half-sentence. */
export const unreachable = (target: SshTarget, reason: string, cause?: unknown): AppError<'machine/unreachable'> =>
  new AppError('machine/unreachable', { machine: target.name, reason }, { cause })

/** An error of the connection itself, before there was a login. */
export function explainConnectionError(target: SshTarget, error: ConnectionError): AppError {
  const reason = typeof error.code === 'string' ? REASONS[error.code]?.(target) : undefined
  return unreachable(target, reason ?? otherReason(target, error), error)
}

function otherReason(target: SshTarget, error: ConnectionError): string {
  if (/before handshake/.test(error.message)) return 'it closed the connection before it said anything'
  if (typeof error.code === 'number') return `it ended the connection (“${harmlessText(error.message)}”)`
  if (error.level === 'protocol') return `what listens on port ${target.port} does not speak SSH`
  return harmlessText(error.message)
}

/** sshd's words after MaxAuthTries keys (auth.c, auth_maxtries_exceeded). */
const TOO_MANY = /^Too many authentication failures/

/** Whether an error of ssh2 means that the login was refused. */
export const isRefusedLogin = (error: ConnectionError): boolean =>
  error.level === 'client-authentication' || TOO_MANY.test(error.message)

/** A refused login: the first key that could not be used is the likelier cause, if there is one. */
export function explainRefusedLogin(target: SshTarget, { list, troubles }: Identities): AppError {
  const tried = list.map(each => `offered: ${each.publicKey.type} ${each.label}`)
  const unused = troubles.map(each => `not used: ${each.facts.path} (${each.facts.reason})`)
  const raw = [...tried, ...unused].join('\n') || 'There was no key to offer.'
  const [trouble] = troubles
  if (trouble !== undefined) return new AppError('machine/key-unreadable', trouble.facts, { raw, cause: trouble })
  return new AppError('machine/auth', { machine: target.name, user: target.user }, { raw })
}
