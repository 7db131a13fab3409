import { useDeferredValue, useMemo, useState } from 'react'
import type { Machine } from '../../shared/machine.ts'
import { type Filter, shownMachines } from './filter.ts'

/** The machines that search and filter leave; a long list follows the typing without holding it up. */
export function useShownMachines(machines: readonly Machine[]) {
  const [search, setSearch] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const wanted = useDeferredValue(search)
  const shown = useMemo(() => shownMachines(machines, filter, wanted), [machines, filter, wanted])
  const showAll = (): void => {
    setSearch('')
    setFilter('all')
  }
  return { search, setSearch, filter, setFilter, shown, showAll }
}
