import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractAll, extractFile, listPackage } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openElectronHost } from '../support/electron-host/open-electron-host.ts'

const archive = `release/${process.platform === 'linux' ? 'linux-unpacked' : 'unpacked'}/resources/app.asar`
let folder: string
let names: readonly string[]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-dist-'))
  execFileSync(process.execPath, ['build/dist.ts', '--dir'], { stdio: 'pipe' })
  names = listPackage(archive, { isPack: false }).map(name => name.replaceAll('\\', '/'))
}, 180_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packed app', () => {
  test.each([
    '/package.json',
    '/dist/main/main.cjs',
    '/dist/main/third-party-licenses.md',
    '/dist/preload/preload.cjs',
    '/dist/renderer/index.html',
  ])('holds %s', name => {
    expect(names).toContain(name)
  })

  test('holds a hashed script and a hashed style sheet', () => {
    expect(names).toContainEqual(expect.stringMatching(/^\/dist\/renderer\/assets\/[\w-]+\.js$/))
    expect(names).toContainEqual(expect.stringMatching(/^\/dist\/renderer\/assets\/[\w-]+\.css$/))
  })

  test('holds no sources, no tests, no modules and nothing else beside them', () => {
    const others = names.filter(name => !/^\/(package\.json|dist(\/(main|preload|renderer)(\/.*)?)?)$/.test(name))
    expect(others).toEqual([])
    expect(names.filter(name => /\.(ts|tsx|map)$|node_modules/.test(name))).toEqual([])
  })

  test('needs nothing that is not in it but Node, Electron and optional natives', () => {
    const main = extractFile(archive, 'dist/main/main.cjs').toString()
    // ajv has some in texts for code it could write out, which nobody asks it to; those begin with a backtick.
    const required = [...main.matchAll(/(?<!`)\brequire\("([^"]+)"\)/g)].map(match => match[1] ?? '')
    const others = required.filter(name => !name.startsWith('node:') && !name.endsWith('.node'))
    const known = new Set(['electron', 'cpu-features', ...process.getBuiltinModule('module').builtinModules])
    expect(others.filter(name => !known.has(name))).toEqual([])
  })

  test('has a preload script that a sandbox can run', () => {
    const preload = extractFile(archive, 'dist/preload/preload.cjs').toString()
    expect([...preload.matchAll(/\brequire\("([^"]+)"\)/g)].map(match => match[1])).toEqual(['electron'])
    expect(preload.length).toBeLessThan(2000)
  })

  test('says its own version and where it begins', () => {
    const manifest: unknown = JSON.parse(extractFile(archive, 'package.json').toString())
    expect(manifest).toMatchObject({ name: 'drydock', main: 'dist/main/main.cjs', version: expect.any(String) })
    expect(manifest).not.toHaveProperty('devDependencies')
  })

  test('starts, shows its page and ends', { timeout: 60_000 }, async () => {
    extractAll(archive, join(folder, 'app'))
    const env = { HOME: folder, DRYDOCK_DATA_DIR: join(folder, 'data'), ELECTRON_HOST_PACKAGED: '1' }
    const host = await openElectronHost({ appPath: join(folder, 'app'), env })
    try {
      await host.page.getByRole('heading', { name: 'Machines' }).waitFor()
      await host.page.getByText('practice', { exact: true }).first().waitFor()
      host.order({ kind: 'close-window' })
      expect(await host.ended).toBe(0)
    } finally {
      await host.close()
    }
  })
})
