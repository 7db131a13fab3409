import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { understandLayout } from '../../electron/layouts/open-layout.ts'
import { type DroppedCopies, openDroppedCopies } from '../../electron/uploads/dropped-copies.ts'
import { openWebServer, type WebServer } from '../../electron/web/web-server.ts'
import type { Api } from '../../shared/api.ts'
import { makeLayout, noise } from '../support/make-layout.ts'
import { tempDir } from '../support/temp-dir.ts'
import { webClient } from '../support/web-client.ts'

let dataDir: string
let copies: DroppedCopies
let running: string[]
let server: WebServer

beforeEach(async context => {
  dataDir = tempDir()
  running = []
  copies = openDroppedCopies(dataDir, () => running)
  const page = tempDir()
  writeFileSync(join(page, 'index.html'), '')
  const app = { api: {} as Api, onAnnounce: () => () => undefined, dropped: copies }
  server = await openWebServer({ app, pageDir: page, port: 0 })
  context.onTestFinished(() => server.close())
})
afterEach(() => copies.close())

const { ownOrigin, newCookie } = webClient(() => server)

const left = (): readonly string[] => (existsSync(join(dataDir, 'drops')) ? readdirSync(join(dataDir, 'drops')) : [])

async function ask(method: string, path: string, body?: string | Buffer, headers: Record<string, string> = {}) {
  const answer = await fetch(`${ownOrigin()}${path}`, {
    method,
    headers: { origin: ownOrigin(), cookie: await newCookie(), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, value: text === '' ? undefined : JSON.parse(text) }
}

const announce = (name = 'my-os', sizeBytes = 100_000, kind = 'folder') =>
  ask('POST', '/drops', JSON.stringify({ name, kind, sizeBytes }))

/** Streams a folder as a page does; `spoiled` arrives with other content. */
async function send(directory: string, spoiled = ''): Promise<{ readonly path: string; readonly has: string[] }> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(each => each.isFile())
  const files = entries.map(({ parentPath, name }) => {
    const content = readFileSync(join(parentPath, name))
    return { name: join(parentPath, name).slice(directory.length + 1), content }
  })
  const blobs = files.flatMap(({ name, content }) =>
    name.startsWith('blobs/sha256/') ? [{ hex: name.slice(13), sizeBytes: content.length }] : [],
  )
  const sizeBytes = files.reduce((sum, { content }) => sum + content.length, 0)
  const announced = JSON.stringify({ name: 'my-os', kind: 'folder', sizeBytes, blobs })
  const { value } = await ask('POST', '/drops', announced)
  for (const { name, content } of files) {
    if (value.has.includes(name.slice(13))) continue
    const sent = name === spoiled ? Buffer.alloc(content.length) : content
    expect((await ask('PUT', `/drops/${value.id}/${name}`, sent)).status).toBe(200)
  }
  return value
}

describe('what a page streams', () => {
  test('is the folder that was dropped, and goes with the app', async () => {
    const made = makeLayout(join(tempDir(), 'my-os'), { layers: [noise(5000, 'a'), noise(300, 'b')] })
    const { path } = await send(made.directory)
    expect((await understandLayout(path)).images[0]?.digest).toBe(made.digest)
    copies.close()
    expect(left()).toEqual([])
  })

  test('comes again only where it changed, and of what was not what its name says nothing is kept', async () => {
    const same = noise(5000, 'a')
    await send(makeLayout(join(tempDir(), 'my-os'), { layers: [same, noise(300, 'b')] }).directory)
    const rebuilt = makeLayout(join(tempDir(), 'my-os'), { layers: [same, noise(400, 'c')] })
    const [one = '', other = ''] = rebuilt.layers.map(({ digest }) => digest.slice(7))
    expect((await send(rebuilt.directory, `blobs/sha256/${other}`)).has).toEqual([one])
    const second = await send(rebuilt.directory)
    expect(second.has).toContain(one)
    expect(second.has).not.toContain(other)
    const third = await send(rebuilt.directory)
    expect(new Set(third.has)).toEqual(new Set(readdirSync(join(rebuilt.directory, 'blobs/sha256'))))
    expect((await understandLayout(third.path)).images[0]?.digest).toBe(rebuilt.digest)
    copies.close()
    expect(left()).toEqual([])
  })

  test('is not taken from what was kept with another size', async () => {
    const made = makeLayout(join(tempDir(), 'my-os'), { layers: [noise(5000, 'a')] })
    await send(made.directory)
    const hex = made.layers[0]?.digest.slice(7)
    const body = { name: 'my-os', kind: 'folder', sizeBytes: 9, blobs: [{ hex, sizeBytes: 9 }] }
    expect((await ask('POST', '/drops', JSON.stringify(body))).value.has).toEqual([])
  })

  test.each(['../../x', 'a'.repeat(63), 'A'.repeat(64)])('announces blobs by digest: %s is none', async hex => {
    const body = { name: 'my-os', kind: 'folder', sizeBytes: 9, blobs: [{ hex, sizeBytes: 9 }] }
    expect((await ask('POST', '/drops', JSON.stringify(body))).status).toBe(400)
  })

  test('can be one file', async () => {
    const { value } = await announce('my os.tar', 5, 'file')
    expect((await ask('PUT', `/drops/${value.id}`, 'hello')).status).toBe(200)
    expect(readFileSync(value.path, 'utf8')).toBe('hello')
    expect(value.path).toMatch(/\/my os\.tar$/)
  })

  test.each(['..%2f..%2fx', 'a/../../x', '%2e%2e/x', 'a%00b', 'a//b', '%2Fetc%2Fx', 'a%5cb'])(
    'cannot leave its folder: %s',
    async name => {
      const { value } = await announce()
      const answer = await ask('PUT', `/drops/${value.id}/${name}`, 'x')
      // What fetch resolves itself is no request for a drop any more.
      if (answer.status === 200) expect(readdirSync(value.path, { recursive: true })).toEqual(['x'])
      else expect([400, 404, 405]).toContain(answer.status)
      expect(left()).toHaveLength(1)
    },
  )

  test.each(['', '.', '..', 'a/b', 'a\u0000b'])('has a name: %j is none', async name => {
    expect(await announce(name)).toMatchObject({ status: 400, value: { error: { code: 'upload/drop-refused' } } })
    expect(left()).toEqual([])
  })

  test('may not be more than was announced', async () => {
    const { value } = await announce('my-os', 10)
    expect(await ask('PUT', `/drops/${value.id}/a`, 'x'.repeat(11))).toMatchObject({
      status: 400,
      value: { error: { message: 'More arrived than was announced.' } },
    })
  })

  test('that has no room here is refused before the first byte', async () => {
    expect(await announce('my-os', 1e15)).toMatchObject({
      status: 400,
      value: { error: { code: 'upload/drop-refused' } },
    })
    expect(left()).toEqual([])
  })

  test('writes no file twice', async () => {
    const { value } = await announce()
    await ask('PUT', `/drops/${value.id}/a`, 'one')
    expect((await ask('PUT', `/drops/${value.id}/a`, 'two')).status).toBe(400)
    expect(readFileSync(join(value.path, 'a'), 'utf8')).toBe('one')
  })

  test('goes when it is not wanted, and with the next drop, but not while a job uses it', async () => {
    const first = (await announce('first')).value
    await ask('DELETE', `/drops/${first.id}`)
    expect(left()).toEqual([])
    const second = (await announce('second')).value
    running.push(second.path)
    const third = (await announce('third')).value
    await announce('fourth')
    expect(existsSync(second.path)).toBe(true)
    expect(existsSync(third.path)).toBe(false)
  })

  test.each([
    ['without a session', { cookie: '' }],
    ['from another origin', { origin: 'http://evil.example' }],
  ])('is refused %s', async (_what, headers) => {
    const answer = await fetch(`${ownOrigin()}/drops`, {
      method: 'POST',
      headers: { origin: ownOrigin(), cookie: await newCookie(), ...headers },
      body: '{"name":"x","kind":"folder","sizeBytes":1}',
    })
    expect([401, 403]).toContain(answer.status)
    expect(left()).toEqual([])
  })

  test('is refused without an Origin, as a form of another site could send it', async () => {
    const answer = await fetch(`${ownOrigin()}/drops`, {
      method: 'POST',
      headers: { cookie: await newCookie() },
      body: '{"name":"x","kind":"folder","sizeBytes":1}',
    })
    expect(answer.status).toBe(403)
  })
})

test('what a job needs that goes on stays at the end and at the next start', () => {
  const path = join(dataDir, 'drops', '999999999-aabbccdd', 'my-os')
  mkdirSync(path, { recursive: true })
  openDroppedCopies(dataDir, () => [path]).close()
  expect(existsSync(path)).toBe(true)
})

test('what a Drydock that was killed left is removed at the next start', () => {
  const abandoned = join(dataDir, 'drops', '999999999-aa', 'my-os')
  const alive = join(dataDir, 'drops', `${process.ppid}-bb`)
  mkdirSync(abandoned, { recursive: true })
  mkdirSync(alive, { recursive: true })
  openDroppedCopies(dataDir, () => [])
  expect(left()).toEqual([`${process.ppid}-bb`])
})
