/** Lines of cells, padded to columns; `right` says which columns are pushed to the right. The last is never padded. */
export function alignColumns(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0)))
  return rows.map(row => `${padRow(row, widths, right)}\n`).join('')
}

const padRow = (row: readonly string[], widths: readonly number[], right: readonly number[]): string =>
  row.map((cell, at) => padCell(cell, widths[at] ?? 0, right.includes(at), at === row.length - 1)).join(' ')

function padCell(cell: string, width: number, isRight: boolean, isLast: boolean): string {
  if (isRight) return cell.padStart(width)
  return isLast ? cell : cell.padEnd(width)
}
