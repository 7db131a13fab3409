/**
 * Cuts a command line into words and operators, as POSIX says (XCU 2.3). What the practice shell does not know is
 * refused, never guessed: `UnsupportedSyntax`.
 */

/** The line uses a part of the shell language the practice machine does not speak, or is malformed. */
export class UnsupportedSyntax extends Error {
  constructor(near: string) {
    super(`unsupported syntax near ${near === '' ? 'the end' : near}`)
  }
}

export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly isQuoted: boolean; readonly fallback?: Word }
  | { readonly kind: 'command'; readonly source: string; readonly isQuoted: boolean }

export type Word = readonly WordPart[]

export type Operator = ';' | '&&' | '||' | '|' | '(' | ')' | 'newline'

export type Token =
  | { readonly kind: 'word'; readonly word: Word; readonly text: string }
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'redirect'; readonly descriptor: number | undefined; readonly operator: '>' | '>>' | '<' | '>&' }

const OPERATORS = ['&&', '||', ';', '|', '(', ')'] as const
const REFUSED = [';;', '|&', '&>', '<<', '<>', '<&', '>|', '&'] as const

const near = (source: string, at: number): string => source.slice(at, at + 12).split('\n')[0] ?? ''

/** The index behind the `)` that closes what was opened before `from`. */
function endOfParentheses(source: string, from: number): number {
  let depth = 1
  for (let at = from; at < source.length; at++) {
    const char = source[at]
    if (char === '\\') at++
    else if (char === "'") at = closingQuote(source, at)
    else if (char === '"') at = endOfDoubleQuotes(source, at)
    else if (char === '(') depth++
    else if (char === ')' && --depth === 0) return at + 1
  }
  throw new UnsupportedSyntax(near(source, from))
}

function closingQuote(source: string, from: number): number {
  const end = source.indexOf("'", from + 1)
  if (end === -1) throw new UnsupportedSyntax(near(source, from))
  return end
}

/** The index of the closing `"`. */
function endOfDoubleQuotes(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source.startsWith('$(', at)) at = endOfParentheses(source, at + 2) - 1
    else if (source[at] === '"') return at
  }
  throw new UnsupportedSyntax(near(source, from))
}

interface Read {
  readonly part: WordPart
  readonly end: number
}

