import {
  Button,
  Checkbox,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  SearchInput,
  Skeleton,
} from '@patternfly/react-core'
import { useState } from 'react'
import type { SshConfigHost } from '../../shared/api.ts'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import { useAnswer } from '../app/use-answer.ts'
import { useApi, useMachines } from '../app/use-app.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { count } from '../ui/format.ts'
import { useSelection } from './use-selection.ts'

/** Chooses machines from the hosts in the user's OpenSSH configuration. */
export function ImportDialog({ onClose }: { onClose(): void }) {
  const api = useApi()
  const importHosts = useMachines(state => state.importHosts)
  const [hosts] = useAnswer(() => api.listSshConfigHosts(), [api])
  const [failure, setFailure] = useState<ErrorReport | undefined>(undefined)
  const { selected, select } = useSelection()
  const take = (): void =>
    void importHosts([...selected]).then(onClose, thrown => setFailure(toAppError(thrown).report))
  const error = failure ?? (hosts.kind === 'failed' ? hosts.error : undefined)
  return (
    <Modal variant="medium" isOpen onClose={onClose} aria-labelledby="import-title">
      <ModalHeader
        title="Machines from ~/.ssh/config"
        labelId="import-title"
        description="Addresses, users, keys and jumps are taken as they stand there. The file is not changed."
      />
      <ModalBody className="dd-stack">
        {error && <ErrorCard error={error} />}
        {hosts.kind === 'asking' && <Skeleton height="120px" screenreaderText="Reading ~/.ssh/config" />}
        {hosts.kind === 'answered' && <Hosts hosts={hosts.value} selected={selected} onSelect={select} />}
      </ModalBody>
      <ModalFooter>
        <Button isDisabled={selected.size === 0} onClick={take}>
          Add {count(selected.size, 'machine')}
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  )
}

interface HostsProps {
  readonly hosts: readonly SshConfigHost[]
  readonly selected: ReadonlySet<string>
  onSelect(name: string, isSelected: boolean): void
}

function Hosts({ hosts, selected, onSelect }: HostsProps) {
  const [search, setSearch] = useState('')
  const words = search.toLowerCase()
  const shown = hosts.filter(({ name, address }) => `${name} ${address}`.toLowerCase().includes(words))
  if (hosts.length === 0) return <p>There are no hosts in ~/.ssh/config, or there is no such file.</p>
  return (
    <>
      {hosts.length > 8 && (
        <SearchInput
          aria-label="Search hosts"
          placeholder="Search"
          value={search}
          onChange={(_, value) => setSearch(value)}
          onClear={() => setSearch('')}
        />
      )}
      <ul className="dd-hosts">
        {shown.map(host => (
          <li key={host.name}>
            <Checkbox
              id={`host-${host.name}`}
              label={host.name}
              description={[
                host.user ? `${host.user}@${host.address}` : host.address,
                host.jump && `over ${host.jump}`,
                host.isAdded && 'already in the list',
              ]
                .filter(Boolean)
                .join(' · ')}
              isDisabled={host.isAdded}
              isChecked={host.isAdded || selected.has(host.name)}
              onChange={(_, isChecked) => onSelect(host.name, isChecked)}
            />
          </li>
        ))}
      </ul>
    </>
  )
}
