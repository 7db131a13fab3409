import { readFileSync } from 'node:fs'

/** The version in package.json, for the entries that run from the sources; the packed app asks Electron. */
export function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { readonly version: string }).version
}
