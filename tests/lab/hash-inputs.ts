import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const filesUnder = (path: string): readonly string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap(name => filesUnder(join(path, name)))
    : [path]

/** 16 hex digits that change with any of the words, or with a file (name, content, executable or not) under the paths. */
export function hashInputs(words: readonly string[], paths: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(words))
  for (const path of paths.flatMap(filesUnder)) {
    const isExecutable = (statSync(path).mode & 0o100) !== 0
    hash.update(`\0${path.replace(import.meta.dirname, '')}\0${isExecutable}\0`).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 16)
}
