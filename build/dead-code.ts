/**
 * Finds what nothing uses: files no entry reaches, exports nobody imports, packages no file names. By the text of the
 * imports, because knip needs the JavaScript interface that TypeScript 7 no longer has. A name used again in its own
 * file counts as used: it is part of what that file exports.
 */

import { readFileSync } from 'node:fs'
import { type Import, importsOf, typeScriptFiles } from './imports.ts'
import { enterRepository } from './repository.ts'

/** Started by a person, a script or a tool, and so imported by nobody. */
const isEntry = (file: string): boolean =>
  /^electron\/(main|preload|web|cli)\.ts$/.test(file) ||
  /^renderer\/main\.tsx$/.test(file) ||
  /^tests\/renderer\/gallery\/main\.tsx$/.test(file) ||
  /^build\/(start|build|check|test|dist|dead-code|icons\/render-icons|.*\.config)\.ts$/.test(file) ||
  /^tests\/.*\.test\.tsx?$/.test(file) ||
  /^tests\/.*-process\.ts$/.test(file) ||
  /^tests\/(e2e\/stories|bench|lab)\//.test(file) ||
  /^tests\/e2e\/screenshots\.ts$/.test(file) ||
  /^tests\/support\/electron-host\/(run|electron)\.ts$/.test(file)

/** Used by their programs or their types and never imported by name. */
const isTool = (name: string): boolean =>
  name.startsWith('@types/') || ['node', 'typescript', '@biomejs/biome', 'happy-dom'].includes(name)

function reachable(entries: readonly string[], imports: readonly Import[]): ReadonlySet<string> {
  const next = Map.groupBy(imports, each => each.from)
  const reached = new Set<string>()
  const waiting = [...entries]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    waiting.push(...(next.get(file) ?? []).filter(each => !each.isPackage).map(each => each.to))
  }
  return reached
}

const declaration = /^export\s+(?:declare\s+)?(?:async\s+)?(?:const|let|function\*?|class|interface|type)\s+(\w+)/gm

function unusedExportsOf(file: string, users: readonly Import[]): readonly string[] {
  if (users.some(user => !user.names)) return []
  const source = readFileSync(file, 'utf8')
  const isUsedHere = (name: string): boolean => (source.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1
  const imported = new Set(users.flatMap(user => user.names ?? []))
  return [...source.matchAll(declaration)]
    .map(match => match[1] ?? '')
    .filter(name => !imported.has(name) && !isUsedHere(name))
    .map(name => `unused export: ${name} in ${file}`)
}

function unusedPackages(imports: readonly Import[]): readonly string[] {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Readonly<Record<string, Record<string, string>>>
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  const used = new Set(imports.map(each => each.to))
  return names.filter(name => !used.has(name) && !isTool(name)).map(name => `unused package: ${name}`)
}

/** One line for everything that is dead. Runs in the repository's root. */
export function findDeadCode(): readonly string[] {
  const files = typeScriptFiles(['shared', 'electron', 'renderer', 'build', 'tests'])
  const imports = files.flatMap(importsOf)
  const entries = files.filter(isEntry)
  const reached = reachable(entries, imports)
  const users = Map.groupBy(imports, each => each.to)
  return [
    ...files.filter(file => !reached.has(file)).map(file => `unused file: ${file}`),
    ...files.filter(file => !isEntry(file)).flatMap(file => unusedExportsOf(file, users.get(file) ?? [])),
    ...unusedPackages(imports),
  ]
}

if (import.meta.main) {
  enterRepository()
  const found = findDeadCode()
  for (const line of found) console.log(line)
  process.exitCode = found.length === 0 ? 0 : 1
}
