import { type KeyboardEvent, type MouseEvent, useState } from 'react'

interface Acts {
  open(id: string): void
  /** More keys for a row, by `KeyboardEvent.key`. */
  readonly keys?: Readonly<Record<string, (id: string) => void>>
}

const rowOf = (target: EventTarget): HTMLElement | null =>
  target instanceof HTMLElement ? target.closest<HTMLElement>('[data-row]') : null

const isInside = (target: EventTarget, row: HTMLElement): boolean =>
  target instanceof Element && target !== row && target.closest('a, button, input, label, [role="menu"]') !== null

function neighbour(row: HTMLElement, key: string): Element | null {
  if (key === 'ArrowDown') return row.nextElementSibling
  if (key === 'ArrowUp') return row.previousElementSibling
  if (key === 'Home') return row.parentElement?.firstElementChild ?? null
  return key === 'End' ? (row.parentElement?.lastElementChild ?? null) : null
}

/** Arrows, Home and End move between rows, Enter or a click opens one; one row at a time is in the tab order. */
export function useRowKeys({ open, keys = {} }: Acts) {
  const [active, setActive] = useState<string | undefined>(undefined)
  return {
    rowProps: (id: string, index: number, ids: readonly string[]) => ({
      'data-row': id,
      tabIndex: id === active || (index === 0 && (active === undefined || !ids.includes(active))) ? 0 : -1,
    }),
    bodyProps: {
      onFocus: ({ target }: { readonly target: EventTarget }) => setActive(rowOf(target)?.dataset.row),
      onClick({ target }: MouseEvent) {
        const row = rowOf(target)
        const id = row?.dataset.row
        if (row && id && !isInside(target, row) && !window.getSelection()?.toString()) open(id)
      },
      onKeyDown(event: KeyboardEvent) {
        const row = rowOf(event.target)
        const id = row?.dataset.row
        if (!row || !id || event.ctrlKey || event.metaKey || event.altKey) return
        const next = neighbour(row, event.key)
        if (next instanceof HTMLElement) {
          event.preventDefault()
          next.focus()
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
