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
  // Without a signature the client only asks whether this key would do.
  if (!context.signature) return true
  const key = ssh2.utils.parseKey(context.key.data)
  if (key instanceof Error || !context.blob) return false
  return key.verify(context.blob, context.signature, context.hashAlgo) === true
}

/** Serves the sessions of one user’s connection. */
function serveSessions(world: () => World, connection: Connection, user: User): void {
  const gone = new AbortController()
  let sessions = 0
  connection.on('close', () => gone.abort())
  connection.on('session', (accept, reject) => {
    if (sessions >= MAX_SESSIONS) {
      reject()
      return
    }
    const session = accept()
    sessions++
    session.on('close', () => {
      sessions--
    })
    serveSession({ world: world(), user, gone: gone.signal }, session)
  })
}

/** Opens the door; `world` is asked for at each session, for it is made after its door. */
export async function openSshDoor(world: () => World): Promise<SshDoor> {
  const hostKey = generateThrowAwayKey()
  const clientKey = generateThrowAwayKey()
  const logins = new Map<Connection, { readonly id: number; readonly user: string }>()
  let nextLogin = 1

  const serve = (connection: Connection) => {
    let user: User | undefined
    connection.on('error', () => {})
    connection.on('close', () => logins.delete(connection))
    connection.on('authentication', context => {
      user = userNamed(context.username)
      if (user && checkKey(context, clientKey.publicBlob)) context.accept()
      else context.reject(['publickey'])
    })
    connection.on('ready', () => {
      if (!user) return
      logins.set(connection, { id: nextLogin++, user: user.name })
      serveSessions(world, connection, user)
    })
  }
  const server = new ssh2.Server({ hostKeys: [hostKey.privateKey], ident: 'Drydock-practice' }, serve)
  server.on('error', () => {})
  return {
    ...(await openListener(socket => server.injectSocket(socket))),
    privateKey: clientKey.privateKey,
    hostKey: hostKey.publicBlob.toString('base64'),
    logins: () => [...logins.values()],
  }
}
