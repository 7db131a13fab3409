/** Small JSON files, read and written at once (synchronously), so that no two changes of one process can cross. */
import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../shared/errors.ts'

/** Hears of a file that was set aside. */
export type OnDamaged = (error: AppError<'storage/damaged'>) => void

/**
 * What a JSON file holds, unchecked, or undefined when there is none. A file that is no JSON is set aside as
 * `NAME.damaged-<time>`, never deleted, and reported: thrown as `storage/damaged`, or handed to `onDamaged` and read as
 * undefined.
 */
export function readJsonFile(path: string, onDamaged?: OnDamaged): unknown {
  const text = readIfThere(path)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    const error = setAsideDamagedFile(path, cause)
    if (onDamaged === undefined) throw error
    onDamaged(error)
    return undefined
  }
}

/** Moves a file that cannot be used out of the way, for when its JSON is fine and what it says is not. */
export function setAsideDamagedFile(path: string, cause: unknown): AppError<'storage/damaged'> {
  const movedTo = `${path}.damaged-${Date.now()}`
  renameSync(path, movedTo)
  return new AppError('storage/damaged', { path, movedTo }, { cause })
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Puts a value into a file of mode 0600, whole or not at all, also when the power fails; makes its folder if needed. */
export function writeJsonFile(path: string, value: unknown): void {
  const text = `${JSON.stringify(value, null, 2)}\n`
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    writeAndSync(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  // Makes the rename itself durable; Windows cannot open a folder and needs no such step.
  if (process.platform !== 'win32') syncFolder(dirname(path))
}

function writeAndSync(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
