import type { FileSystemSpace } from '../../shared/machine.ts'

// df -P -k (POSIX): device, 1024-byte blocks, used, available, capacity, mount point. A device can hold blanks.
const LINE = /^(.+?)\s+(\d+)\s+(\d+)\s+(-?\d+)\s+(?:\d+%|-)\s+\//

/** The space behind one path from `df -P -k PATH`, in bytes; undefined when df did not say. */
export function parseDf(path: string, printed: string): FileSystemSpace | undefined {
  const line = printed.split('\n').find(each => LINE.test(each))
  const [, device, blocks, , available] = LINE.exec(line ?? '') ?? []
  if (device === undefined) return undefined
  // Available is negative when only root's reserve is left.
  return { path, device, sizeBytes: Number(blocks) * 1024, freeBytes: Math.max(0, Number(available)) * 1024 }
}
