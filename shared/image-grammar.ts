/**
 * The grammar of image references, with the verdicts of containers/image. Pure: text in, parts or the reason out.
 *
 * Where it is stricter: characters that cannot be seen (control and format characters) are refused, because a reference
 * is shown to a person before it is used; an empty path is refused, because "the current directory" means nothing on
 * another machine. IPv6 literals are refused, because containers/image has no form for them.
 */

/** Every name containers/image registers (transports/alltransports). `ostree` and `atomic` are known, and refused. */
export const transports = [
  'containers-storage',
  'dir',
  'docker',
  'docker-archive',
  'docker-daemon',
  'oci',
  'oci-archive',
  'sif',
  'tarball',
  'ostree',
  'atomic',
] as const

export type Transport = (typeof transports)[number]

/** What a reference says, taken apart. A key that is not there was not written. */
export interface ImageParts {
  /** Registry with port. Not there for a short name, for which Podman tries `localhost/` before `docker.io/library/`. */
  readonly domain?: string
  /** Repository of a named image; the path on the machine for a transport that names one. */
  readonly path?: string
  readonly tag?: string
  /** `sha256:` + 64 hex digits, of a manifest. */
  readonly digest?: string
  /** Hex digits of an image ID: all 64 or the first few. */
  readonly imageId?: string
  /** What stands between the brackets of `containers-storage:[…]`. */
  readonly store?: string
  /** What follows the path of an archive or a layout: a name in it, or `@N`. */
  readonly ref?: string
}

/** The parts, or why it is refused: the end of “… is not an image reference: …”. */
export type Parsed = ImageParts | string

const HOST_LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const COMPONENT = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*'
const domainPattern = new RegExp(`^(?:${HOST_LABEL}(?:\\.${HOST_LABEL})*(?::[0-9]+)?|${COMPONENT})$`)
const pathPattern = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`)
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/
const digestPattern = /^(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$/
const imageIdPattern = /^[a-f0-9]{64}$/
/** image-spec annotations.md, grammar of `org.opencontainers.image.ref.name`. */
const layoutRefPattern =
  /^[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*(?:\/[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*)*$/

/** The text before and behind the first `separator`; what is behind is undefined where there is none. */
function cut(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/** The name with its registry, without tag and digest. */
export const fullPath = (parts: ImageParts): string => {
  const path = parts.domain === undefined && !parts.path?.includes('/') ? `library/${parts.path}` : parts.path
  return `${parts.domain ?? 'docker.io'}/${path}`
}

/** docker/reference splitDockerDomain: the part before the first `/` if it looks like a host. */
function splitDomain(text: string): readonly [string | undefined, string] {
  const [first, rest] = cut(text, '/')
  if (rest === undefined || !(/[.:]/.test(first) || first === 'localhost')) return [undefined, text]
  return [first === 'index.docker.io' ? 'docker.io' : first, rest]
}

function nameProblem(parts: ImageParts): string | undefined {
  const { domain, path = '', tag, digest } = parts
  if (path === '') return 'the name of the image is missing'
  if (/\s/.test(`${domain ?? ''}${path}${tag ?? ''}`)) return 'a name holds no blanks'
  if (path !== path.toLowerCase()) return 'the name must be in lower case (only the tag may hold capitals)'
  if (domain !== undefined && !domainPattern.test(domain)) return `“${domain}” is not the name of a registry`
  if (!pathPattern.test(path)) return `“${path}” holds something that a name cannot hold`
  if (fullPath(parts).length > 255) return 'the name is longer than 255 characters'
  if (tag !== undefined && tag.length > 128) return 'the tag is longer than 128 characters'
  if (tag !== undefined && !tagPattern.test(tag)) return `“${tag}” cannot be a tag`
  if (digest !== undefined && !digestPattern.test(digest)) return 'the digest is not sha256: and 64 hex digits'
  return undefined
}

/** docker/reference ParseNormalizedNamed. */
function parseName(text: string): Parsed {
  if (imageIdPattern.test(text)) return 'it is an image ID, which only names an image of a local storage'
  const [domain, remainder] = splitDomain(text)
  const [named, digest] = cut(remainder, '@')
  const [path, tag] = cut(named, ':')
  const isHub = domain === 'docker.io' && path !== '' && !path.includes('/')
  const parts: ImageParts = {
    ...(domain === undefined ? {} : { domain }),
    path: isHub ? `library/${path}` : path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
  return nameProblem(parts) ?? parts
}

const TAG_AND_DIGEST = 'a tag and a digest together are not supported; leave out the tag'

/** A name with its registry, as `docker://` and the archives of Docker have it; never tag and digest together. */
function parseFullName(text: string): Parsed {
  const parts = parseName(text)
  if (typeof parts === 'string') return parts
  if (parts.tag !== undefined && parts.digest !== undefined) return TAG_AND_DIGEST
  const full = fullPath(parts)
  const slash = full.indexOf('/')
  return { ...parts, domain: full.slice(0, slash), path: full.slice(slash + 1) }
}

