import type { StoredFile } from '../system/snapshot.ts'

const triple = (bits: number): string => `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`

/** `drwxr-xr-x`, as ls(1) writes it. */
export function modeText({ kind, mode }: StoredFile): string {
  const plain = `${kind === 'directory' ? 'd' : '-'}${triple(mode >> 6)}${triple(mode >> 3)}${triple(mode)}`
  return mode & 0o1000 ? `${plain.slice(0, -1)}${mode & 1 ? 't' : 'T'}` : plain
}

export const ownerName = (uid: number): string => (uid === 0 ? 'root' : uid === 1000 ? 'core' : String(uid))
