import { readFileSync } from 'node:fs'
import { referencePath } from './connect.ts'

/** A line without what differs from machine to machine: digests, sizes, counts, names. */
export function shapeOf(line: string): string {
  return line
    .replace(/sha256:[0-9a-f]{64}/g, 'DIGEST')
    .replace(/\b[0-9a-f]{64}\b/g, 'HEX64')
    .replace(/\b[0-9a-f]{21}\b/g, 'HEX21')
    .replace(/\b[0-9a-f]{19}\b/g, 'HEX19')
    .replace(/[0-9]+(?:\.[0-9]+)?[\u00a0]([kMG]B)/g, 'SIZE\u00a0UNIT')
    .replace(/[0-9]+(?:\.[0-9]+)?\?([kMG]B)/g, 'SIZE?UNIT')
    .replace(/\b[0-9]+ bytes/g, 'SIZE\u00a0UNIT')
    .replace(/(ostree-[a-z-]+:|docker:\/\/|=> |for next boot: |in )[^\s]*\/[^\s]*/g, '$1REFERENCE')
    .replace(/Version: .+/, 'Version: VERSION')
    .replace(/^ {2}\S+ \S+ -> \S+$/, '  PACKAGE OLD -> NEW')
    .replace(/^ {2}\S+-[^-\s]+-[^-\s]+\.(?:x86_64|noarch|aarch64)$/, '  NEVRA')
    .replace(/\[[0-9]+\/[0-9]+\]/, '[I/N]')
    .replace(/: [0-9]+/g, ': N')
    .replace(/(layers:) +[0-9]+ +/, '$1 N ')
}

export const shapesOf = (text: string): readonly string[] => text.split('\n').map(shapeOf)

/** The same of a file of the reference data, each shape once. */
export const referenceShapes = (...paths: readonly string[]): readonly string[] => [
  ...new Set(paths.flatMap(path => shapesOf(readFileSync(referencePath(path), 'utf8')))),
]

/** Every path of keys in a JSON value: `deployments[].checksum`, with the type of each leaf. */
export function keyPaths(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(each => keyPaths(each, `${path}[]`)))]
  if (typeof value !== 'object' || value === null) return [`${path}: ${value === null ? 'null' : typeof value}`]
  return Object.entries(value).flatMap(([key, each]) => keyPaths(each, `${path}.${key}`))
}
