import { Progress } from '@patternfly/react-core'
import type { FileSystemSpace } from '../../shared/machine.ts'
import { formatBytes } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'

/** Free space where a rebase needs it; paths on one file system share a bar. */
export function Storage({ fileSystems }: { readonly fileSystems: readonly FileSystemSpace[] }) {
  if (fileSystems.length === 0) return null
  const devices = [...Map.groupBy(fileSystems, ({ device }) => device).values()]
  return (
    <Section title="Storage">
      <div className="dd-storage">
        {devices.map(onDevice => (
          <Bar key={onDevice[0]?.device} onDevice={onDevice} />
        ))}
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
