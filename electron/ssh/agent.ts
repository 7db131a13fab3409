/** The person's ssh-agent, if one runs. */
import ssh2, { type BaseAgent, type ParsedKey, type SigningRequestOptions } from 'ssh2'

/** Where OpenSSH for Windows listens. */
const WINDOWS_PIPE = '\\\\.\\pipe\\openssh-ssh-agent'

/** The agent named by SSH_AUTH_SOCK; undefined where there is none. */
export function findAgent(env: NodeJS.ProcessEnv = process.env): BaseAgent | undefined {
  const path = env.SSH_AUTH_SOCK ?? (process.platform === 'win32' ? WINDOWS_PIPE : '')
  return path === '' ? undefined : ssh2.createAgent(path)
}

/** An agent that hangs must not hold up a login that may need no agent. */
const ANSWER_TIMEOUT_MS = 5000

/** The agent's public keys; none when it does not answer, as ssh(1) does. */
export async function agentKeys(agent: BaseAgent | undefined): Promise<readonly ParsedKey[]> {
  if (agent === undefined) return []
  const answer = Promise.withResolvers<readonly ParsedKey[]>()
  const timer = setTimeout(answer.resolve, ANSWER_TIMEOUT_MS, [])
  agent.getIdentities((error, keys) => answer.resolve(error || keys === undefined ? [] : keys.flatMap(parsed)))
  return answer.promise.finally(() => clearTimeout(timer))
}

function parsed(key: unknown): readonly ParsedKey[] {
  const parsedKey = ssh2.utils.parseKey(key as ParsedKey)
  return parsedKey instanceof Error ? [] : [parsedKey]
}

type Hash = NonNullable<SigningRequestOptions['hash']>

/** Lets the agent sign; it may ask the person itself (a touch, a dialog), so this can take long. */
export function signWithAgent(
  agent: BaseAgent,
  key: ParsedKey,
  data: Buffer,
  hash: string | undefined,
): Promise<Buffer> {
  const options: SigningRequestOptions = hash === undefined ? {} : { hash: hash as Hash }
  return new Promise((resolve, reject) => {
    agent.sign(key, data, options, (error, signature) =>
      error || signature === undefined ? reject(error ?? new Error('no signature')) : resolve(signature),
    )
  })
}
