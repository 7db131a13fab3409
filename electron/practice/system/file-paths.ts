import { posix } from 'node:path'

const LINKS = [
  ['/home', '/var/home'],
  ['/root', '/var/roothome'],
] as const

/** An absolute path without `.`, `..` and the links of an ostree system (`/home` is `/var/home`). */
export function resolvePath(cwd: string, path: string): string {
  const absolute = posix.resolve(cwd, path)
  for (const [link, target] of LINKS) {
    if (absolute === link || absolute.startsWith(`${link}/`)) return target + absolute.slice(link.length)
  }
  return absolute
}

export const parentOf = (path: string): string => posix.dirname(path)

export const nameOf = (path: string): string => posix.basename(path)
