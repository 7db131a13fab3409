/** The built page, read for a browser or for Electron's own scheme. Only files that the build put there can be had. */

import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { securityHeaders } from './security-headers.ts'

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
}

/** Answers a path of the page. */
export type PageFiles = (path: string) => Promise<PageAnswer>

/** Vite puts the content's hash into the name of everything under `assets/`, so those never change. */
const cacheControl = (path: string): string =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store'

const notFound: PageAnswer = {
  status: 404,
  headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: new TextEncoder().encode('There is nothing here.\n'),
}

function listFiles(directory: string): ReadonlyMap<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return new Map(files.map(file => [`/${relative(directory, file).split(sep).join('/')}`, file]))
}

/**
 * Lists `directory` once and answers only what is on that list, so a path is looked up and never followed: there is
 * no path that leads outside. Throws what `readdir` throws where the page was not built.
 */
export function openPageFiles(directory: string): PageFiles {
  const files = listFiles(directory)
  return async path => {
    const name = path === '/' ? '/index.html' : path
    const file = files.get(name)
    if (file === undefined) return notFound
    const headers = {
      ...securityHeaders,
      'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
      'cache-control': cacheControl(name),
    }
    return { status: 200, headers, body: new Uint8Array(await readFile(file)) }
  }
}
