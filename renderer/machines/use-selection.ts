import { useCallback, useState } from 'react'

/** Which rows are chosen. */
export function useSelection() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const select = useCallback((id: string, isSelected: boolean) => {
    setSelected(before => {
      const next = new Set(before)
      if (isSelected) next.add(id)
      else next.delete(id)
      return next
    })
  }, [])
  const selectAll = useCallback((ids: readonly string[]) => setSelected(new Set(ids)), [])
  return { selected, select, selectAll }
}
