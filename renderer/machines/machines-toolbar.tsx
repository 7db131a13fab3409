import { Button, SearchInput, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { useRef } from 'react'
import type { Machine } from '../../shared/machine.ts'
import { count } from '../ui/format.ts'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { countsOf, type Filter } from './filter.ts'

const filterWords: Readonly<Record<Filter, string>> = {
  all: 'All',
  restart: 'Restart pending',
  unreachable: 'Unreachable',
}

interface Props {
  readonly machines: readonly Machine[]
  readonly search: string
  readonly filter: Filter
  onSearch(search: string): void
  onFilter(filter: Filter): void
}

/** Search and filter, with how many machines each filter shows. */
export function MachinesToolbar({ machines, search, filter, onSearch, onFilter }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const counts = countsOf(machines)
  useShortcuts({ '/': () => input.current?.focus() })
  return (
    <div className="dd-toolbar">
      <SearchInput
        ref={input}
        className="dd-toolbar__search"
        aria-label="Search machines"
        placeholder="Search  ( / )"
        value={search}
        onChange={(_, value) => onSearch(value)}
        onClear={() => onSearch('')}
        onKeyDown={event => event.key === 'Escape' && onSearch('')}
      />
      <ToggleGroup aria-label="Filter machines" isCompact>
        {(['all', 'restart', 'unreachable'] as const).map(name => (
          <ToggleGroupItem
            key={name}
            text={`${filterWords[name]} ${counts[name]}`}
            isSelected={filter === name}
            onChange={() => onFilter(name)}
          />
        ))}
      </ToggleGroup>
    </div>
  )
}

/** What can be done to the chosen machines together. */
export function BulkBar(props: {
  readonly selected: readonly Machine[]
  onRefresh(): void
  onRemove(): void
  onClear(): void
}) {
  const removable = props.selected.filter(({ kind }) => kind === 'ssh')
  if (props.selected.length === 0) return null
  return (
    <div className="dd-bulk">
      <strong>{count(props.selected.length, 'machine')} chosen</strong>
      <Button variant="secondary" size="sm" onClick={props.onRefresh}>
        Ask again
      </Button>
      <Button variant="secondary" size="sm" isDisabled={removable.length === 0} onClick={props.onRemove}>
        Remove {count(removable.length, 'machine')}…
      </Button>
      <Button variant="link" size="sm" onClick={props.onClear}>
        Choose none
      </Button>
    </div>
  )
}
