/**
 * Who may speak to the web entry. A token is printed in the terminal, in the fragment of an address, which browsers
 * never send; the page hands it in once and gets a cookie that scripts cannot read. Other users of this computer can
 * reach the port but know neither.
 */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits, fit for an address and a cookie. */
const newSecret = (): string => randomBytes(32).toString('base64url')

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Digests have one length, so the comparison takes the same time whatever was sent. */
const isEqual = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right))

export interface Sessions {
  /** A token that is good for one browser, once. Tokens given before stay good until they are used. */
  readonly issueToken: () => string
  /** The secret of a new session for a token that was never used, else undefined. */
  readonly redeem: (token: string) => string | undefined
  readonly isSession: (secret: string) => boolean
}

/** Keeps tokens and sessions in memory: they end with the process. */
export function openSessions(): Sessions {
  const tokens = new Set<string>()
  const sessions = new Set<string>()
  const find = (known: ReadonlySet<string>, secret: string): string | undefined =>
    [...known].find(each => isEqual(each, secret))
  return {
    issueToken: () => {
      const token = newSecret()
      tokens.add(token)
      return token
    },
    redeem: token => {
      const known = find(tokens, token)
      if (known === undefined) return undefined
      tokens.delete(known)
      const secret = newSecret()
      sessions.add(secret)
      return secret
    },
    isSession: secret => find(sessions, secret) !== undefined,
  }
}