function parseDocker(rest: string): Parsed {
  if (rest.startsWith('//')) return parseFullName(rest.slice(2))
  const hint = tagPattern.test(rest)
    ? `; the image docker with the tag ${rest} is docker.io/library/docker:${rest}`
    : ''
  return `behind docker: there must be // and a name${hint}`
}

/** docker/daemon ParseReference. */
function parseDaemon(rest: string): Parsed {
  if (/^sha256:[a-f0-9]{64}$/.test(rest)) return { imageId: rest.slice(7) }
  if (/^sha256[:@]/.test(rest) || digestPattern.test(rest)) return 'an image ID is sha256: and 64 hex digits'
  const parts = parseFullName(rest)
  if (typeof parts === 'string' || parts.tag !== undefined || parts.digest !== undefined) return parts
  return 'docker-daemon: needs a tag or a digest'
}

const parsePath = (rest: string): Parsed => (rest === '' ? 'the path is missing' : { path: rest })

/** containers/image internal/oci_util; the Windows form (`oci:C:\dir:ref`) is tried first. */
function splitLayout(rest: string): readonly [string, string | undefined] {
  const windows = /^([a-zA-Z]:\\[^:]+)(?::(.*))?$/.exec(rest)
  return windows ? [windows[1] ?? '', windows[2]] : cut(rest, ':')
}

function parseLayout(rest: string): Parsed {
  const [path, ref = ''] = splitLayout(rest)
  if (path === '') return 'the path is missing'
  if (ref === '') return { path }
  const isIndex = /^@\+?[0-9]+$/.test(ref)
  if (ref.startsWith('@') && !isIndex) return `“${ref}” is not a position: @ is followed by 0, 1, 2…`
  if (!isIndex && !layoutRefPattern.test(ref)) return `“${ref}” cannot be the name of an image in ${path}`
  return { path, ref }
}

/** docker/archive ParseReference: the name in the archive is completed as for a registry. */
function parseDockerArchive(rest: string): Parsed {
  const [path, ref] = cut(rest, ':')
  if (path === '') return 'the path is missing'
  if (ref === undefined) return { path }
  if (ref.startsWith('@')) return /^@\+?[0-9]+$/.test(ref) ? { path, ref } : `“${ref}” is not a position`
  const parts = parseFullName(ref)
  if (typeof parts === 'string') return parts
  if (parts.digest !== undefined) return 'an image in an archive is named by a tag, not by a digest'
  return { path, ref: `${fullPath(parts)}:${parts.tag ?? 'latest'}` }
}

/** A name, an image ID (Podman shows its first 12 digits) or `sha256:` and an image ID. */
function parseLocalName(text: string): Parsed {
  if (/^[a-f0-9]{12,64}$/.test(text)) return { imageId: text }
  if (!text.startsWith('sha256:')) return parseName(text)
  const imageId = text.slice(7)
  return imageIdPattern.test(imageId) ? { imageId } : 'an image ID after sha256: has 64 hex digits'
}

