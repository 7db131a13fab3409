/** Reads a command line the way getopt_long does. Options that are not named here are refused, never skipped. */

import { UnsupportedUse } from '../system/process.ts'

interface OptionKinds {
  /** Without a value: `-n`, `--quiet`. */
  readonly flags: readonly string[]
  /** With one: `-u NAME`, `-uNAME`, `--unit NAME`, `--unit=NAME`. */
  readonly values?: readonly string[]
  /** Everything from the first operand on belongs to another command. */
  readonly stopsAtOperand?: boolean
}

export interface ReadOptions {
  readonly flags: ReadonlySet<string>
  /** Each option’s values in order. */
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly operands: readonly string[]
}

interface Reading {
  readonly flags: Set<string>
  readonly values: Map<string, string[]>
  readonly operands: string[]
  readonly rest: string[]
}

function addValue(reading: Reading, name: string, value: string | undefined): void {
  if (value === undefined) throw new UnsupportedUse(`option '${name}' without its value`)
  reading.values.set(name, [...(reading.values.get(name) ?? []), value])
}

function readLong(reading: Reading, kinds: OptionKinds, text: string): void {
  const [name = '', ...rest] = text.split('=')
  const value = rest.length > 0 ? rest.join('=') : undefined
  if (kinds.values?.includes(name)) addValue(reading, name, value ?? reading.rest.shift())
  else if (kinds.flags.includes(text)) reading.flags.add(text)
  else throw new UnsupportedUse(`unsupported option '${text}'`)
}

function readShort(reading: Reading, kinds: OptionKinds, cluster: string): void {
  for (let at = 1; at < cluster.length; at++) {
    const name = `-${cluster[at]}`
    if (kinds.values?.includes(name)) {
      const attached = cluster.slice(at + 1)
      addValue(reading, name, attached === '' ? reading.rest.shift() : attached)
      return
    }
    if (!kinds.flags.includes(name)) throw new UnsupportedUse(`unsupported option '${name}'`)
    reading.flags.add(name)
  }
}

/** Reads what follows a command’s name; throws `UnsupportedUse`. */
export function readOptions(arguments_: readonly string[], kinds: OptionKinds): ReadOptions {
  const reading: Reading = { flags: new Set(), values: new Map(), operands: [], rest: [...arguments_] }
  for (let text = reading.rest.shift(); text !== undefined; text = reading.rest.shift()) {
    const isOption = text.startsWith('-') && text !== '-'
    if (text === '--') {
      reading.operands.push(...reading.rest.splice(0))
    } else if (kinds.flags.includes(text)) {
      reading.flags.add(text)
    } else if (!isOption) {
      reading.operands.push(text)
      if (kinds.stopsAtOperand) reading.operands.push(...reading.rest.splice(0))
    } else if (text.startsWith('--')) {
      readLong(reading, kinds, text)
    } else {
      readShort(reading, kinds, text)
    }
  }
  const { flags, values, operands } = reading
  return { flags, values, operands }
}

export const valueOfOption = ({ values }: ReadOptions, ...names: readonly string[]): string | undefined =>
  names.map(name => values.get(name)?.at(-1)).find(value => value !== undefined)

export const hasFlag = ({ flags }: ReadOptions, ...names: readonly string[]): boolean =>
  names.some(name => flags.has(name))
