/**
 * How a login goes on: `none` first, to learn the methods (RFC 4252 section 5.2), then keys, then a password, by
 * keyboard-interactive (RFC 4256) or by its own method, asked for at most three times.
 */
import ssh2, {
  type AnyAuthMethod,
  type BaseAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
} from 'ssh2'
import type { Identity } from './identities.ts'

const MAX_PASSWORD_TRIES = 3

export interface AuthenticationParts {
  readonly user: string
  readonly identities: readonly Identity[]
  /** A password; undefined: the person gave none, and the login ends. */
  readonly password: (isRetry: boolean) => Promise<string | undefined>
  /** Wraps everything that waits for a person. */
  readonly whileAsking: <Value>(task: () => Promise<Value>) => Promise<Value>
  /** A failure nobody can do anything about here: the login is over. */
  readonly fail: (error: unknown) => void
}

interface LoginSoFar {
  triedKeys: boolean
  passwordTries: number
  keyboardIsMute: boolean
  isGivenUp: boolean
}

type Next = (method: AnyAuthMethod | false) => void

/** What ssh2 asks for its next move; `false` ends the login. */
export function createAuthHandler(parts: AuthenticationParts) {
  const { user: username } = parts
  const login: LoginSoFar = { triedKeys: false, passwordTries: 0, keyboardIsMute: false, isGivenUp: false }

  const getPassword = async (): Promise<string | undefined> => {
    const password = await parts.whileAsking(() => parts.password(login.passwordTries > 0))
    login.passwordTries += 1
    login.isGivenUp = password === undefined
    return password
  }
  const answerPrompts = async (count: number): Promise<string[]> => {
    const answers: string[] = []
    while (answers.length < count) {
      const answer = await getPassword()
      // sshd hangs up on fewer answers than prompts.
      if (answer === undefined) return Array<string>(count).fill('')
      answers.push(answer)
    }
    return answers
  }
  const tryKeyboard = (next: Next): void => {
    // Some servers offer it and then ask nothing; the password's own method is tried instead.
    login.keyboardIsMute = true
    next({
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) => {
        login.keyboardIsMute = false
        answerPrompts(prompts.length).then(finish, parts.fail)
      },
    })
  }
  const tryPassword = (next: Next): void => {
    getPassword().then(
      password => next(password === undefined ? false : { type: 'password', username, password }),
      parts.fail,
    )
  }

  return (methods: readonly string[] | null, _partialSuccess: boolean | null, next: Next): void => {
    if (methods === null) next({ type: 'none', username })
    else if (!login.triedKeys && methods.includes('publickey') && parts.identities.length > 0) {
      login.triedKeys = true
      next({ type: 'agent', username, agent: identitiesAsAgent(parts) })
    } else if (login.isGivenUp || login.passwordTries >= MAX_PASSWORD_TRIES) next(false)
    else if (methods.includes('keyboard-interactive') && !login.keyboardIsMute) tryKeyboard(next)
    else if (methods.includes('password')) tryPassword(next)
    else next(false)
  }
}

/**
 * ssh2 shows an agent's public keys first and asks for a signature only when the machine accepts one, which is just what
 * a locked key file needs; so all keys are handed to it as one agent.
 */
function identitiesAsAgent({ identities, whileAsking }: AuthenticationParts): BaseAgent {
  const find = (blob: Buffer): Identity | undefined =>
    identities.find(each => each.publicKey.getPublicSSH().equals(blob))
  const sign = async (blob: Buffer, data: Buffer, hash: string | undefined): Promise<Buffer> => {
    const identity = find(blob)
    if (identity === undefined) throw new Error('not one of the keys that were offered')
    return whileAsking(() => identity.sign(data, hash))
  }
  const agent = {
    getIdentities: (done: IdentityCallback) =>
      done(
        null,
        identities.map(each => each.publicKey),
      ),
    sign(key: ParsedKey, data: Buffer, options: { readonly hash?: string }, done: SignCallback) {
      sign(key.getPublicSSH(), data, options.hash).then(
        signature => done(null, signature),
        error => done(error),
      )
    },
  }
  // ssh2 wants an instance of its class; the abstract class has no constructor to call.
  return Object.assign(Object.create(ssh2.BaseAgent.prototype), agent)
}
