/** The files of a practice machine: a map of paths, with owners and modes, and errors in the words of strerror(3). */

import { randomUUID } from 'node:crypto'
import { baseDirectories, baseFile, baseFilePaths } from './base-files.ts'
import { parentOf } from './file-paths.ts'
import { ownEntry } from './own-entry.ts'
import type { User } from './process.ts'
import type { StoredFile } from './snapshot.ts'
import { hasTrouble, type World } from './world.ts'

/** strerror(3) of what went wrong with a path. */
export type FileProblem =
  | 'No such file or directory'
  | 'Permission denied'
  | 'Is a directory'
  | 'Not a directory'
  | 'File exists'
  | 'Directory not empty'
  | 'Read-only file system'
  | 'No space left on device'

/** Larger files are refused as by a full disk: this machine lives in the app’s memory. */
const LARGEST_FILE_BYTES = 64 * 1024 * 1024

const READ_ONLY = ['/usr', '/proc', '/boot', '/sysroot', '/ostree'] as const

/** What is at a path, or undefined. */
export function lookAt(world: World, path: string): StoredFile | undefined {
  const made = ownEntry(world.state.files, path)
  if (made) return made
  const modifiedMs = world.state.bootedAtMs
  const base = ownEntry(baseDirectories, path)
  if (base) return { kind: 'directory', ...base, modifiedMs, sizeBytes: 4096 }
  const text = baseFile(world, path)
  if (text === undefined) return undefined
  const content = Buffer.from(text).toString('base64')
  return { kind: 'file', mode: 0o644, uid: 0, modifiedMs, sizeBytes: Buffer.byteLength(text), content }
}

const BITS = { r: 4, w: 2, x: 1 } as const

function isAllowed(user: User, file: StoredFile, want: keyof typeof BITS): boolean {
  if (user.uid === 0) return true
  const bits = file.uid === user.uid ? file.mode >> 6 : file.mode
  return (bits & BITS[want]) !== 0
}

const ancestors = (path: string): readonly string[] =>
  path === '/' ? [] : [...ancestors(parentOf(path)), parentOf(path)]

function searchProblem(world: World, user: User, path: string): FileProblem | undefined {
  for (const directory of ancestors(path)) {
    const found = lookAt(world, directory)
    if (!found) return 'No such file or directory'
    if (found.kind === 'file') return 'Not a directory'
    if (!isAllowed(user, found, 'x')) return 'Permission denied'
  }
  return undefined
}

/** Why a user cannot read, write or search what is at a path, or undefined when they can. */
export function accessProblem(
  world: World,
  user: User,
  path: string,
  want: keyof typeof BITS,
): FileProblem | undefined {
  const problem = searchProblem(world, user, path)
  if (problem) return problem
  const found = lookAt(world, path)
  if (!found) return 'No such file or directory'
  return isAllowed(user, found, want) ? undefined : 'Permission denied'
}

const isReadOnly = (path: string): boolean => READ_ONLY.some(root => path === root || path.startsWith(`${root}/`))

/** Why a user cannot make or remove an entry at a path, or undefined when they can. */
function changeProblem(world: World, user: User, path: string): FileProblem | undefined {
  const problem = searchProblem(world, user, path)
  if (problem) return problem
  if (isReadOnly(path)) return 'Read-only file system'
  const parent = lookAt(world, parentOf(path))
  if (parent && !isAllowed(user, parent, 'w')) return 'Permission denied'
  const isSticky = parent !== undefined && (parent.mode & 0o1000) !== 0
  const owner = lookAt(world, path)?.uid
  const isAnothers = owner !== undefined && owner !== user.uid && user.uid !== 0
  return isSticky && isAnothers ? 'Permission denied' : undefined
}

/** A file’s bytes, or undefined when it is none or only takes room. */
export function readBytes(world: World, path: string): Buffer | undefined {
  const found = lookAt(world, path)
  return found?.content === undefined ? undefined : Buffer.from(found.content, 'base64')
}

/** Bytes that were written and are not kept: how many, and their SHA-256 in hex digits (empty: unknown). */
export interface Sized {
  readonly sizeBytes: number
  readonly sha256: string
}

export const readText = (world: World, path: string): string | undefined => readBytes(world, path)?.toString()

