/** df(1) of GNU coreutils: `-P`, `-B1`, `-k`, `-T` and `--output=…`, with its columns. */

import { type FileSystem, fileSystemAt, mountedFileSystems } from '../system/disk.ts'
import { resolvePath } from '../system/file-paths.ts'
import { lookAt } from '../system/files.ts'
import { ownEntry } from '../system/own-entry.ts'
import { err, out, type Program, UnsupportedUse } from '../system/process.ts'
import { alignColumns } from './columns.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'

interface Row {
  readonly fileSystem: FileSystem
  readonly operand: string
}

interface Column {
  readonly header: string
  readonly isRight: boolean
  readonly minimum: number
  readonly cell: (row: Row) => string
}

const percent = ({ usedBytes, freeBytes }: FileSystem): string =>
  `${Math.ceil((usedBytes / Math.max(1, usedBytes + freeBytes)) * 100)}%`

function columnsFor(blockBytes: number, isPosix: boolean): Readonly<Record<string, Column>> {
  const blocks = (sizeBytes: number) => String(Math.ceil(sizeBytes / blockBytes))
  const unit = blockBytes === 1 ? (isPosix ? '1' : '1B') : isPosix ? '1024' : '1K'
  const left = (header: string, minimum: number, cell: Column['cell']): Column => ({
    header,
    minimum,
    isRight: false,
    cell,
  })
  const right = (header: string, cell: Column['cell']): Column => ({ header, minimum: 5, isRight: true, cell })
  return {
    source: left('Filesystem', 14, row => row.fileSystem.device),
    fstype: left('Type', 4, row => row.fileSystem.type),
    size: right(`${unit}-blocks`, row => blocks(row.fileSystem.sizeBytes)),
    used: right('Used', row => blocks(row.fileSystem.usedBytes)),
    avail: right('Available', row => blocks(row.fileSystem.freeBytes)),
    pcent: { ...right(isPosix ? 'Capacity' : 'Use%', row => percent(row.fileSystem)), minimum: 4 },
    target: left('Mounted on', 0, row => row.fileSystem.mountedOn),
    file: left('File', 0, row => row.operand),
  }
}

function blockBytesOf(options: ReadOptions): number {
  const given = valueOfOption(options, '-B', '--block-size')
  if (given === undefined || hasFlag(options, '-k')) return 1024
  if (given === '1') return 1
  if (given === '1K' || given === '1024' || given === 'K') return 1024
  throw new UnsupportedUse(`unsupported block size '${given}'`)
}

function chooseColumns(options: ReadOptions): readonly Column[] {
  const output = valueOfOption(options, '--output')
  const known = columnsFor(blockBytesOf(options), hasFlag(options, '-P'))
  const type = hasFlag(options, '-T') ? ['fstype'] : []
  const names = output?.split(',') ?? ['source', ...type, 'size', 'used', 'avail', 'pcent', 'target']
  return names.map(name => {
    const column = ownEntry(known, name)
    if (!column) throw new UnsupportedUse(`unsupported column '${name}'`)
    return output !== undefined && name === 'avail' ? { ...column, header: 'Avail' } : column
  })
}

function render(columns: readonly Column[], rows: readonly Row[]): string {
  const padded = (text: string, { minimum, isRight }: Column, isLast: boolean) =>
    isRight ? text.padStart(minimum) : isLast ? text : text.padEnd(minimum)
  const lines = [columns.map(column => column.header), ...rows.map(row => columns.map(column => column.cell(row)))]
  const cells = lines.map(line =>
    line.map((text, at) => padded(text, columns[at] as Column, at === columns.length - 1)),
  )
  const right = columns.flatMap((column, at) => (column.isRight ? [at] : []))
  return alignColumns(cells, right)
}

export const df: Program = async process => {
  const { world } = process
  const options = readOptions(process.argv.slice(1), {
    flags: ['-P', '-k', '-T', '-l'],
    values: ['-B', '--block-size', '--output'],
  })
  const columns = chooseColumns(options)
  const rows: Row[] = []
  let exitCode = 0
  for (const operand of options.operands) {
    const path = resolvePath(process.cwd, operand)
    if (lookAt(world, path)) {
      rows.push({ fileSystem: fileSystemAt(world, path), operand })
      continue
    }
    await err(process, `df: ${operand}: No such file or directory\n`)
    exitCode = 1
  }
  if (options.operands.length === 0)
    rows.push(...mountedFileSystems(world).map(fileSystem => ({ fileSystem, operand: '-' })))
  if (rows.length > 0) await out(process, render(columns, rows))
  return exitCode
}
