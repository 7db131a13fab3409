import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export interface Import {
  /** The importing file, from the repository's root. */
  readonly from: string
  /** The imported file from the root, or the name of a package or of a Node module (`node:fs`). */
  readonly to: string
  readonly isPackage: boolean
  /** What is imported of it; undefined for all of it. */
  readonly names?: readonly string[]
}

/** Biome keeps every import in this form, so a parser is not needed to find them. */
const statement = /^(?:import|export)\s+(?:(?:type\s+)?([^'";]*?)\s*from\s*)?['"]([^'"]+)['"]/gm
const call = /\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g

const packageName = (specifier: string): string =>
  specifier.startsWith('node:') ? specifier : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

/** `{ a, type b as c }` names a and b; a default import or `* as x` may use anything. */
function namesIn(clause: string): readonly string[] | undefined {
  const braces = /^\{([^}]*)\}$/.exec(clause.trim())?.[1]
  return braces?.split(',').flatMap(part => /^\s*(?:type\s+)?(\w+)/.exec(part)?.[1] ?? [])
}

function toImport(from: string, specifier: string, clause: string): Import {
  const isPackage = !specifier.startsWith('.')
  const to = isPackage ? packageName(specifier) : normalize(join(dirname(from), specifier)).replaceAll('\\', '/')
  const names = namesIn(clause)
  return names ? { from, to, isPackage, names } : { from, to, isPackage }
}

/** Every import of one file. */
export function importsOf(file: string): readonly Import[] {
  const source = readFileSync(file, 'utf8').replace(/^\s*\/\*[\s\S]*?\*\//gm, '')
  const statements = [...source.matchAll(statement)].map(([, clause = '', to = '']) => toImport(file, to, clause))
  const calls = [...source.matchAll(call)].map(([, to = '']) => toImport(file, to, ''))
  return [...statements, ...calls]
}

/** The TypeScript files below some folders of the repository, as paths from its root. */
export function typeScriptFiles(folders: readonly string[]): readonly string[] {
  const entries = folders.flatMap(folder => readdirSync(folder, { recursive: true, withFileTypes: true }))
  const files = entries.filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
  return files.map(entry => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
}
