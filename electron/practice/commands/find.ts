import { nameOf, resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt, treeOf } from '../system/files.ts'
import { ownEntry } from '../system/own-entry.ts'
import { err, out, type Process, type Program, UnsupportedUse } from '../system/process.ts'

interface Search {
  readonly roots: readonly string[]
  readonly tests: readonly ((path: string, depth: number) => boolean)[]
}

const KINDS: Readonly<Record<string, string>> = { f: 'file', d: 'directory' }

const toRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  )

function testFor({ world }: Process, name: string, value: string): Search['tests'][number] {
  if (name === '-maxdepth') return (_, depth) => depth <= Number(value)
  if (name === '-mindepth') return (_, depth) => depth >= Number(value)
  if (name === '-type') return path => lookAt(world, path)?.kind === ownEntry(KINDS, value)
  if (name === '-name') return path => toRegExp(value).test(nameOf(path))
  throw new UnsupportedUse(`unsupported test '${name}'`)
}

function readSearch(process: Process): Search {
  const words = [...process.argv.slice(1)]
  const roots: string[] = []
  while (words[0] !== undefined && !words[0].startsWith('-')) roots.push(words.shift() ?? '')
  const tests: Search['tests'][number][] = []
  for (let name = words.shift(); name !== undefined; name = words.shift()) {
    if (name !== '-print') tests.push(testFor(process, name, words.shift() ?? ''))
  }
  return { roots: roots.length === 0 ? ['.'] : roots, tests }
}

/** find(1) with `-maxdepth`, `-mindepth`, `-type` and `-name`. */
export const find: Program = async process => {
  const { roots, tests } = readSearch(process)
  let exitCode = 0
  for (const root of roots) {
    const base = resolvePath(process.cwd, root)
    const problem = accessProblem(process.world, process.user, base, 'r')
    if (problem) {
      await err(process, `find: ‘${root}’: ${problem}\n`)
      exitCode = 1
      continue
    }
    for (const path of treeOf(process.world, base)) {
      const below = path === base ? '' : path.slice(base === '/' ? 1 : base.length + 1)
      const depth = below === '' ? 0 : below.split('/').length
      const shown = below === '' ? root : `${root.replace(/\/$/, '')}/${below}`
      if (tests.every(passes => passes(path, depth))) await out(process, `${shown}\n`)
    }
  }
  return exitCode
}
