/** An image given as a path is one on the machine; whether it is there is asked before anything else happens. */

import { AppError } from '../../shared/errors.ts'
import type { ImageReference } from '../../shared/image.ts'
import { expectedAt } from './explain-skopeo.ts'
import type { ImageMachine } from './find-local-image.ts'

/** test(1): exits 0 when the path is what the transport needs, 1 when it is not. */
export function pathExistsCommand({ transport, path = '' }: ImageReference): readonly string[] {
  if (transport === 'oci') return ['test', '-f', `${path}/index.json`]
  if (transport === 'dir') return ['test', '-f', `${path}/manifest.json`]
  return ['test', '-f', path]
}

/** A relative path would mean another folder for each command; an image called `oci` or `dir` is what was meant. */
function refuseRelative({ text, transport, path = '', ref }: ImageReference): void {
  if (path.startsWith('/')) return
  const tag = path.includes('/') || ref !== undefined ? '' : `; an image of that name is localhost/${transport}:${path}`
  const reason = `“${transport}:” is followed by a path on the machine, which begins with /${tag}`
  throw new AppError('image/invalid-reference', { text, reason })
}

/**
 * Resolves when the path of `reference` is on the machine and is what its transport says; `asRoot` tells whether only
 * root sees it. Throws `image/path-missing`, or `image/invalid-reference` for a path that does not begin with `/`.
 */
export async function checkPath(
  { runner, facts, name }: ImageMachine,
  reference: ImageReference,
  signal?: AbortSignal,
): Promise<{ readonly asRoot: boolean }> {
  refuseRelative(reference)
  const options = { okExitCodes: [0, 1], ...(signal === undefined ? {} : { signal }) }
  const ask = async (sudo: boolean): Promise<boolean> =>
    (await runner.run(pathExistsCommand(reference), { ...options, sudo })).exitCode === 0
  if (await ask(false)) return { asRoot: false }
  const maySudo = facts.sudo === 'passwordless' || facts.sudo === 'needs-password'
  if (maySudo && (await ask(true))) return { asRoot: true }
  const { path = '', transport } = reference
  throw new AppError('image/path-missing', { path, machine: name, expected: expectedAt(transport) })
}
