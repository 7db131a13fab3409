/**
 * The page's own scheme. Unlike `file:` it has an origin of its own, real HTTP semantics and our headers, and it can
 * reach nothing but the built page.
 */

import { protocol } from 'electron'
import { openPageFiles } from '../entry/page-files.ts'

const SCHEME = 'drydock'
const HOST = 'app'

export const pageUrl = `${SCHEME}://${HOST}/`

export const isOwnPage = (url: string): boolean => url === pageUrl || url.startsWith(`${pageUrl}#`)

/** Has to be called before Electron is ready. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

/** Answers `drydock://app/…` with the files in `pageDir`; other hosts and methods are refused. */
export function serveAppScheme(pageDir: string): void {
  const files = openPageFiles(pageDir)
  protocol.handle(SCHEME, async request => {
    const url = new URL(request.url)
    if (url.host !== HOST || request.method !== 'GET') return new Response(null, { status: 403 })
    const { status, headers, body } = await files(url.pathname)
    return new Response(body, { status, headers })
  })
}
