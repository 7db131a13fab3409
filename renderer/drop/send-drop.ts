/** Streams what was dropped to the app behind this page, file by file (electron/web/drop-requests.ts). */

import { AppError, type ErrorReport, fromReport } from '../../shared/errors.ts'
import { type Dropped, type DroppedFile, neededFiles } from './dropped.ts'

const lost = (): AppError =>
  new AppError('upload/drop-refused', { reason: 'The connection to Drydock was lost while it was sent.' })

interface Sending {
  readonly signal: AbortSignal
  onSent(sentBytes: number, totalBytes: number): void
}

function failureOf(text: string): AppError {
  try {
    return fromReport((JSON.parse(text) as { readonly error: ErrorReport }).error)
  } catch {
    return lost()
  }
}

interface Begun {
  readonly id: string
  readonly path: string
  /** Blobs that Drydock still has from the drop before. */
  readonly has: readonly string[]
}

/** The hex digits of a blob’s digest, which is what a layout calls its file; undefined for other files. */
const hexOf = ({ name }: DroppedFile): string | undefined => /^blobs\/sha256\/([0-9a-f]{64})$/.exec(name)?.[1]

const bytesOf = (files: readonly DroppedFile[]): number => files.reduce((sum, { file }) => sum + file.size, 0)

async function begin({ name, kind }: Dropped, files: readonly DroppedFile[], signal: AbortSignal): Promise<Begun> {
  const blobs = files.flatMap(each => {
    const hex = hexOf(each)
    return hex === undefined ? [] : [{ hex, sizeBytes: each.file.size }]
  })
  const body = JSON.stringify({ name, kind, sizeBytes: bytesOf(files), blobs })
  const answer = await fetch('/drops', { method: 'POST', body, signal })
  if (!answer.ok) throw failureOf(await answer.text())
  return (await answer.json()) as Begun
}

/** One file. Only XMLHttpRequest tells how much of a body has been sent. */
function put(url: string, file: File, { signal, onSent }: Sending, before: number, total: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const abort = (): void => request.abort()
    request.open('PUT', url)
    request.upload.onprogress = ({ loaded }) => onSent(before + loaded, total)
    request.onload = () => (request.status === 200 ? resolve() : reject(failureOf(request.responseText)))
    request.onerror = () => reject(lost())
    request.onabort = () => reject(signal.reason)
    request.onloadend = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort)
    request.send(file)
  })
}

const urlOf = (id: string, { name }: DroppedFile): string =>
  ['/drops', id, ...name.split('/').filter(part => part !== '')]
    .map((part, at) => (at === 0 ? part : encodeURIComponent(part)))
    .join('/')

/** Sends it and resolves with the path of the copy. Aborted or failed, the copy is removed again. */
export async function sendDrop(dropped: Dropped, sending: Sending): Promise<string> {
  const needed = neededFiles(dropped)
  const { id, path, has } = await begin(dropped, needed, sending.signal)
  const files = needed.filter(each => !has.includes(hexOf(each) ?? ''))
  const totalBytes = bytesOf(files)
  try {
    let sentBytes = 0
    sending.onSent(0, totalBytes)
    for (const each of files) {
      sending.signal.throwIfAborted()
      await put(urlOf(id, each), each.file, sending, sentBytes, totalBytes)
      sentBytes += each.file.size
    }
    return path
  } catch (thrown) {
    void fetch(`/drops/${id}`, { method: 'DELETE' }).catch(() => undefined)
    throw thrown
  }
}
