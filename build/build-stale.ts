import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type Part, parts } from './parts.ts'
import { sourceHash } from './source-hash.ts'

const stampOf = (part: Part): string => `.cache/build/${part.name}`

const isFresh = (part: Part, hash: string): boolean =>
  existsSync(part.result) && existsSync(stampOf(part)) && readFileSync(stampOf(part), 'utf8') === hash

async function buildPart(part: Part, hash: string): Promise<void> {
  const startedAt = performance.now()
  await part.build()
  mkdirSync('.cache/build', { recursive: true })
  writeFileSync(stampOf(part), hash)
  console.error(`built ${part.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
}

/** Builds those of the named parts whose sources changed since they were built. Runs in the repository's root. */
export async function buildStale(names: readonly Part['name'][]): Promise<void> {
  for (const part of parts.filter(each => names.includes(each.name))) {
    const hash = sourceHash(part.sources)
    if (!isFresh(part, hash)) await buildPart(part, hash)
  }
}
