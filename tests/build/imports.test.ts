import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { importsOf } from '../../build/imports.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-imports-'))
  file = join(folder, 'a.ts')
})

afterEach(() => rmSync(folder, { recursive: true }))

const found = (source: string) => {
  writeFileSync(file, source)
  return importsOf(file).map(({ to, isPackage, names }) => [isPackage ? to : to.slice(folder.length + 1), names])
}

test.each<[string, string, readonly unknown[]]>([
  ['named', `import { one, type Two as Three } from './b.ts'`, ['b.ts', ['one', 'Two']]],
  ['over several lines', `import {\n  one,\n  two,\n} from './b.ts'`, ['b.ts', ['one', 'two']]],
  ['types only', `import type { One } from './b.ts'`, ['b.ts', ['One']]],
  ['default', `import one from './b.ts'`, ['b.ts', undefined]],
  ['default and named', `import one, { two } from './b.ts'`, ['b.ts', undefined]],
  ['everything', `import * as all from './b.ts'`, ['b.ts', undefined]],
  ['for its effects', `import './b.css'`, ['b.css', undefined]],
  ['passed on', `export { one } from './b.ts'`, ['b.ts', ['one']]],
  ['at run time', `const one = await import('./b.ts')`, ['b.ts', undefined]],
  ['of a package', `import { z } from 'zod'`, ['zod', ['z']]],
  [
    'of a part of a package',
    `import Icon from '@patternfly/react-icons/dist/x'`,
    ['@patternfly/react-icons', undefined],
  ],
  ['of Node', `import { join } from 'node:path'`, ['node:path', ['join']]],
])('an import is found: %s', (_kind, source, expected) => {
  expect(found(source)).toEqual([expected])
})

test('an import in a comment is none', () => {
  expect(found(`/*\nimport { a } from './b.ts'\n*/\n// import { a } from './b.ts'\n`)).toEqual([])
})
