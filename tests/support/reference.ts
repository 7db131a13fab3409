import { globSync, readFileSync } from 'node:fs'

const root = new URL('../reference/', import.meta.url).pathname

/** A file of tests/reference as text; `path` is relative to that folder. */
export const readReference = (path: string): string => readFileSync(`${root}${path}`, 'utf8')

/** The paths below tests/reference that match, sorted. */
export const referenceFiles = (pattern: string): readonly string[] => globSync(pattern, { cwd: root }).sort()