/** Makes or replaces a file; `content` may be bytes that are not kept, or a number of bytes that are never looked at. */
export function writeFile(
  world: World,
  user: User,
  path: string,
  content: Buffer | Sized | number,
): FileProblem | undefined {
  const before = lookAt(world, path)
  if (before?.kind === 'directory') return 'Is a directory'
  const problem = before ? writeProblem(world, user, path, before) : changeProblem(world, user, path)
  if (problem) return problem
  const sizeBytes = sizeOf(content)
  if (Buffer.isBuffer(content) && sizeBytes > LARGEST_FILE_BYTES) return 'No space left on device'
  if (hasTrouble(world, 'disk-full') && sizeBytes > 1024 * 1024) return 'No space left on device'
  const kept = { kind: 'file', mode: before?.mode ?? 0o644, uid: before?.uid ?? user.uid } as const
  const inode = before?.inode === undefined ? {} : { inode: before.inode }
  const file: StoredFile = { ...kept, ...inode, modifiedMs: Date.now(), sizeBytes, ...keptContent(content) }
  for (const name of namesOf(world, path)) world.state.files[name] = file
  return undefined
}

const sizeOf = (content: Buffer | Sized | number): number =>
  typeof content === 'number' ? content : Buffer.isBuffer(content) ? content.length : content.sizeBytes

function keptContent(content: Buffer | Sized | number): Pick<StoredFile, 'content' | 'sha256'> {
  if (typeof content === 'number') return {}
  return Buffer.isBuffer(content) ? { content: content.toString('base64') } : { sha256: content.sha256 }
}

/** Every name of the file at a path, itself first: hard links share all of it. */
export function namesOf({ state }: World, path: string): readonly string[] {
  const inode = state.files[path]?.inode
  const others = Object.keys(state.files).filter(each => each !== path && state.files[each]?.inode === inode)
  return inode === undefined ? [path] : [path, ...others]
}

/** Gives the file at `from` one more name; a file of that name is replaced. */
export function linkFile(world: World, user: User, from: string, to: string): FileProblem | undefined {
  const file = world.state.files[from]
  if (file?.kind !== 'file') return 'No such file or directory'
  const problem = searchProblem(world, user, from) ?? changeProblem(world, user, to)
  if (problem) return problem
  const linked = { ...file, inode: file.inode ?? randomUUID(), changedMs: Date.now() }
  for (const name of namesOf(world, from)) world.state.files[name] = linked
  world.state.files[to] = linked
  return undefined
}

/** Renames a file; a file of the new name is replaced. */
export function moveFile(world: World, user: User, from: string, to: string): FileProblem | undefined {
  const file = world.state.files[from]
  if (file?.kind !== 'file') return 'No such file or directory'
  const problem = changeProblem(world, user, from) ?? changeProblem(world, user, to)
  if (problem) return problem
  delete world.state.files[from]
  world.state.files[to] = { ...file, changedMs: Date.now() }
  return undefined
}

function writeProblem(world: World, user: User, path: string, file: StoredFile): FileProblem | undefined {
  const problem = searchProblem(world, user, path)
  if (problem) return problem
  if (isReadOnly(path)) return 'Read-only file system'
  return isAllowed(user, file, 'w') ? undefined : 'Permission denied'
}

export function makeDirectory(world: World, user: User, path: string, mode: number): FileProblem | undefined {
  if (lookAt(world, path)) return 'File exists'
  const problem = changeProblem(world, user, path)
  if (problem) return problem
  world.state.files[path] = { kind: 'directory', mode, uid: user.uid, modifiedMs: Date.now(), sizeBytes: 4096 }
  return undefined
}

/** The paths directly below a directory, sorted. */
export function entriesOf(world: World, directory: string): readonly string[] {
  const all = [...Object.keys(world.state.files), ...Object.keys(baseDirectories), ...baseFilePaths]
  return [...new Set(all)].filter(path => path !== '/' && parentOf(path) === directory).sort((a, b) => (a < b ? -1 : 1))
}

/** The path and everything below it. */
export const treeOf = (world: World, path: string): readonly string[] => [
  path,
  ...entriesOf(world, path).flatMap(entry => treeOf(world, entry)),
]

/** Forgets one path; what is there by itself cannot be removed. */
export function removeEntry(world: World, user: User, path: string): FileProblem | undefined {
  if (!lookAt(world, path)) return 'No such file or directory'
  const problem = changeProblem(world, user, path)
  if (problem) return problem
  if (!world.state.files[path]) return 'Permission denied'
  delete world.state.files[path]
  return undefined
}

/** Everything a restart wipes: /tmp and /run are in memory. */
export function forgetVolatileFiles({ state }: World): void {
  for (const path of Object.keys(state.files)) {
    if (/^\/(?:tmp|run)\//.test(path)) delete state.files[path]
  }
}
