/**
 * Rows and cells of PatternFly's tables in its own classes. Not its components: each of its cells asks whether its text
 * is cut, for which the browser lays out the whole table while it is being drawn.
 */

import type { ReactNode } from 'react'
import type { RowPlace } from './list-body.tsx'

interface RowProps extends RowPlace {
  readonly id: string
  readonly isSelected?: boolean
  readonly children: ReactNode
}

/** One row of a `ListBody`. */
export function Row({ id, index, measure, tabIndex, isSelected = false, children }: RowProps) {
  return (
    <tr
      ref={measure}
      data-row={id}
      data-index={index}
      // The head is the first.
      aria-rowindex={index + 2}
      tabIndex={tabIndex}
      className={`pf-v6-c-table__tr dd-machine ${isSelected ? 'pf-m-selected' : ''}`}
    >
      {children}
    </tr>
  )
}

/** Of a column; `label` where no word is to be seen. */
export function HeadCell(props: {
  readonly className?: string
  readonly label?: string
  readonly children?: ReactNode
}) {
  const { className = '', label, children } = props
  return (
    <th scope="col" className={`pf-v6-c-table__th ${className}`}>
      {label && <span className="pf-v6-screen-reader">{label}</span>}
      {children}
    </th>
  )
}

interface CellProps {
  /** The column's name. */
  readonly label: string
  readonly className?: string
  readonly children: ReactNode
}

export function Cell({ label, className = '', children }: CellProps) {
  return (
    <td data-label={label} className={`pf-v6-c-table__td ${className}`}>
      {children}
    </td>
  )
}
