import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDroppedCopies } from '../../electron/uploads/dropped-copies.ts'
import { openWebServer, type WebServer } from '../../electron/web/web-server.ts'
import type { Announcement, Api } from '../../shared/api.ts'
import { connectApi } from '../../shared/rpc.ts'
import { tokenOf, webClient } from '../support/web-client.ts'

let folder: string
let server: WebServer
let announce: (announcements: readonly Announcement[]) => void

const hello = { version: '1.2.3', entry: 'web', platform: 'linux' } as const
const listeners = new Set<(announcements: readonly Announcement[]) => void>()
const app = {
  api: { hello: async () => hello } as unknown as Api,
  onAnnounce: (listener: (announcements: readonly Announcement[]) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  get dropped() {
    return openDroppedCopies(join(folder, 'data'), () => [])
  },
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-web-'))
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'page', 'index.html'), '<h1>Drydock</h1>')
  writeFileSync(join(folder, 'page', 'assets', 'index-abc.js'), 'export {}')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  announce = announcements => {
    for (const listener of listeners) listener(announcements)
  }
  server = await openWebServer({ app, pageDir: join(folder, 'page'), port: 0 })
})

afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const { ownOrigin, send, signIn, newCookie, openSocket, openOwnSocket } = webClient(() => server)

describe('the token', () => {
  test('is in the fragment of the printed address and has 256 bits', () => {
    const { origin, pathname, search, hash } = new URL(server.freshAddress())
    expect([origin, pathname, search]).toEqual([ownOrigin(), '/', ''])
    expect(Buffer.from(hash.slice('#token='.length), 'base64url')).toHaveLength(32)
  })

  test('becomes a cookie that scripts cannot read and other sites cannot send', async () => {
    const answer = await signIn(tokenOf(server.freshAddress()))
    expect(answer.status).toBe(204)
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^drydock-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/),
    ])
  })

  test('is good once', async () => {
    const token = tokenOf(server.freshAddress())
    expect((await signIn(token)).status).toBe(204)
    const again = await signIn(token)
    expect([again.status, again.headers['set-cookie']]).toEqual([401, undefined])
  })

  test('of a fresh address works beside one that is still unused', async () => {
    const tokens = [tokenOf(server.freshAddress()), tokenOf(server.freshAddress())]
    expect(await Promise.all(tokens.map(async token => (await signIn(token)).status))).toEqual([204, 204])
  })

  test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(4000)])('that was never given is refused: %s', async token => {
    expect((await signIn(token)).status).toBe(401)
  })

  test('is refused from another origin, and stays good for our own page', async () => {
    const token = tokenOf(server.freshAddress())
    expect((await signIn(token, { origin: 'http://evil.example' })).status).toBe(403)
    expect((await signIn(token)).status).toBe(204)
  })

  test('is refused where no Origin is sent', async () => {
    const token = tokenOf(server.freshAddress())
    expect((await send('POST', '/session', { 'x-drydock-token': token })).status).toBe(403)
  })

  test('is never in a query, so it is in no history and no log', async () => {
    const token = tokenOf(server.freshAddress())
    expect((await send('POST', `/session?token=${token}`, { origin: ownOrigin() })).status).toBe(405)
  })
})

describe('over HTTP', () => {
  const otherHosts = ['localhost', 'evil.example', '127.0.0.1', '127.0.0.1:1', '127.0.0.1.evil.example', '[::1]']
  test.each(otherHosts)('a Host that is not ours is refused: %s', async host => {
    expect((await send('GET', '/', { host })).status).toBe(403)
  })

  test.each(['null', 'http://127.0.0.1', 'http://127.0.0.1:1', 'https://evil.example'])(
    'an Origin that is not ours is refused: %s',
    async origin => {
      expect((await send('GET', '/', { origin })).status).toBe(403)
    },
  )

  test('the page comes with a policy that lets it run its own scripts and nothing else', async () => {
    const { status, headers, body } = await send('GET', '/')
    expect([status, body, headers['content-type']]).toEqual([200, '<h1>Drydock</h1>', 'text/html; charset=utf-8'])
    const policy = String(headers['content-security-policy'])
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    for (const part of ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "connect-src 'self'"]) {
      expect(policy).toContain(part)
    }
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })

  test('refusals carry the policy too', async () => {
    const answers = await Promise.all([send('GET', '/nothing'), send('GET', '/', { host: 'x' }), send('PUT', '/')])
    expect(answers.map(answer => answer.status)).toEqual([404, 403, 405])
    for (const answer of answers) expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
  })

  test('files with a hash in their name may be kept for ever', async () => {
    const { headers } = await send('GET', '/assets/index-abc.js')
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//etc/passwd',
    '/assets/%00',
    '/assets/',
    '/assets',
    '..',
    'http://evil.example/',
  ])('no path leads out of the page: %s', async path => {
    const { status, body } = await send('GET', path)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body).not.toContain('secret')
  })

  test('HEAD is answered without a body', async () => {
    const { status, headers, body } = await send('HEAD', '/')
    expect([status, headers['content-length'], body]).toEqual([200, '16', ''])
  })

  test('a page can ask whether its browser has a session', async () => {
    expect((await send('GET', '/session')).status).toBe(401)
    expect((await send('GET', '/session', { cookie: await newCookie() })).status).toBe(204)
  })
})

