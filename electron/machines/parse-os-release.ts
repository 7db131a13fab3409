/** What an /etc/os-release file says the system is called; both empty where it does not say. */
export interface OsRelease {
  readonly name: string
  readonly version: string
}

const unquoted = (value: string): string => {
  const quote = value[0]
  if ((quote !== '"' && quote !== "'") || value.at(-1) !== quote || value.length < 2) return value
  const inner = value.slice(1, -1)
  return quote === "'" ? inner : inner.replace(/\\(["$`\\])/g, '$1')
}

const assignments = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\n').flatMap(line => {
      const [, key, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? []
      return key === undefined || value === undefined ? [] : [[key, unquoted(value)] as const]
    }),
  )

/** The pretty name carries the version inside (`Fedora Linux 43.20251024.3.0 (CoreOS)`); shown apart it is said once. */
const withoutVersion = (prettyName: string, version: string): string =>
  version === '' ? prettyName : prettyName.replace(version, '').replace(/\s+/g, ' ').trim()

/** Reads os-release(5), quoted as a shell would; an image-based system's own version (`OSTREE_VERSION`) comes first. */
export function parseOsRelease(text: string): OsRelease {
  const values = assignments(text)
  const version = values.get('OSTREE_VERSION') || values.get('IMAGE_VERSION') || values.get('VERSION_ID') || ''
  const pretty = values.get('PRETTY_NAME') ?? ''
  const name = withoutVersion(pretty, version) || values.get('NAME') || values.get('ID') || ''
  return { name, version }
}
