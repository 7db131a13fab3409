/** The grammar of the practice shell: simple commands, pipelines, lists, `if`, `for`, `while`, `{ }` and `( )`. */

import { type Operator, readTokens, type Token, UnsupportedSyntax, type Word } from './shell-words.ts'

export interface Redirect {
  readonly descriptor: number | undefined
  readonly operator: '>' | '>>' | '<' | '>&'
  readonly target: Word
}

export type Node =
  | {
      readonly kind: 'simple'
      readonly assignments: readonly { readonly name: string; readonly value: Word }[]
      readonly words: readonly Word[]
      readonly redirects: readonly Redirect[]
    }
  | { readonly kind: 'pipeline'; readonly isNegated: boolean; readonly stages: readonly Node[] }
  | {
      readonly kind: 'and-or'
      readonly first: Node
      readonly rest: readonly { readonly operator: '&&' | '||'; readonly node: Node }[]
    }
  | { readonly kind: 'list'; readonly nodes: readonly Node[] }
  | {
      readonly kind: 'if'
      readonly branches: readonly { readonly condition: Node; readonly body: Node }[]
      readonly otherwise: Node | undefined
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'for'
      readonly name: string
      readonly words: readonly Word[] | undefined
      readonly body: Node
      readonly redirects: readonly Redirect[]
    }
  | { readonly kind: 'while'; readonly condition: Node; readonly body: Node; readonly redirects: readonly Redirect[] }
  | {
      readonly kind: 'group'
      readonly body: Node
      readonly isSubshell: boolean
      readonly redirects: readonly Redirect[]
    }

const UNKNOWN_WORDS = ['until', 'case', 'function', 'select', 'time', '[[']
const CLOSING_WORDS = ['then', 'elif', 'else', 'fi', 'do', 'done', '}']

interface Cursor {
  readonly tokens: readonly Token[]
  at: number
}

const peek = (cursor: Cursor): Token | undefined => cursor.tokens[cursor.at]

/** An unquoted word, as reserved words must be. */
const reservedWord = (token: Token | undefined): string | undefined => {
  if (token?.kind !== 'word') return undefined
  const [only, ...others] = token.word
  return only?.kind === 'text' && !only.isQuoted && others.length === 0 ? only.text : undefined
}

const isOperator = (token: Token | undefined, ...operators: readonly Operator[]): boolean =>
  token?.kind === 'operator' && operators.includes(token.operator)

function unexpected(cursor: Cursor): UnsupportedSyntax {
  const token = peek(cursor)
  if (token?.kind === 'word') return new UnsupportedSyntax(token.text)
  return new UnsupportedSyntax(token ? token.operator : '')
}

function expectWord(cursor: Cursor, word: string): void {
  if (reservedWord(peek(cursor)) !== word) throw unexpected(cursor)
  cursor.at++
}

function skip(cursor: Cursor, ...operators: readonly Operator[]): void {
  while (isOperator(peek(cursor), ...operators)) cursor.at++
}

function readRedirects(cursor: Cursor): readonly Redirect[] {
  const redirects: Redirect[] = []
  for (let token = peek(cursor); token?.kind === 'redirect'; token = peek(cursor)) {
    cursor.at++
    const target = peek(cursor)
    if (target?.kind !== 'word') throw unexpected(cursor)
    cursor.at++
    redirects.push({ descriptor: token.descriptor, operator: token.operator, target: target.word })
  }
  return redirects
}

function readAssignment(word: Word): { name: string; value: Word } | undefined {
  const [first, ...rest] = word
  if (first?.kind !== 'text' || first.isQuoted) return undefined
  const [, name, value = ''] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(first.text) ?? []
  if (name === undefined) return undefined
  return { name, value: value === '' ? rest : [{ ...first, text: value }, ...rest] }
}

function readSimple(cursor: Cursor): Node {
  const assignments: { name: string; value: Word }[] = []
  const words: Word[] = []
  const redirects: Redirect[] = []
  for (let token = peek(cursor); token && token.kind !== 'operator'; token = peek(cursor)) {
    if (token.kind === 'redirect') {
      redirects.push(...readRedirects(cursor))
      continue
    }
    const assignment = words.length === 0 ? readAssignment(token.word) : undefined
    if (assignment) assignments.push(assignment)
    else words.push(token.word)
    cursor.at++
  }
  if (words.length + assignments.length + redirects.length === 0 || isOperator(peek(cursor), '('))
    throw unexpected(cursor)
  return { kind: 'simple', assignments, words, redirects }
}

