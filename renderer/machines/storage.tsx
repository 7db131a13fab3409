import { Button, Progress } from '@patternfly/react-core'
import type { FileSystemSpace, MachineFacts } from '../../shared/machine.ts'
import { formatBytes } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'

interface Props {
  readonly facts: Pick<MachineFacts, 'fileSystems' | 'storeBytes'>
  /** Nothing is being done to the machine. */
  readonly isFree: boolean
  onEmpty(): void
}

/** Free space where a rebase needs it; paths on one file system share a bar. */
export function Storage({ facts, isFree, onEmpty }: Props) {
  const { fileSystems, storeBytes } = facts
  if (fileSystems.length === 0) return null
  const devices = [...Map.groupBy(fileSystems, ({ device }) => device).values()]
  return (
    <Section title="Storage">
      <div className="dd-storage">
        {devices.map(onDevice => (
          <Bar key={onDevice[0]?.device} onDevice={onDevice} />
        ))}
        {storeBytes !== undefined && (
          <div className="dd-storage__sent">
            <span>
              {formatBytes(storeBytes)} of images sent from a computer are kept there, so that the next drop is short.
            </span>
            <Button variant="link" isInline isDisabled={!isFree} onClick={onEmpty}>
              Empty it
            </Button>
          </div>
        )}
      </div>
    </Section>
  )
}

/** Under this a rebase often does not fit. */
const LITTLE = 0.1

function Bar({ onDevice }: { readonly onDevice: readonly FileSystemSpace[] }) {
  const [first] = onDevice
  if (!first || first.sizeBytes <= 0) return null
  const isLittle = first.freeBytes / first.sizeBytes < LITTLE
  const paths = onDevice.map(({ path }) => path).join(', ')
  return (
    <Progress
      aria-label={`${paths}: used`}
      title={paths}
      size="sm"
      value={Math.round((1 - first.freeBytes / first.sizeBytes) * 100)}
      label={`${formatBytes(first.freeBytes)} free of ${formatBytes(first.sizeBytes)}`}
      {...(isLittle ? { variant: 'warning' as const } : {})}
    />
  )
}
