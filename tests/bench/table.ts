import { isReached, type Result, ratioOf } from './result.ts'

const HEAD = ['', 'Drydock', 'rival', 'ratio', 'aim', ''] as const

const rounded = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(2)))

function aimWords({ aim, unit }: Result): string {
  if (!aim) return ''
  return aim.of === 'ratio' ? `< ${aim.below}×` : `< ${rounded(aim.below)} ${unit}`
}

function cellsOf(result: Result): readonly string[] {
  const { what, value, unit, rival } = result
  const ratio = ratioOf(result)
  const reached = isReached(result)
  return [
    `  ${what}`,
    `${rounded(value)} ${unit}`,
    rival ? `${rounded(rival.value)} ${unit}` : '',
    ratio === undefined ? '' : `${ratio.toFixed(2)}×`,
    aimWords(result),
    reached === undefined ? '' : reached ? 'reached' : 'MISSED',
  ]
}

const below = (result: Result): readonly string[] =>
  [result.rival && `      rival: ${result.rival.what}`, result.note && `      ${result.note}`].filter(
    line => line !== undefined && line !== '',
  ) as string[]

/** The results of one part as lines of a table. */
export function tableOf(title: string, results: readonly Result[]): string {
  const rows = [[title, ...HEAD.slice(1)], ...results.map(cellsOf)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  const [head = [], ...body] = rows
  return [lineOf(head), ...body.flatMap((row, at) => [lineOf(row), ...below(results[at] as Result)])].join('\n')
}