describe('over the WebSocket', () => {
  test('our own page with a session is answered, and told what changed', async () => {
    const socket = await openOwnSocket()
    const told = Promise.withResolvers<readonly Announcement[]>()
    const channel = {
      send: (message: unknown) => socket.send(JSON.stringify(message)),
      onMessage: (listener: (message: unknown) => void) =>
        socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString()))),
    }
    const api = connectApi(channel, told.resolve)
    expect(await api.hello()).toEqual(hello)
    announce([{ kind: 'machines' }])
    expect(await told.promise).toEqual([{ kind: 'machines' }])
  })

  test.each(['http://127.0.0.1:1', 'http://localhost', 'null', 'https://evil.example'])(
    'an Origin that is not ours is refused, session or not: %s',
    async origin => {
      expect(await openSocket({ origin, cookie: await newCookie() })).toBe(403)
    },
  )

  test('a Host that is not ours is refused (DNS rebinding)', async () => {
    const headers = { host: `evil.example:${server.port}`, origin: `http://evil.example:${server.port}` }
    expect(await openSocket({ ...headers, cookie: await newCookie() })).toBe(403)
  })

  test('no Origin is refused', async () => {
    expect(await openSocket({ cookie: await newCookie() })).toBe(403)
  })

  test('no session is refused', async () => {
    expect(await openSocket({ origin: ownOrigin() })).toBe(401)
    expect(await openSocket({ origin: ownOrigin(), cookie: `drydock-${server.port}=${'A'.repeat(43)}` })).toBe(401)
  })

  test('a session of another Drydock is none of this one', async () => {
    const other = await openWebServer({ app, pageDir: join(folder, 'page'), port: 0 })
    try {
      const cookie = (await newCookie()).replace(String(server.port), String(other.port))
      const sent = fetch(`http://127.0.0.1:${other.port}/session`, { headers: { cookie } })
      expect((await sent).status).toBe(401)
    } finally {
      await other.close()
    }
  })

  test('only /api is one', async () => {
    expect(await openSocket({ origin: ownOrigin(), cookie: await newCookie() }, '/other')).toBe(404)
  })

  test.each(['not json', '1', '"text"', 'null'])('a message that is not an object ends it: %s', async text => {
    const socket = await openOwnSocket()
    const closed = new Promise<number>(resolve => {
      socket.on('close', resolve)
    })
    socket.send(text)
    expect(await closed).toBe(1003)
  })

  test('a message over a mebibyte ends it', async () => {
    const socket = await openOwnSocket()
    const closed = new Promise<number>(resolve => {
      socket.on('close', resolve)
    })
    socket.send(JSON.stringify({ text: 'x'.repeat(1024 * 1024) }))
    expect(await closed).toBe(1009)
  })

  test('a closed one is told nothing any more', async () => {
    const socket = await openOwnSocket()
    expect(listeners.size).toBe(1)
    socket.close()
    await expect.poll(() => listeners.size).toBe(0)
  })
})

test.each(['127.0.0.2', '[::1]'])('it listens on 127.0.0.1 alone, not on %s', async address => {
  await expect(fetch(`http://${address}:${server.port}/`)).rejects.toThrow('fetch failed')
})

test('a port that is taken is said as such', async () => {
  const second = openWebServer({ app, pageDir: join(folder, 'page'), port: server.port })
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
