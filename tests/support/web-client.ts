import { request } from 'node:http'
import { WebSocket } from 'ws'
import type { WebServer } from '../../electron/web/web-server.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** The token in an address that was printed. */
export const tokenOf = (address: string): string => new URL(address).hash.slice('#token='.length)

/** Speaks to the web entry as any program could, honest headers or not. `server` is asked anew for every request. */
export function webClient(server: () => WebServer) {
  const ownOrigin = (): string => `http://127.0.0.1:${server().port}`

  /** Sends exactly this path and these headers, which `fetch` would tidy up. */
  function send(method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: server().port, method, path, headers, agent: false },
        response => {
          let body = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            body += chunk
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
        },
      )
      sent.on('error', reject)
      sent.end()
    })
  }

  const signIn = (token: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    send('POST', '/session', { origin: ownOrigin(), 'x-drydock-token': token, ...headers })

  async function newCookie(): Promise<string> {
    const answer = await signIn(tokenOf(server().freshAddress()))
    return String(answer.headers['set-cookie']).split(';')[0] ?? ''
  }

  /** The socket when it opened, or the status it was refused with. */
  function openSocket(headers: Readonly<Record<string, string>>, path = '/api'): Promise<WebSocket | number> {
    return new Promise(resolve => {
      const socket = new WebSocket(`ws://127.0.0.1:${server().port}${path}`, { headers })
      socket.on('open', () => resolve(socket))
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.on('error', () => undefined)
    })
  }

  async function openOwnSocket(): Promise<WebSocket> {
    const opened = await openSocket({ origin: ownOrigin(), cookie: await newCookie() })
    if (typeof opened === 'number') throw new Error(`refused with ${opened}`)
    return opened
  }

  return { ownOrigin, send, signIn, newCookie, openSocket, openOwnSocket }
}
