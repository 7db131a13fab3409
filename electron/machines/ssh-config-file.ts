/**
 * Reads ~/.ssh/config with its Include files (ssh_config(5)) by the package `ssh-config`. Its `compute` takes one file
 * and would run commands (`Match exec`, and nslookup for CanonicalizeHostname): so files are joined here first, for one
 * host at a time, and nothing is run. Sections of `Match exec` therefore never apply.
 */

import { globSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import SSHConfig, { type Directive, glob, type Line, type Section } from 'ssh-config'

/** As deep as OpenSSH follows Include (READCONF_MAX_DEPTH in readconf.c). */
const MAX_DEPTH = 16

export interface SshConfigFile {
  /** The host aliases without wildcards, in the order of the file. */
  readonly names: readonly string[]
  /** Everything the file says for one alias, keys in lower case, the first value counting as in ssh_config(5). */
  compute(alias: string): Readonly<Record<string, string | readonly string[]>>
}

type Read = (path: string) => readonly Line[]

const isDirective = (line: Line): line is Directive => 'param' in line
const isSection = (line: Line): line is Section => 'config' in line
const isNamed = (line: Directive, name: string): boolean => line.param.toLowerCase() === name

/** A directive's words; a lone value is split as well, because the package only splits what it knows to be a list. */
const words = ({ value, quoted }: Directive): readonly string[] => {
  if (typeof value !== 'string') return value.map(({ val }) => val)
  return quoted === true ? [value] : value.split(/\s+/).filter(word => word !== '')
}

function readLines(path: string): readonly Line[] {
  try {
    return SSHConfig.parse(readFileSync(path, 'utf8'))
  } catch {
    // Not there, not readable or not understood: ssh would stop, but the other machines are still worth listing.
    return []
  }
}

/** Include takes several patterns; relative ones are below ~/.ssh, a leading ~ is the home folder. */
function includedPaths(line: Directive, home: string): readonly string[] {
  return words(line).flatMap(pattern => {
    const path = pattern.startsWith('~/') ? join(home, pattern.slice(2)) : pattern
    return globSync(isAbsolute(path) ? path : join(home, '.ssh', path)).sort()
  })
}

/** The lines that apply to one alias, in order, with matching Host sections and Include files opened up. */
function linesFor(alias: string, lines: readonly Line[], home: string, read: Read, depth = 0): Line[] {
  return lines.flatMap((line): Line[] => {
    if (!isDirective(line) || isNamed(line, 'canonicalizehostname')) return []
    if (isNamed(line, 'include')) {
      if (depth >= MAX_DEPTH) return []
      return includedPaths(line, home).flatMap(path => linesFor(alias, read(path), home, read, depth + 1))
    }
    if (!isSection(line) || !isNamed(line, 'host')) return [line]
    return glob([...words(line)], alias) ? linesFor(alias, line.config, home, read, depth) : []
  })
}

const isConcrete = (name: string): boolean => !/[*?!]/.test(name) && name !== '' && !name.startsWith('-')

function namesIn(lines: readonly Line[], home: string, read: Read, depth = 0): string[] {
  return lines.flatMap(line => {
    if (!isDirective(line)) return []
    if (isNamed(line, 'include')) {
      if (depth >= MAX_DEPTH) return []
      return includedPaths(line, home).flatMap(path => namesIn(read(path), home, read, depth + 1))
    }
    const own = isNamed(line, 'host') ? words(line).filter(isConcrete) : []
    return isSection(line) ? [...own, ...namesIn(line.config, home, read, depth)] : own
  })
}

/** Reads each file at most once, however many hosts are asked for. */
function cachedRead(): Read {
  const files = new Map<string, readonly Line[]>()
  return path => {
    const lines = files.get(path) ?? readLines(path)
    files.set(path, lines)
    return lines
  }
}

/** Reads a configuration as it is now; `home` is what `~` and relative Include paths mean. A missing file is empty. */
export function readSshConfigFile(path: string, home: string): SshConfigFile {
  const read = cachedRead()
  return {
    names: [...new Set(namesIn(read(path), home, read))],
    compute: alias => {
      const config = new SSHConfig()
      config.push(...linesFor(alias, read(path), home, read))
      return config.compute(alias, { ignoreCase: true, matchExec: false })
    },
  }
}
