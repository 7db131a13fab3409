/** A registry over plain HTTP, enough of the distribution spec for skopeo to read from: manifests and blobs by digest. */

import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const digestOf = (content: string): string => `sha256:${createHash('sha256').update(content).digest('hex')}`

const OCI = 'application/vnd.oci.image'

export interface SmallRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  /** Adds an image for one architecture under a tag (or only by digest); returns its digests. */
  addImage(image: {
    readonly tag?: string
    readonly architecture: string
    readonly labels?: Readonly<Record<string, string>>
  }): { readonly digest: string; readonly configDigest: string; readonly text: string }
  /** Adds an index over images added before; returns its digest. */
  addIndex(tag: string, images: readonly { readonly digest: string; readonly architecture: string }[]): string
  close(): Promise<void>
}

/** `login: true` refuses everybody. */
export async function openSmallRegistry({ login = false } = {}): Promise<SmallRegistry> {
  const manifests = new Map<string, { readonly type: string; readonly text: string }>()
  const blobs = new Map<string, string>()

  function serve(path: string, response: ServerResponse): ServerResponse {
    if (login)
      return response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}')
    if (path === '/v2/') return response.writeHead(200).end('{}')
    const [, kind, reference = ''] = /^\/v2\/os\/(manifests|blobs)\/(.+)$/.exec(path) ?? []
    const manifest = kind === 'manifests' ? manifests.get(reference) : undefined
    if (manifest) return response.writeHead(200, { 'content-type': manifest.type }).end(manifest.text)
    const blob = kind === 'blobs' ? blobs.get(reference) : undefined
    if (blob !== undefined) return response.writeHead(200).end(blob)
    return response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}')
  }

  const server = createServer((request, response) => void serve(request.url ?? '', response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))

  function put(type: string, text: string, tag?: string): string {
    const digest = digestOf(text)
    manifests.set(digest, { type, text })
    if (tag !== undefined) manifests.set(tag, { type, text })
    return digest
  }

  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    addImage({ tag, architecture, labels = {} }) {
      const config = JSON.stringify({
        architecture,
        os: 'linux',
        created: '2026-11-20T10:00:00Z',
        config: { Labels: labels },
        rootfs: { type: 'layers', diff_ids: [digestOf(architecture)] },
      })
      const configDigest = digestOf(config)
      blobs.set(configDigest, config)
      const text = JSON.stringify({
        schemaVersion: 2,
        mediaType: `${OCI}.manifest.v1+json`,
        config: { mediaType: `${OCI}.config.v1+json`, digest: configDigest, size: config.length },
        layers: [{ mediaType: `${OCI}.layer.v1.tar+gzip`, digest: digestOf(architecture), size: 1234 }],
      })
      return { digest: put(`${OCI}.manifest.v1+json`, text, tag), configDigest, text }
    },
    addIndex(tag, images) {
      const text = JSON.stringify({
        schemaVersion: 2,
        mediaType: `${OCI}.index.v1+json`,
        manifests: images.map(({ digest, architecture }) => ({
          mediaType: `${OCI}.manifest.v1+json`,
          digest,
          size: manifests.get(digest)?.text.length ?? 0,
          platform: { architecture, os: 'linux' },
        })),
      })
      return put(`${OCI}.index.v1+json`, text, tag)
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}
