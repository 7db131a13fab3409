/**
 * What a page streams to the app because it may not learn where a file lies:
 *
 *   POST /drops            {name, kind, sizeBytes, blobs} → {id, path, has}, the blobs that need not come
 *   PUT /drops/ID/NAME     one file; without NAME the dropped file itself
 *   DELETE /drops/ID       not wanted any more
 */

import type { IncomingMessage } from 'node:http'
import * as z from 'zod'
import { AppError, toAppError } from '../../shared/errors.ts'
import type { App } from '../app.ts'
import type { PageAnswer } from '../entry/page-files.ts'
import { securityHeaders } from '../entry/security-headers.ts'

type Copies = App['dropped']

const MAX_ANNOUNCEMENT_BYTES = 1024 * 1024

const announcedSchema = z.strictObject({
  name: z.string().max(255),
  kind: z.enum(['folder', 'file']),
  sizeBytes: z.int().min(0),
  blobs: z.array(z.strictObject({ hex: z.string().regex(/^[0-9a-f]{64}$/), sizeBytes: z.int().min(0) })).default([]),
})

function json(status: number, value: unknown): PageAnswer {
  const headers = { ...securityHeaders, 'cache-control': 'no-store', 'content-type': 'application/json' }
  return { status, headers, body: Buffer.from(JSON.stringify(value)) }
}

async function readAnnouncement(request: IncomingMessage) {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length
    if (length > MAX_ANNOUNCEMENT_BYTES)
      throw new AppError('upload/drop-refused', { reason: 'Too much was announced.' })
    pieces.push(piece)
  }
  return announcedSchema.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')))
}

function parsePath(url: string): { readonly id: string; readonly name: string } {
  const [, id = '', ...names] = url.replace(/^\//, '').split('/')
  return { id, name: names.map(decodeURIComponent).join('/') }
}

async function act(request: IncomingMessage, copies: Copies): Promise<unknown> {
  const { id, name } = parsePath(request.url ?? '')
  if (request.method === 'POST' && id === '') return copies.begin(await readAnnouncement(request))
  if (request.method === 'PUT') return copies.write(id, name, request as AsyncIterable<Buffer>)
  if (request.method === 'DELETE' && name === '') return copies.remove(id)
  throw new AppError('upload/drop-refused', { reason: 'That is not how something is dropped.' })
}

export const isDropRequest = ({ url }: IncomingMessage): boolean =>
  url === '/drops' || Boolean(url?.startsWith('/drops/'))

/** Answers one of them; a failure is an answer of its own, with its report. */
export async function answerDrop(request: IncomingMessage, copies: Copies): Promise<PageAnswer> {
  try {
    return json(200, (await act(request, copies)) ?? {})
  } catch (thrown) {
    request.resume()
    return json(400, { error: toAppError(thrown).report })
  }
}
