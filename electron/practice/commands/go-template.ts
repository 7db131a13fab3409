/** A little of Go’s text/template, as far as `--format` is used: `{{.A.B}}`, `{{json .A}}` and text between. */

import { UnsupportedUse } from '../system/process.ts'

/** Go’s field names begin with a capital where the JSON has a small letter. */
function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) throw new UnsupportedUse(`no field '${name}'`)
  const key = Object.keys(value).find(known => known.toLowerCase() === name.toLowerCase())
  if (key === undefined) throw new UnsupportedUse(`can't evaluate field ${name}`)
  return (value as Record<string, unknown>)[key]
}

function evaluate(expression: string, root: unknown): string {
  const [, isJson, path] = /^(json\s+)?\.([A-Za-z0-9_.]*)$/.exec(expression.trim()) ?? []
  if (path === undefined) throw new UnsupportedUse(`unsupported template '{{${expression}}}'`)
  const value = path === '' ? root : path.split('.').reduce(fieldOf, root)
  if (isJson) return JSON.stringify(value)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** Fills a template; `\t` and `\n` in it are taken as Go’s tools do. */
export function fillTemplate(template: string, root: unknown): string {
  const text = template.replaceAll('\\t', '\t').replaceAll('\\n', '\n')
  return text.replace(/\{\{(.*?)\}\}/g, (_, expression: string) => evaluate(expression, root))
}
