import { Button } from '@patternfly/react-core'
import ArchiveIcon from '@patternfly/react-icons/dist/dynamic/icons/archive-icon'
import FolderOpenIcon from '@patternfly/react-icons/dist/dynamic/icons/folder-open-icon'
import { type ComponentType, useEffect, useRef } from 'react'
import { readChosen } from './dropped.ts'
import { useTake } from './use-take.ts'
import './drop.css'

interface Props {
  readonly machineId?: string | undefined
}

/** The same as a drop, for the keyboard and for who prefers to look for it. */
export function Browse({ machineId }: Props) {
  return (
    <div className="dd-browse">
      <Choose machineId={machineId} isFolder label="Choose a folder…" Icon={FolderOpenIcon} />
      <Choose machineId={machineId} label="Choose an archive…" Icon={ArchiveIcon} />
    </div>
  )
}

interface ChooseProps extends Props {
  readonly isFolder?: boolean
  readonly label: string
  readonly Icon: ComponentType
}

function Choose({ machineId, isFolder = false, label, Icon }: ChooseProps) {
  const input = useRef<HTMLInputElement>(null)
  const take = useTake(machineId)
  useEffect(() => {
    // React knows no such attribute.
    if (isFolder) input.current?.setAttribute('webkitdirectory', '')
  }, [isFolder])
  return (
    <>
      <Button variant="secondary" icon={<Icon />} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        {...(isFolder ? {} : { accept: '.tar,.oci' })}
        onChange={event => {
          const chosen = readChosen(event.target.files ?? [])
          event.target.value = ''
          if (chosen) void take(chosen)
        }}
      />
    </>
  )
}
