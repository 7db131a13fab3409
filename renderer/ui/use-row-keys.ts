import { type KeyboardEvent, type MouseEvent, useLayoutEffect, useRef, useState } from 'react'

/** What can be done to a row. */
export interface RowActs {
  open(id: string): void
  /** More keys for a row, by `KeyboardEvent.key`. */
  readonly keys?: Readonly<Record<string, (id: string) => void>>
}

const rowOf = (target: EventTarget): HTMLElement | null =>
  target instanceof HTMLElement ? target.closest<HTMLElement>('[data-row]') : null

const isInside = (target: EventTarget, row: HTMLElement): boolean =>
  target instanceof Element && target !== row && target.closest('a, button, input, label, [role="menu"]') !== null

/** Which row a key leads to from the row `at`; undefined where it leads nowhere. */
function rowAfter(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowDown') return at + 1 < count ? at + 1 : undefined
  if (key === 'ArrowUp') return at > 0 ? at - 1 : undefined
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : undefined
}

/**
 * Arrows, Home and End move between rows, Enter or a click opens one; one row at a time, `tabStop`, is in the tab order
 * and has to be drawn even when it is out of sight: that is where the focus is or comes back to. `ids` are the rows of the
 * whole list in their order.
 */
export function useRowKeys(ids: readonly string[], { open, keys = {} }: RowActs) {
  const [active, setActive] = useState<string | undefined>(undefined)
  const body = useRef<HTMLTableSectionElement>(null)
  const wanted = useRef<string | undefined>(undefined)
  const focusRow = (id: string): boolean => {
    const row = [...(body.current?.children ?? [])].find(each => rowOf(each)?.dataset.row === id)
    if (row instanceof HTMLElement) row.focus()
    return row !== undefined
  }
  // A row that was out of sight is there only once the table was drawn with it.
  useLayoutEffect(() => {
    if (wanted.current !== undefined && focusRow(wanted.current)) wanted.current = undefined
  })
  return {
    tabStop: active !== undefined && ids.includes(active) ? active : ids[0],
    body,
    bodyProps: {
      onFocus({ target }: { readonly target: EventTarget }) {
        const id = rowOf(target)?.dataset.row
        // An open menu of a row is elsewhere in the document.
        if (id !== undefined) setActive(id)
      },
      onClick({ target }: MouseEvent) {
        const row = rowOf(target)
        const id = row?.dataset.row
        if (row && id && !isInside(target, row) && !window.getSelection()?.toString()) open(id)
      },
      onKeyDown(event: KeyboardEvent) {
        const row = rowOf(event.target)
        const id = row?.dataset.row
        if (!row || !id || event.ctrlKey || event.metaKey || event.altKey) return
        const next = ids[rowAfter(event.key, ids.indexOf(id), ids.length) ?? -1]
        if (next !== undefined) {
          event.preventDefault()
          if (focusRow(next)) return
          wanted.current = next
          setActive(next)
        } else if (event.target === row) {
          const act = event.key === 'Enter' ? open : keys[event.key]
          if (!act) return
          event.preventDefault()
          act(id)
        }
      },
    },
  }
}
