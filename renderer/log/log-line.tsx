import { memo } from 'react'
import type { LogLine } from '../../shared/log-lines.ts'

interface Props {
  readonly number: number
  readonly line: LogLine | undefined
  readonly topPx: number
  readonly needle: string
  readonly isCurrent: boolean
}

/** One line of the log, one row high. */
export const LineRow = memo(function LineRow({ number, line, topPx, needle, isCurrent }: Props) {
  const look = `dd-line dd-line--${line?.kind ?? 'waiting'} ${isCurrent ? 'dd-line--current' : ''}`
  return (
    <div className={look} style={{ transform: `translateY(${topPx}px)` }} data-line={number}>
      <span className="dd-line__number" aria-hidden="true">
        {number + 1}
      </span>
      <span className="dd-line__text">
        {line?.kind === 'command' && <span aria-hidden="true">$ </span>}
        {line ? <Marked text={line.text} needle={needle} /> : '…'}
      </span>
    </div>
  )
})

function Marked({ text, needle }: { readonly text: string; readonly needle: string }) {
  const at = needle === '' ? -1 : text.toLowerCase().indexOf(needle.toLowerCase())
  if (at === -1) return text
  const end = at + needle.length
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, end)}</mark>
      <Marked text={text.slice(end)} needle={needle} />
    </>
  )
}
