import { asList, asObject, asText, type JsonObject } from './json-value.ts'

/** `rpm-ostree-libs-2021.1-2.fc33.x86_64` → `rpm-ostree-libs`; a plain name stays. */
const nameOf = (nevra: string): string =>
  nevra.replace(/^(?:sha256|[0-9a-f]{64}):/, '').replace(/-[^-]+-[^-]+\.[a-z0-9_]+$/, '')

/** A package is a text, or a list whose first text is its NEVRA (a replacement is a pair of such lists, new and old). */
function nevraIn(value: unknown): string | undefined {
  const [first] = asList(value)
  return asText(value) ?? asText(first) ?? asText(asList(first)[0])
}

/** Packages that come under their own name, exactly as they were asked for. */
const REQUESTED = ['requested-packages']

/** Packages and changes of the base that come with their version. */
const WITH_VERSION = [
  'requested-local-packages',
  'requested-local-fileoverride-packages',
  'requested-base-removals',
  'requested-base-local-replacements',
  'base-removals',
  'base-local-replacements',
]

/**
 * Names of everything that was changed on this machine and not in the image: packages added, removed and replaced. Keys
 * as in rpm-ostree's rpmostreed-deployment-utils.cxx; `base-remote-replacements` is a map from source to packages.
 */
export function layeredPackages(entry: JsonObject): readonly string[] {
  const plain = REQUESTED.flatMap(key => asList(entry[key])).flatMap(value => asText(value) ?? [])
  const remote = Object.values(asObject(entry['base-remote-replacements']) ?? {}).flatMap(asList)
  const versioned = [...WITH_VERSION.flatMap(key => asList(entry[key])), ...remote]
  return [...new Set([...plain, ...versioned.flatMap(value => nevraIn(value) ?? []).map(nameOf)])]
}
