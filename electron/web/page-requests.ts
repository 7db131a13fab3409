/** Plain HTTP of the web entry: the page's files, and `/session` where a token becomes a cookie. */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { App } from '../app.ts'
import type { PageAnswer, PageFiles } from '../entry/page-files.ts'
import { securityHeaders } from '../entry/security-headers.ts'
import { answerDrop, isDropRequest } from './drop-requests.ts'
import { isFromOwnPage, isOwnRequest } from './same-origin.ts'
import type { Sessions } from './session.ts'
import { parseSessionCookie, sessionCookie } from './session-cookie.ts'

const status = (code: number, headers: Readonly<Record<string, string>> = {}): PageAnswer => ({
  status: code,
  headers: { ...securityHeaders, 'cache-control': 'no-store', ...headers },
  body: new Uint8Array(),
})

/** Whether the request carries the cookie of a session. */
export const hasSession = (request: IncomingMessage, sessions: Sessions, port: number): boolean =>
  sessions.isSession(parseSessionCookie(request.headers.cookie, port) ?? '')

/** What was sent along is read and forgotten. */
function refuse(request: IncomingMessage, code: number): PageAnswer {
  request.resume()
  return status(code)
}

function signIn(request: IncomingMessage, sessions: Sessions, port: number): PageAnswer {
  if (!isFromOwnPage(request.headers, port)) return status(403)
  const token = request.headers['x-drydock-token']
  const secret = typeof token === 'string' ? sessions.redeem(token) : undefined
  return secret === undefined ? status(401) : status(204, { 'set-cookie': sessionCookie(port, secret) })
}

function answerSession(request: IncomingMessage, sessions: Sessions, port: number): PageAnswer {
  if (request.method === 'POST') return signIn(request, sessions, port)
  if (request.method === 'GET') return status(hasSession(request, sessions, port) ? 204 : 401)
  return status(405, { allow: 'GET, POST' })
}

async function answerFile(request: IncomingMessage, files: PageFiles): Promise<PageAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return status(405, { allow: 'GET, HEAD' })
  return files((request.url ?? '/').split('?', 1)[0] ?? '/')
}

function send(request: IncomingMessage, response: ServerResponse, answer: PageAnswer): void {
  const length = answer.status === 204 ? {} : { 'content-length': answer.body.byteLength }
  response.writeHead(answer.status, { ...answer.headers, ...length })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

/**
 * `GET` a file · `POST /session` with `x-drydock-token`: 204 and the cookie, or 401 · `GET /session`: 204 while this
 * browser has a session, else 401 · `/drops` (drop-requests.ts). Everything else is refused; a wrong Host or Origin before anything is looked at.
 */
export function pageRequests(
  files: PageFiles,
  sessions: Sessions,
  portOf: () => number,
  dropped: App['dropped'],
): RequestListener {
  const answer = async (request: IncomingMessage): Promise<PageAnswer> => {
    if (!isOwnRequest(request.headers, portOf())) return refuse(request, 403)
    if (isDropRequest(request)) return drop(request)
    request.resume()
    if (request.url === '/session') return answerSession(request, sessions, portOf())
    return answerFile(request, files)
  }
  const drop = async (request: IncomingMessage): Promise<PageAnswer> => {
    if (!isFromOwnPage(request.headers, portOf())) return refuse(request, 403)
    return hasSession(request, sessions, portOf()) ? answerDrop(request, dropped) : refuse(request, 401)
  }
  return (request, response) => {
    answer(request)
      .catch(() => status(500))
      .then(
        found => send(request, response, found),
        () => response.destroy(),
      )
  }
}
