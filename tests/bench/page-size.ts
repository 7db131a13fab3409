import { globSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Result } from './result.ts'

const FOLDER = 'dist/renderer'

const kinds: readonly (readonly [what: string, extensions: readonly string[]])[] = [
  ['scripts', ['.js']],
  ['styles', ['.css']],
  ['fonts', ['.woff', '.woff2', '.ttf']],
  ['everything', []],
]

/** What the built page weighs, each file gzipped at level 9. Fonts are compressed already. */
export function measurePageSize(): Promise<readonly Result[]> {
  const files = globSync('**/*.*', { cwd: FOLDER }).filter(name => extname(name) !== '.map')
  const gzipped = files.map(name => ({ name, bytes: gzipSync(readFileSync(join(FOLDER, name)), { level: 9 }).length }))
  return Promise.resolve(
    kinds.map(([what, extensions]) => {
      const own = gzipped.filter(({ name }) => extensions.length === 0 || extensions.includes(extname(name)))
      const value = own.reduce((sum, { bytes }) => sum + bytes, 0) / 1000
      return { what: `${what}, gzipped`, unit: 'kB', value, note: `${own.length} files` }
    }),
  )
}
