/**
 * One 512-byte header of a tar file: POSIX.1-2017 (pax, “ustar Interchange Format”), with the two things GNU tar adds:
 * sizes in base 256 (tar(5), “Numeric Extensions”) and long names in entries of their own.
 */

export const BLOCK_BYTES = 512

export interface TarHeader {
  readonly name: string
  readonly sizeBytes: number
  /** `0` file, `1` hard link, `2` symbolic link, `5` directory, `L` and `K` GNU long name and link, `x` and `g` pax. */
  readonly kind: string
  readonly linkName: string
}

const textAt = (block: Buffer, from: number, length: number): string => {
  const field = block.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.subarray(0, end === -1 ? length : end).toString('utf8')
}

function numberAt(block: Buffer, from: number, length: number): number {
  const first = block[from] ?? 0
  if ((first & 0x80) !== 0) {
    // Base 256; what does not fit into a number of JavaScript is no size anyway.
    let value = first & 0x7f
    for (let at = from + 1; at < from + length; at++) value = value * 256 + (block[at] ?? 0)
    return value
  }
  const text = textAt(block, from, length).trim()
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN
}

/** The sum of all bytes, with the field of the sum itself read as blanks. */
function hasRightSum(block: Buffer): boolean {
  let sum = 8 * 0x20
  for (const [at, byte] of block.entries()) if (at < 148 || at >= 156) sum += byte
  return sum === numberAt(block, 148, 8)
}

export const isZeroBlock = (block: Buffer): boolean => block.every(byte => byte === 0)

/** The header in a block, or undefined where it is none. */
export function parseTarHeader(block: Buffer): TarHeader | undefined {
  if (block.length !== BLOCK_BYTES || !hasRightSum(block)) return undefined
  const sizeBytes = numberAt(block, 124, 12)
  if (!Number.isSafeInteger(sizeBytes)) return undefined
  const prefix = textAt(block, 257, 6) === 'ustar' && block[263] === 0x30 ? textAt(block, 345, 155) : ''
  const name = textAt(block, 0, 100)
  const kind = String.fromCharCode(block[156] || 0x30)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    sizeBytes,
    kind: kind === '7' ? '0' : kind,
    linkName: textAt(block, 157, 100),
  }
}

/** The records `LENGTH KEY=VALUE` of a pax header. */
export function parsePaxRecords(content: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < content.length; ) {
    const blank = content.indexOf(0x20, at)
    const length = blank === -1 ? Number.NaN : Number(content.subarray(at, blank).toString('latin1'))
    if (!Number.isInteger(length) || length <= blank - at) break
    const record = content.subarray(blank + 1, at + length - 1).toString('utf8')
    const equals = record.indexOf('=')
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1))
    at += length
  }
  return records
}
