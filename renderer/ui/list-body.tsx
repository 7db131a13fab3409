import { Tbody } from '@patternfly/react-table'
import { Fragment, type ReactNode, type Ref } from 'react'
import { GapRow } from './gap-row.tsx'
import { type RowActs, useRowKeys } from './use-row-keys.ts'
import { useRowsInSight } from './use-rows-in-sight.ts'

/** What a row of a list is drawn with, beside its item (row.tsx). */
export interface RowPlace {
  /** From 0, in the whole list. */
  readonly index: number
  /** Hears how high the row is. */
  readonly measure: Ref<HTMLTableRowElement>
  readonly tabIndex: number
}

interface Props<Item> {
  readonly items: readonly Item[]
  readonly acts: RowActs
  readonly columns: number
  /** About how high a row is, in pixels, until it is measured. */
  readonly rowPx: number
  row(item: Item, place: RowPlace): ReactNode
}

/** The body of a table that may be long: the rows in sight, and the keyboard over all of them. */
export function ListBody<Item extends { readonly id: string }>({ items, acts, columns, rowPx, row }: Props<Item>) {
  const ids = items.map(({ id }) => id)
  const { tabStop, body, bodyProps } = useRowKeys(ids, acts)
  const { rows, gapAfterPx, measure } = useRowsInSight({ ids, body, tabStop, rowPx })
  return (
    <Tbody ref={body} {...bodyProps}>
      {rows.map(({ id, index, gapPx }) => {
        const item = items[index]
        return (
          <Fragment key={id}>
            <GapRow heightPx={gapPx} columns={columns} />
            {item && row(item, { index, measure, tabIndex: id === tabStop ? 0 : -1 })}
          </Fragment>
        )
      })}
      <GapRow heightPx={gapAfterPx} columns={columns} />
    </Tbody>
  )
}
