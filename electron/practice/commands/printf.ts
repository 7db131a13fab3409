import { out, type Program, UnsupportedUse } from '../system/process.ts'

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', r: '\r', '0': '\0', '"': '"' }

const replaceEscapes = (text: string): string =>
  text.replace(/\\(.)/gs, (all, letter: string) => ESCAPES[letter] ?? all)

const DIRECTIVE = /%(?:(-?[0-9]*)([sdb%]))?/g

interface Pass {
  readonly text: string
  readonly used: number
}

/** One pass over the format. */
function fill(format: string, values: readonly string[]): Pass {
  let used = 0
  const text = format.replace(DIRECTIVE, (all, width: string | undefined, letter: string | undefined) => {
    if (letter === '%') return '%'
    if (letter === undefined) throw new UnsupportedUse(`unsupported format near '${all}'`)
    const value = values[used++] ?? (letter === 'd' ? '0' : '')
    const shown =
      letter === 'b' ? replaceEscapes(value) : letter === 'd' ? String(Math.trunc(Number(value)) || 0) : value
    const columns = Math.abs(Number(width || 0))
    return width?.startsWith('-') ? shown.padEnd(columns) : shown.padStart(columns)
  })
  return { text, used }
}

/** printf(1) with `%s`, `%d`, `%b` and `%%`; the format is used again while arguments are left. */
export const printf: Program = async process => {
  const [format = '', ...values] = process.argv.slice(1)
  const prepared = replaceEscapes(format)
  let left = values
  do {
    const { text, used } = fill(prepared, left)
    await out(process, text)
    left = used === 0 ? [] : left.slice(used)
  } while (left.length > 0)
  return 0
}
