import { EmptyState, EmptyStateBody, Skeleton } from '@patternfly/react-core'
import { hrefOf, type ImageChoice } from '../app/route.ts'
import { useMachines, useSettings } from '../app/use-app.ts'
import { berthsOfStatus } from '../deployments/berths.ts'
import { Chips } from '../deployments/chips.tsx'
import { Page } from '../ui/page.tsx'
import { ImageForm } from './image-form.tsx'
import './images.css'

/** First of two steps: what exactly will be used. */
export function ImagePage({ machineId, choice }: { readonly machineId: string; readonly choice: ImageChoice }) {
  const machines = useMachines(state => state.machines)
  const settings = useSettings(state => state.settings)
  const machine = machines?.find(({ id }) => id === machineId)
  const trail = [
    ['Machines', hrefOf({ kind: 'machines' })],
    ...(machine ? [[machine.name, hrefOf({ kind: 'machine', machineId })] as const] : []),
  ] as const
  const berths = berthsOfStatus(machine?.facts?.status)
  return (
    <Page title={machine ? `Choose an image for ${machine.name}` : 'Choose an image'} trail={trail}>
      {berths && (
        <div className="dd-image-now">
          <Chips berths={berths} hasCaptions />
        </div>
      )}
      {machine && settings ? (
        <ImageForm machine={machine} choice={choice} settings={settings} />
      ) : machines && !machine ? (
        <EmptyState titleText="This machine is not in the list" headingLevel="h2">
          <EmptyStateBody>
            <a href={hrefOf({ kind: 'machines' })}>Show all machines</a>
          </EmptyStateBody>
        </EmptyState>
      ) : (
        <Skeleton height="160px" screenreaderText="Reading the machine" />
      )}
    </Page>
  )
}
