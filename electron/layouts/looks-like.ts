/** What something that is no image in the OCI layout is instead, as far as its names tell: the end of “it is not …: …”. */

const folders: readonly (readonly [readonly string[], string])[] = [
  [['blobs', 'oci-layout'], 'its index.json is missing'],
  [['manifest.json', 'version'], 'it is a folder of skopeo’s “dir:” transport'],
  [['manifest.json', 'repositories'], 'it is an unpacked archive of Docker'],
  [['Containerfile'], 'it is a folder to build an image from (it has a Containerfile)'],
  [['Dockerfile'], 'it is a folder to build an image from (it has a Dockerfile)'],
  [['overlay-images'], 'it is a container storage of Podman'],
  [['sha256'], 'it is the blobs folder of a layout; choose the folder above'],
  [['usr', 'etc'], 'it is the root of a file system'],
]

/** A folder without index.json. */
export function folderLooksLike(names: readonly string[]): string {
  if (names.length === 0) return 'the folder is empty'
  const found = folders.find(([needed]) => needed.every(name => names.includes(name)))
  return found?.[1] ?? 'it has no index.json'
}

/** A tar file without index.json and manifest.json. */
export function archiveLooksLike(names: readonly string[]): string {
  const [only, ...others] = names
  if (only !== undefined && others.length === 0)
    return `everything in it is inside of “${only}”; pack what is in that folder`
  if (names.includes('usr') && names.includes('etc')) return 'it is an archive of a file system'
  return 'it is a tar file with neither index.json nor manifest.json'
}

const magics: readonly (readonly [number, string, string])[] = [
  [0, '514649fb', 'it is a disk image (qcow2)'],
  [0, '7f454c46', 'it is a program'],
  [0, '504b0304', 'it is a zip file'],
  [0, '68737173', 'it is a file system (squashfs)'],
  [32769, '4344303031', 'it is a disc image (ISO 9660)'],
]

/** How many bytes `fileLooksLike` wants to see. */
export const MAGIC_BYTES = 33_000

/** A file that is no tar file, from its first bytes and its name. */
export function fileLooksLike(head: Buffer, name: string): string {
  if (head.length === 0) return 'the file is empty'
  if (['index.json', 'oci-layout', 'manifest.json'].includes(name))
    return 'it is a file of a layout; choose the folder it lies in'
  const found = magics.find(([at, hex]) => head.subarray(at, at + hex.length / 2).toString('hex') === hex)
  if (found) return found[2]
  return head.subarray(0, 512).includes(0) ? 'it is no tar file' : 'it is a text file'
}

interface Compression {
  readonly name: string
  readonly command: (path: string) => string
}

const compressions: readonly (readonly [string, Compression])[] = [
  ['1f8b', { name: 'gzip', command: path => `gunzip -k ${path}` }],
  ['28b52ffd', { name: 'zstd', command: path => `unzstd ${path}` }],
  ['fd377a585a00', { name: 'xz', command: path => `unxz -k ${path}` }],
  ['425a68', { name: 'bzip2', command: path => `bunzip2 -k ${path}` }],
]

/** How a file is compressed as a whole, from its first bytes (gzip RFC 1952, zstd RFC 8878); undefined where it is not. */
export const compressionOf = (head: Buffer): Compression | undefined =>
  compressions.find(([hex]) => head.subarray(0, hex.length / 2).toString('hex') === hex)?.[1]
