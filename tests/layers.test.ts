/**
 * Who may import whom. Imports point one way: renderer → shared ← electron; inside electron: entries → app, api →
 * machines, images, jobs → backends, ssh → lib. A line that this test refuses belongs into another folder, or needs a
 * seam; a new line in the table is a decision about the design.
 */

import { describe, expect, test } from 'vitest'
import { type Import, importsOf, typeScriptFiles } from '../build/imports.ts'

interface Layer {
  /** A file or a folder; the longest that fits a file is its layer. */
  readonly path: string
  readonly imports: readonly string[]
  /** Packages; `node:` stands for all of Node. */
  readonly packages: readonly string[]
}

const domain = ['electron/machines', 'electron/images', 'electron/layouts', 'electron/uploads', 'electron/jobs']
const parts = [...domain, 'electron/practice', 'electron/lib', 'shared']
const entry = ['electron/app.ts', 'electron/entry', 'electron/lib', 'shared']

const layers: readonly Layer[] = [
  { path: 'shared', imports: [], packages: ['zod', 'birpc'] },
  {
    path: 'renderer',
    imports: ['shared'],
    packages: [
      'react',
      'react-dom',
      'zustand',
      'pretty-bytes',
      'zod',
      '@tanstack/react-virtual',
      '@patternfly/react-core',
      '@patternfly/react-icons',
      '@patternfly/react-styles',
      '@patternfly/react-table',
    ],
  },
  { path: 'electron/lib', imports: ['shared'], packages: ['node:', 'execa', 'p-limit', 'pretty-bytes', 'zod'] },
  { path: 'electron/backends', imports: ['electron/lib', 'shared'], packages: ['pretty-bytes', 'zod'] },
  { path: 'electron/ssh', imports: ['electron/lib', 'shared'], packages: ['node:', 'ssh2', 'ssh-config', 'p-limit'] },
  {
    path: 'electron/practice',
    imports: ['electron/ssh', 'electron/lib', 'shared'],
    packages: ['node:', 'ssh2', 'zod'],
  },
  ...domain.map(path => ({
    path,
    imports: [...domain, 'electron/backends', 'electron/ssh', 'electron/lib', 'shared'],
    packages: ['node:', 'p-limit', 'pretty-bytes', 'ssh-config', 'zod'],
  })),
  { path: 'electron/api.ts', imports: parts, packages: ['node:'] },
  { path: 'electron/app.ts', imports: ['electron/api.ts', ...parts], packages: ['node:'] },
  { path: 'electron/entry', imports: ['electron/lib', 'shared'], packages: ['node:'] },
  { path: 'electron/window', imports: entry, packages: ['node:', 'electron', 'zod'] },
  { path: 'electron/web', imports: entry, packages: ['node:', 'ws', 'zod'] },
  { path: 'electron/cli', imports: entry, packages: ['node:', 'pretty-bytes'] },
  { path: 'electron/main.ts', imports: ['electron/window', ...entry], packages: ['node:', 'electron'] },
  { path: 'electron/preload.ts', imports: [], packages: ['electron'] },
  { path: 'electron/web.ts', imports: ['electron/web', ...entry], packages: ['node:'] },
  { path: 'electron/cli.ts', imports: ['electron/cli', ...entry], packages: ['node:'] },
  {
    path: 'build',
    imports: ['tests'],
    packages: ['node:', 'vite', 'vitest', '@vitejs/plugin-react', '@playwright/test', 'electron-builder'],
  },
  // Tests may import anything, so nothing is asked of theirs.
  { path: 'tests', imports: [], packages: [] },
]

const isWithin = (file: string, path: string): boolean => file === path || file.startsWith(`${path}/`)

const layerOf = (file: string): Layer | undefined =>
  layers.filter(layer => isWithin(file, layer.path)).sort((one, other) => other.path.length - one.path.length)[0]

function isAllowed({ from, to, isPackage }: Import): boolean {
  const layer = layerOf(from)
  if (!layer) return false
  if (isPackage) return layer.packages.some(name => to === name || (name === 'node:' && to.startsWith('node:')))
  const target = layerOf(to)
  return target === layer || layer.imports.some(path => target?.path === path)
}

const say = ({ from, to }: Import): string => `${from} → ${to}`

describe('imports point one way', () => {
  const imports = typeScriptFiles(['shared', 'electron', 'renderer', 'build']).flatMap(importsOf)

  test('there are imports to look at', () => {
    expect(imports.length).toBeGreaterThan(100)
  })

  test.each(layers.map(layer => layer.path).filter(path => path !== 'tests'))('from %s', path => {
    const own = imports.filter(each => layerOf(each.from)?.path === path)
    expect(own.filter(each => !isAllowed(each)).map(say)).toEqual([])
  })

  test('every file belongs to a layer', () => {
    expect([...new Set(imports.filter(each => !layerOf(each.from)).map(each => each.from))]).toEqual([])
  })
})

test.each<[string, string, boolean]>([
  ['shared/job.ts', 'node:fs', true],
  ['shared/job.ts', 'electron/lib/ask.ts', false],
  ['renderer/main.tsx', 'electron/app.ts', false],
  ['renderer/main.tsx', 'node:fs', true],
  ['electron/machines/list.ts', 'electron', true],
  ['electron/machines/list.ts', 'ssh2', true],
  ['electron/lib/ask.ts', 'electron/jobs/jobs.ts', false],
  ['electron/app.ts', 'electron/main.ts', false],
  ['electron/web/session.ts', 'electron/web.ts', false],
  ['electron/web.ts', 'electron/jobs/jobs.ts', false],
  ['electron/preload.ts', 'shared/api.ts', false],
])('%s may not import %s', (from, to, isPackage) => {
  expect(isAllowed({ from, to, isPackage })).toBe(false)
})
