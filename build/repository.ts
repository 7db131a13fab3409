import { fileURLToPath } from 'node:url'

/** The repository's root. Every script in build/ works from there, wherever it was called from. */
export const repository = fileURLToPath(new URL('..', import.meta.url))

/** Makes the root the working directory and returns it. */
export function enterRepository(): string {
  process.chdir(repository)
  return repository
}
