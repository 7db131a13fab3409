import type { Deployment } from '../../shared/deployment.ts'

const hasTagOrDigest = (name: string): boolean => /(:[^/]+|@sha256:[0-9a-f]+)$/.test(name)

/** A source (`docker://quay.io/a/b`) as backends record it: without the registry's transport, with the default tag. */
export function recordedReference(source: string): string {
  if (!source.startsWith('docker://')) return source
  const name = source.slice('docker://'.length)
  return hasTagOrDigest(name) ? name : `${name}:latest`
}

/** Whether a deployment already follows this source. */
export function isFollowing(deployment: Deployment | undefined, source: string): boolean {
  const reference = deployment?.image?.reference
  if (reference === undefined) return false
  const recorded = deployment?.image?.transport === 'docker' ? recordedReference(`docker://${reference}`) : reference
  return recorded === recordedReference(source)
}
