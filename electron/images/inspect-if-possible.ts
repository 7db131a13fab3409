/** Inspecting with skopeo where the machine has it: without it an image is "not known beforehand", which is no error. */

import { isAppError } from '../../shared/errors.ts'
import type { ImageMachine } from './find-local-image.ts'
import { type InspectedSource, type InspectOptions, inspectSource } from './inspect-source.ts'

/** Where ostree looks for logins of the system itself (ostree-ext, container/mod.rs: get_global_authfile). */
export const systemAuthFiles: readonly string[] = ['/etc/ostree/auth.json', '/run/ostree/auth.json']

const isSkopeoMissing = (thrown: unknown): boolean =>
  isAppError(thrown, 'command/failed') &&
  (thrown.facts.exitCode === 127 || /^sudo: skopeo: command not found/m.test(thrown.raw ?? thrown.facts.stderr))

const needsSudo = ({ facts }: ImageMachine): boolean => facts.sudo !== 'is-root'

const mayBeRoot = ({ facts }: ImageMachine): boolean => facts.sudo !== 'refused' && facts.sudo !== 'missing'

function inspectOptions({ facts, name }: ImageMachine, signal: AbortSignal | undefined): InspectOptions {
  const { architecture } = facts
  return { architecture, machineName: name, ...(signal === undefined ? {} : { signal }) }
}

async function orUndefined(machine: ImageMachine, inspect: () => Promise<InspectedSource>) {
  if (!machine.facts.tools.skopeo) return undefined
  try {
    return await inspect()
  } catch (thrown) {
    if (isSkopeoMissing(thrown)) return undefined
    throw thrown
  }
}

/** The same as root with the logins of the system; undefined when those do not help either. */
async function withSystemLogins(machine: ImageMachine, source: string, signal: AbortSignal | undefined) {
  for (const authFile of mayBeRoot(machine) ? systemAuthFiles : []) {
    try {
      const options = { ...inspectOptions(machine, signal), sudo: needsSudo(machine), authFile }
      return await inspectSource(machine.runner, source, options)
    } catch (thrown) {
      signal?.throwIfAborted()
      if (isAppError(thrown) && /^(?:machine|sudo)\//.test(thrown.code)) throw thrown
    }
  }
  return undefined
}

/**
 * Inspects an image in a registry. A private one the user has no login for is asked for again with the logins of the
 * system, which are those the backend uses. Undefined without skopeo; throws what `inspectSource` throws.
 */
export const inspectRegistry = (machine: ImageMachine, source: string, signal?: AbortSignal) =>
  orUndefined(machine, async () => {
    try {
      return await inspectSource(machine.runner, source, inspectOptions(machine, signal))
    } catch (thrown) {
      const inspected = isAppError(thrown, 'image/denied') && (await withSystemLogins(machine, source, signal))
      if (inspected) return inspected
      throw thrown
    }
  })

/** Inspects an image that lies on the machine, as root where `asRoot` says so. Undefined without skopeo. */
export const inspectStored = (machine: ImageMachine, source: string, asRoot: boolean, signal?: AbortSignal) =>
  orUndefined(machine, () =>
    inspectSource(machine.runner, source, {
      ...inspectOptions(machine, signal),
      sudo: asRoot && needsSudo(machine) && mayBeRoot(machine),
    }),
  )
