/** A name in a registry or a storage, in full (containers/image docker/reference; tests/reference/oci/transports.md). */
export interface ImageName {
  /** `quay.io` */
  readonly registry: string
  /** `quay.io/fedora/fedora-coreos` */
  readonly repository: string
  readonly tag: string
  readonly digest: string | undefined
}

const REFERENCE =
  /^(?<repository>(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::[0-9]+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/

const isHost = (component: string): boolean => /[.:]/.test(component) || component === 'localhost'

function inFull(repository: string): string {
  const first = repository.split('/')[0] ?? ''
  if (repository.includes('/') && isHost(first)) return repository
  return repository.includes('/') ? `docker.io/${repository}` : `docker.io/library/${repository}`
}

/** Reads a name, completed as Docker does; or the reason why it is none, in containers/image's words. */
export function parseImageName(text: string): ImageName | string {
  const groups = REFERENCE.exec(text)?.groups
  const first = text.split('/')[0] ?? ''
  const isLowerCase = isHost(first) || first === first.toLowerCase()
  if (!groups || !isLowerCase) {
    const isCase = REFERENCE.test(text.toLowerCase())
    return isCase ? 'invalid reference format: repository name must be lowercase' : 'invalid reference format'
  }
  if (groups.tag && groups.digest) {
    return 'Docker references with both a tag and digest are currently not supported'
  }
  const repository = inFull(groups.repository ?? '')
  const registry = repository.split('/')[0] ?? ''
  return { registry, repository, tag: groups.tag ?? 'latest', digest: groups.digest }
}

/** `quay.io/a/b:latest` */
export const taggedName = (name: ImageName): string => `${name.repository}:${name.tag}`