/** storage_transport.go: `@` is followed by an image ID or a digest. */
function parseStorageName(text: string): Parsed {
  const at = text.lastIndexOf('@')
  const last = text.slice(at + 1)
  if (at === -1 || digestPattern.test(last)) return parseLocalName(text)
  if (!/^[a-f0-9]{3,64}$/.test(last)) return 'behind @ there must be an image ID or a digest'
  const parts = at === 0 ? {} : parseName(text.slice(0, at))
  return typeof parts === 'string' ? parts : { ...parts, imageId: last }
}

/** storage_transport.go ParseReference: `[driver@graphroot+runroot:options]`. */
function storeProblem(store: string): string | undefined {
  const [before, behind] = cut(store, '@')
  const spec = behind ?? before
  if (before === '' || spec === '') return 'the store between [ and ] is empty'
  const roots = cut(cut(spec, ':')[0], '+')
  return roots.some(root => root && !root.startsWith('/')) ? 'the paths between [ and ] must begin with /' : undefined
}

function parseStorage(rest: string): Parsed {
  if (!rest.startsWith('[')) return rest === '' ? 'the name of the image is missing' : parseStorageName(rest)
  const [store, name] = cut(rest.slice(1), ']')
  if (name === undefined) return 'the store’s closing ] is missing'
  if (name === '') return 'the name of the image is missing behind ]'
  const parts = storeProblem(store) ?? parseStorageName(name)
  return typeof parts === 'string' ? parts : { ...parts, store }
}

const unsupported = (): string => 'this transport is no longer supported by today’s tools'

const parsers: { readonly [Name in Transport]: (rest: string) => Parsed } = {
  'containers-storage': parseStorage,
  dir: parsePath,
  docker: parseDocker,
  'docker-archive': parseDockerArchive,
  'docker-daemon': parseDaemon,
  oci: parseLayout,
  'oci-archive': parseLayout,
  sif: parsePath,
  tarball: parsePath,
  ostree: unsupported,
  atomic: unsupported,
}

/** Whether the text is a path of this computer (`/x`, `./x`, `..`, `~/x`, `C:\x`, `\\server\x`), not an image reference. */
export const isPathOnThisComputer = (text: string): boolean =>
  /^(?:\.{1,2}$|\.{0,2}\/|~(?:$|\/)|[A-Za-z]:[\\/]|\\\\)/.test(text.trim())

/** The registered transport a text names, as alltransports.TransportFromImageName decides it. */
export function transportOf(text: string): Transport | undefined {
  const [left, rest] = cut(text, ':')
  return rest === undefined ? undefined : transports.find(name => name === left)
}

/** A text without a registered transport. `registry://x` and its like are refused by what they are. */
function parsePlain(text: string): Parsed {
  const [left, rest] = cut(text, ':')
  const unknown = `unknown transport “${left}” (docker:// is the one for a registry)`
  if (rest?.startsWith('/')) return unknown
  const parts = parseLocalName(text)
  const looksLikeTransport = /^[A-Za-z][A-Za-z0-9+-]*$/.test(left) && rest !== undefined && /[:/]/.test(rest)
  return typeof parts === 'string' && looksLikeTransport && !/^\d+\//.test(rest) ? unknown : parts
}

/** The parts of a trimmed reference, or why it is refused. */
export function parseImageText(text: string): Parsed {
  if (text === '') return 'it is empty'
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)) return 'it holds characters that cannot be seen'
  if (text.startsWith('-')) return 'a name does not begin with -'
  if (isPathOnThisComputer(text)) {
    return 'it is a path on this computer; an image on the machine is written like oci:/var/tmp/image'
  }
  const transport = transportOf(text)
  return transport === undefined ? parsePlain(text) : parsers[transport](text.slice(transport.length + 1))
}
