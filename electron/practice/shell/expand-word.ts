/** Turns words into the arguments they mean: variables, `$(…)`, field splitting, `~` and path patterns (XCU 2.6). */

import { nameOf, resolvePath } from '../system/file-paths.ts'
import { entriesOf, lookAt } from '../system/files.ts'
import { type Shell, variableValue } from './shell-state.ts'
import { UnsupportedSyntax, type Word, type WordPart } from './shell-words.ts'

/** Runs `$(…)` and gives what it printed. */
export type Substitute = (source: string) => Promise<string>

interface Segment {
  readonly text: string
  readonly isQuoted: boolean
}

type Field = Segment[]

async function partText(shell: Shell, part: WordPart, substitute: Substitute): Promise<string> {
  if (part.kind === 'text') return part.text
  if (part.kind === 'command') return (await substitute(part.source)).replace(/\n+$/, '')
  const value = variableValue(shell, part.name)
  return value === '' && part.fallback ? await expandToText(shell, part.fallback, substitute) : value
}

/** Adds a value whose blanks end fields. */
function addSplit(fields: Field[], value: string): void {
  for (const piece of value.split(/([ \t\n]+)/)) {
    if (piece === '') continue
    if (/^[ \t\n]/.test(piece)) fields.push([])
    else fields.at(-1)?.push({ text: piece, isQuoted: false })
  }
}

/** `"$@"`: each argument is a field, the first and last grown together with what is around. */
function addPositional(fields: Field[], positional: readonly string[]): void {
  positional.forEach((text, at) => {
    if (at > 0) fields.push([])
    fields.at(-1)?.push({ text, isQuoted: true })
  })
}

function expandTilde(shell: Shell, field: Field): void {
  const [first] = field
  if (!first || first.isQuoted || !first.text.startsWith('~')) return
  const [, user, rest = ''] = /^~([^/]*)(.*)$/s.exec(first.text) ?? []
  if (user !== '') throw new UnsupportedSyntax(first.text)
  field[0] = { text: variableValue(shell, 'HOME') + rest, isQuoted: true }
}

const toPattern = (field: Field): string =>
  field.map(({ text, isQuoted }) => (isQuoted ? text.replace(/[*?[\\]/g, '\\$&') : text)).join('')

function patternOf(component: string): RegExp | undefined {
  const source = component.replace(/\\?./gs, char => {
    if (char.startsWith('\\')) return `\\${char.slice(1)}`
    if (char === '*') return '.*'
    if (char === '?') return '.'
    return /[.+^$(){}|/\]]/.test(char) ? `\\${char}` : char
  })
  if (!/(?:^|[^\\])[*?]/.test(component)) return undefined
  return new RegExp(`^${source.replace(/\[/g, '\\[')}$`, 's')
}

/** The paths a pattern means, or nothing. `[…]` is taken literally. */
function expandPattern(shell: Shell, pattern: string): readonly string[] {
  const { world } = shell.process
  const isAbsolute = pattern.startsWith('/')
  const components = pattern.split('/').filter(component => component !== '')
  let found: readonly string[] = [isAbsolute ? '/' : '']
  for (const component of components) {
    const matcher = patternOf(component)
    found = found.flatMap(before => {
      const join = (name: string) => (before === '' || before.endsWith('/') ? before + name : `${before}/${name}`)
      if (!matcher) return [join(component.replace(/\\(.)/g, '$1'))]
      const names = entriesOf(world, resolvePath(shell.cwd, before === '' ? '.' : before)).map(nameOf)
      return names.filter(name => matcher.test(name) && !name.startsWith('.')).map(join)
    })
  }
  return found.filter(path => lookAt(world, resolvePath(shell.cwd, path)) !== undefined)
}

function finish(shell: Shell, field: Field): readonly string[] {
  const text = field.map(segment => segment.text).join('')
  if (!field.some(segment => !segment.isQuoted && /[*?]/.test(segment.text))) return [text]
  const paths = expandPattern(shell, toPattern(field))
  return paths.length === 0 ? [text] : paths
}

/** The arguments one word stands for: none, one or many. */
export async function expandWord(shell: Shell, word: Word, substitute: Substitute): Promise<readonly string[]> {
  const fields: Field[] = [[]]
  for (const part of word) {
    const isPositional = part.kind === 'variable' && part.name === '@'
    if (isPositional && part.isQuoted) addPositional(fields, shell.positional)
    else {
      const text = await partText(shell, part, substitute)
      if (part.isQuoted || part.kind === 'text') fields.at(-1)?.push({ text, isQuoted: part.isQuoted })
      else addSplit(fields, text)
    }
    if (part === word[0]) expandTilde(shell, fields[0] ?? [])
  }
  const isEmptyPositional = word.some(part => part.kind === 'variable' && part.name === '@' && part.isQuoted)
  const isThere = (field: Field) =>
    field.some(({ text, isQuoted }) => text !== '' || (isQuoted && !isEmptyPositional)) ||
    (isEmptyPositional && shell.positional.length > 0 && field.length > 0)
  return fields.filter(isThere).flatMap(field => finish(shell, field))
}

/** A word as one text without splitting: the value of an assignment, the target of a redirection. */
export async function expandToText(shell: Shell, word: Word, substitute: Substitute): Promise<string> {
  let text = ''
  for (const part of word) text += await partText(shell, part, substitute)
  return text.startsWith('~/') && word[0]?.isQuoted === false ? variableValue(shell, 'HOME') + text.slice(1) : text
}
