/** The SSH side of a practice machine: one key, two users, as many sessions as sshd allows by default. */

import type { AuthContext, Connection } from 'ssh2'
import ssh2 from 'ssh2'
import { CORE, ROOT, type User } from '../system/process.ts'
import type { World } from '../system/world.ts'
import { type Listener, openListener } from './listener.ts'
import { serveSession } from './serve-session.ts'
import { generateThrowAwayKey } from './throw-away-key.ts'

/** sshd_config(5): MaxSessions. */
const MAX_SESSIONS = 10

export interface SshDoor extends Listener {
  readonly privateKey: string
  /** Base64 of the host key’s public blob. */
  readonly hostKey: string
  readonly logins: () => readonly { readonly id: number; readonly user: string }[]
}

const userNamed = (name: string): User | undefined => [CORE, ROOT].find(user => user.name === name)

function checkKey(context: AuthContext, blob: Buffer): boolean {
  if (context.method !== 'publickey' || !context.key.data.equals(blob)) return false
  if (!context.signature) return true
  const key = ssh2.utils.parseKey(context.key.data)
  if (key instanceof Error || !context.blob) return false
  return key.verify(context.blob, context.signature, context.hashAlgo) === true
}

/** Opens the door; `world` is asked for at each login, for it is made after its door. */
export async function openSshDoor(world: () => World): Promise<SshDoor> {
  const hostKey = generateThrowAwayKey()
  const clientKey = generateThrowAwayKey()
  const logins = new Map<number, string>()
  let nextLogin = 1

  const serve = (connection: Connection) => {
    const gone = new AbortController()
    const login = nextLogin++
    let user: User | undefined
    let sessions = 0
    connection.on('error', () => {})
    connection.on('close', () => {
      logins.delete(login)
      gone.abort()
    })
    connection.on('authentication', context => {
      user = userNamed(context.username)
      if (user && checkKey(context, clientKey.publicBlob)) context.accept()
      else context.reject(['publickey'])
    })
    connection.on('ready', () => logins.set(login, user?.name ?? ''))
    connection.on('session', (accept, reject) => {
      if (!user || sessions >= MAX_SESSIONS) return void reject()
      const session = accept()
      sessions++
      session.on('close', () => {
        sessions--
      })
      serveSession({ world: world(), user, gone: gone.signal }, session)
    })
  }
  const server = new ssh2.Server({ hostKeys: [hostKey.privateKey], ident: 'Drydock-practice' }, serve)
  server.on('error', () => {})
  const listener = await openListener(socket => server.injectSocket(socket))
  return {
    ...listener,
    privateKey: clientKey.privateKey,
    hostKey: hostKey.publicBlob.toString('base64'),
    logins: () => [...logins].map(([id, name]) => ({ id, user: name })),
  }
}