function readIf(cursor: Cursor): Node {
  const branches: { condition: Node; body: Node }[] = []
  do {
    cursor.at++
    const condition = readList(cursor)
    expectWord(cursor, 'then')
    branches.push({ condition, body: readList(cursor) })
  } while (reservedWord(peek(cursor)) === 'elif')
  let otherwise: Node | undefined
  if (reservedWord(peek(cursor)) === 'else') {
    cursor.at++
    otherwise = readList(cursor)
  }
  expectWord(cursor, 'fi')
  return { kind: 'if', branches, otherwise, redirects: readRedirects(cursor) }
}

function readFor(cursor: Cursor): Node {
  cursor.at++
  const name = reservedWord(peek(cursor))
  if (name === undefined || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw unexpected(cursor)
  cursor.at++
  let words: Word[] | undefined
  if (reservedWord(peek(cursor)) === 'in') {
    cursor.at++
    words = []
    for (let token = peek(cursor); token?.kind === 'word'; token = peek(cursor)) {
      words.push(token.word)
      cursor.at++
    }
    if (!isOperator(peek(cursor), ';', 'newline')) throw unexpected(cursor)
  }
  skip(cursor, ';', 'newline')
  expectWord(cursor, 'do')
  const body = readList(cursor)
  expectWord(cursor, 'done')
  return { kind: 'for', name, words, body, redirects: readRedirects(cursor) }
}

function readWhile(cursor: Cursor): Node {
  cursor.at++
  const condition = readList(cursor)
  expectWord(cursor, 'do')
  const body = readList(cursor)
  expectWord(cursor, 'done')
  return { kind: 'while', condition, body, redirects: readRedirects(cursor) }
}

function readGroup(cursor: Cursor, isSubshell: boolean): Node {
  cursor.at++
  const body = readList(cursor)
  if (isSubshell && !isOperator(peek(cursor), ')')) throw unexpected(cursor)
  if (isSubshell) cursor.at++
  else expectWord(cursor, '}')
  return { kind: 'group', body, isSubshell, redirects: readRedirects(cursor) }
}

function readCommand(cursor: Cursor): Node {
  const word = reservedWord(peek(cursor))
  if (word === 'if') return readIf(cursor)
  if (word === 'for') return readFor(cursor)
  if (word === 'while') return readWhile(cursor)
  if (word === '{') return readGroup(cursor, false)
  if (isOperator(peek(cursor), '(')) return readGroup(cursor, true)
  if (word !== undefined && [...UNKNOWN_WORDS, ...CLOSING_WORDS, '!'].includes(word)) throw unexpected(cursor)
  return readSimple(cursor)
}

function readPipeline(cursor: Cursor): Node {
  const isNegated = reservedWord(peek(cursor)) === '!'
  if (isNegated) cursor.at++
  const first = readCommand(cursor)
  const stages = [first]
  while (isOperator(peek(cursor), '|')) {
    cursor.at++
    skip(cursor, 'newline')
    stages.push(readCommand(cursor))
  }
  return stages.length === 1 && !isNegated ? first : { kind: 'pipeline', isNegated, stages }
}

function readAndOr(cursor: Cursor): Node {
  const first = readPipeline(cursor)
  const rest: { operator: '&&' | '||'; node: Node }[] = []
  for (let token = peek(cursor); token?.kind === 'operator'; token = peek(cursor)) {
    if (token.operator !== '&&' && token.operator !== '||') break
    cursor.at++
    skip(cursor, 'newline')
    rest.push({ operator: token.operator, node: readPipeline(cursor) })
  }
  return rest.length === 0 ? first : { kind: 'and-or', first, rest }
}

const endsList = (token: Token | undefined): boolean =>
  token === undefined || isOperator(token, ')') || CLOSING_WORDS.includes(reservedWord(token) ?? '')

/** At least one command, up to the end or a word that closes what is around it. */
function readList(cursor: Cursor): Node {
  const nodes: Node[] = []
  skip(cursor, 'newline')
  while (!endsList(peek(cursor))) {
    nodes.push(readAndOr(cursor))
    if (!isOperator(peek(cursor), ';', 'newline')) break
    cursor.at++
    skip(cursor, 'newline')
  }
  if (nodes.length === 0) throw unexpected(cursor)
  return { kind: 'list', nodes }
}

/** Reads a whole script; throws `UnsupportedSyntax` for everything that is not understood completely. */
export function parseScript(source: string): Node {
  const cursor: Cursor = { tokens: readTokens(source), at: 0 }
  if (cursor.tokens.every(token => isOperator(token, 'newline'))) return { kind: 'list', nodes: [] }
  const script = readList(cursor)
  if (peek(cursor)) throw unexpected(cursor)
  return script
}