const NAME = /^(?:[A-Za-z_][A-Za-z0-9_]*|[0-9?@*#$!-])/

function readBraces(source: string, from: number, isQuoted: boolean): Read {
  const end = source.indexOf('}', from)
  const inside = end === -1 ? '' : source.slice(from + 2, end)
  const [, name, , fallback] = /^([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[?@*#$])(:-([^`{}'"\\]*))?$/.exec(inside) ?? []
  if (name === undefined) throw new UnsupportedSyntax(near(source, from))
  const part = { kind: 'variable', name, isQuoted } as const
  if (fallback === undefined) return { part, end: end + 1 }
  return { part: { ...part, fallback: readDoubleQuoted(fallback) }, end: end + 1 }
}

/** What begins with `$`; a lone `$` is itself. */
function readDollar(source: string, from: number, isQuoted: boolean): Read {
  const rest = source.slice(from + 1)
  if (rest.startsWith('((') || rest.startsWith("'") || (rest.startsWith('"') && !isQuoted)) {
    throw new UnsupportedSyntax(near(source, from))
  }
  if (rest.startsWith('{')) return readBraces(source, from, isQuoted)
  if (rest.startsWith('(')) {
    const end = endOfParentheses(source, from + 2)
    return { part: { kind: 'command', source: source.slice(from + 2, end - 1), isQuoted }, end }
  }
  const name = NAME.exec(rest)?.[0]
  if (name === undefined) return { part: { kind: 'text', text: '$', isQuoted: true }, end: from + 1 }
  if (name === '!' || name === '-') throw new UnsupportedSyntax(near(source, from))
  return { part: { kind: 'variable', name, isQuoted }, end: from + 1 + name.length }
}

/** The parts of what stands between double quotes. */
function readDoubleQuoted(inside: string): Word {
  const parts: WordPart[] = [{ kind: 'text', text: '', isQuoted: true }]
  for (let at = 0; at < inside.length; ) {
    const char = inside[at] ?? ''
    if (char === '`') throw new UnsupportedSyntax(near(inside, at))
    if (char === '$') {
      const { part, end } = readDollar(inside, at, true)
      parts.push(part)
      at = end
    } else if (char === '\\' && /[$`"\\\n]/.test(inside[at + 1] ?? '')) {
      parts.push({ kind: 'text', text: inside[at + 1] === '\n' ? '' : (inside[at + 1] ?? ''), isQuoted: true })
      at += 2
    } else {
      parts.push({ kind: 'text', text: char, isQuoted: true })
      at++
    }
  }
  return parts
}

const ENDS_WORD = /[ \t\n;&|()<>]/

/** One word from `from` on, and where it ends. */
function readWord(source: string, from: number): { readonly word: Word; readonly end: number } {
  const parts: WordPart[] = []
  let at = from
  while (at < source.length && !ENDS_WORD.test(source[at] ?? '')) {
    const char = source[at] ?? ''
    if (char === '`') throw new UnsupportedSyntax(near(source, at))
    if (char === "'") {
      const end = closingQuote(source, at)
      parts.push({ kind: 'text', text: source.slice(at + 1, end), isQuoted: true })
      at = end + 1
    } else if (char === '"') {
      const end = endOfDoubleQuotes(source, at)
      parts.push(...readDoubleQuoted(source.slice(at + 1, end)))
      at = end + 1
    } else if (char === '\\') {
      if (source[at + 1] !== '\n') parts.push({ kind: 'text', text: source[at + 1] ?? '\\', isQuoted: true })
      at += 2
    } else if (char === '$') {
      const { part, end } = readDollar(source, at, false)
      parts.push(part)
      at = end
    } else {
      parts.push({ kind: 'text', text: char, isQuoted: false })
      at++
    }
  }
  refuseBraceExpansion(parts, source, from)
  return { word: mergeText(parts), end: Math.min(at, source.length) }
}

const mergeText = (parts: readonly WordPart[]): Word =>
  parts.reduce<WordPart[]>((merged, part) => {
    const last = merged.at(-1)
    const isSame = last?.kind === 'text' && part.kind === 'text' && last.isQuoted === part.isQuoted
    if (isSame) merged[merged.length - 1] = { ...last, text: last.text + part.text }
    else merged.push(part)
    return merged
  }, [])

/** bash would make several words of `{a,b}`. */
function refuseBraceExpansion(parts: readonly WordPart[], source: string, from: number): void {
  const plain = parts.map(part => (part.kind === 'text' && !part.isQuoted ? part.text : '\u0000')).join('')
  if (/\{[^{}]*(?:,|\.\.)[^{}]*\}/.test(plain)) throw new UnsupportedSyntax(near(source, from))
}

function readRedirect(source: string, from: number): { readonly token: Token; readonly end: number } | undefined {
  const [all, digits, operator] = /^([0-9]*)(>>|>&|>|<)/.exec(source.slice(from)) ?? []
  if (all === undefined || !isRedirect(operator)) return undefined
  const descriptor = digits ? Number(digits) : undefined
  return { token: { kind: 'redirect', descriptor, operator }, end: from + all.length }
}

const isRedirect = (text: string | undefined): text is '>' | '>>' | '<' | '>&' =>
  text === '>' || text === '>>' || text === '<' || text === '>&'

/** Where the blanks, comments and continued lines from `from` on end. */
function skipBlanks(source: string, from: number): number {
  const blanks = /^(?:[ \t]|\\\n)*(?:#[^\n]*)?/.exec(source.slice(from))?.[0] ?? ''
  return from + blanks.length
}

/** Cuts a whole script; throws `UnsupportedSyntax`. */
export function readTokens(source: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = skipBlanks(source, 0); at < source.length; at = skipBlanks(source, at)) {
    const rest = source.slice(at, at + 2)
    const redirect = REFUSED.some(known => known !== '&' && rest === known) ? undefined : readRedirect(source, at)
    const operator = OPERATORS.find(known => rest.startsWith(known))
    if (source[at] === '\n') {
      tokens.push({ kind: 'operator', operator: 'newline' })
      at++
    } else if (redirect) {
      tokens.push(redirect.token)
      at = redirect.end
    } else if (REFUSED.some(known => rest.startsWith(known)) && !(operator && operator.length === 2)) {
      throw new UnsupportedSyntax(near(source, at))
    } else if (operator) {
      tokens.push({ kind: 'operator', operator })
      at += operator.length
    } else {
      const { word, end } = readWord(source, at)
      tokens.push({ kind: 'word', word, text: source.slice(at, end) })
      at = end
    }
  }
  return tokens
}
