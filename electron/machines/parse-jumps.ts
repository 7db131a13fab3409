import { newMachineSchema } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'

/** One machine on the way, as ssh -J names it. */
export interface Jump {
  readonly host: string
  readonly user?: string
  readonly port?: number
}

const JUMP = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?\/?$/

function parseJump(text: string): Jump {
  const [, user, bracketed, plain, portText] = JUMP.exec(text) ?? []
  const host = bracketed ?? plain ?? ''
  const port = portText === undefined ? undefined : Number(portText)
  const fits =
    newMachineSchema.shape.host.safeParse(host).success &&
    (user === undefined || newMachineSchema.shape.user.safeParse(user).success) &&
    (port === undefined || newMachineSchema.shape.port.safeParse(port).success)
  if (!fits) throw new AppError('usage/invalid', { reason: `“${text}” is not a jump like user@host:port.` })
  return { host, ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { port }) }
}

/** Reads `[user@]host[:port]`, comma-separated, as in ssh -J and ProxyJump; empty is none. Throws `usage/invalid`. */
export const parseJumps = (text: string): readonly Jump[] =>
  text.trim() === '' ? [] : text.split(',').map(each => parseJump(each.trim()))
