import UploadIcon from '@patternfly/react-icons/dist/dynamic/icons/upload-icon'
import { useEffect, useRef, useState } from 'react'
import { useMachines } from '../app/use-app.ts'
import { readDrop } from './dropped.ts'
import { useTake } from './use-take.ts'
import './drop.css'

const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false

/** Hears files over the whole window; `depth` counts, because every element inside is entered and left too. */
function useFilesOver(onDrop: (transfer: DataTransfer) => void): boolean {
  const [isOver, setOver] = useState(false)
  const latest = useRef(onDrop)
  latest.current = onDrop
  useEffect(() => {
    let depth = 0
    const controller = new AbortController()
    const on = (type: string, hear: (event: DragEvent) => void): void =>
      window.addEventListener(type, event => hasFiles(event as DragEvent) && hear(event as DragEvent), controller)
    const count = (change: number): void => {
      depth = Math.max(0, depth + change)
      setOver(depth > 0)
    }
    on('dragenter', event => {
      event.preventDefault()
      count(1)
    })
    // Without this the browser opens what is dropped, in place of the window.
    on('dragover', event => event.preventDefault())
    on('dragleave', () => count(-1))
    on('drop', event => {
      event.preventDefault()
      count(-depth)
      if (event.dataTransfer) latest.current(event.dataTransfer)
    })
    return () => controller.abort()
  }, [])
  return isOver
}

/** The whole window takes a folder or an archive; while one hangs over it, it says what will happen. */
export function DropTarget({ machineId }: { readonly machineId: string | undefined }) {
  const take = useTake(machineId)
  const name = useMachines(state => state.machines?.find(({ id }) => id === machineId)?.name)
  const isOver = useFilesOver(transfer => void take(readDrop(transfer)))
  if (!isOver) return null
  return (
    <div className="dd-drop-over" role="status">
      <div className="dd-drop-over__box">
        <UploadIcon />
        <p className="dd-drop-over__title">Drop an OCI directory or an archive{name ? ` for ${name}` : ''}</p>
        <p>Drydock looks what it is. Nothing is sent to a machine before you have seen the plan.</p>
      </div>
    </div>
  )
}
