import { Button, Skeleton } from '@patternfly/react-core'
import { useState } from 'react'
import { type Layout, type LayoutImage, layoutKindWords } from '../../shared/layout.ts'
import type { Machine } from '../../shared/machine.ts'
import { navigate } from '../app/route.ts'
import { useAnswer } from '../app/use-answer.ts'
import { useApi, useMachines } from '../app/use-app.ts'
import { Travels } from '../images/travels.tsx'
import { canRebase } from '../machines/machine-words.ts'
import { Digest } from '../ui/digest.tsx'
import { ErrorCard } from '../ui/error-card.tsx'
import { formatBytes } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'
import { ImageChoice, MachineChoice } from './choices.tsx'
import { imageFor, machineFor } from './chosen.ts'

interface Props {
  readonly layout: Layout
  readonly machineId: string | undefined
}

/** What the layout holds, which of it, and for which machine. */
export function LayoutView({ layout, machineId }: Props) {
  const machines = useMachines(state => state.machines) ?? []
  const [meantMachine, setMachine] = useState(machineId)
  const [meantDigest, setDigest] = useState<string | undefined>(undefined)
  const machine = machineFor(layout, machines, meantMachine)
  const image = layout.images.find(({ digest }) => digest === meantDigest) ?? imageFor(layout, machine)
  const isFit = machine !== undefined && canRebase(machine) && image !== undefined && image.problem === undefined
  return (
    <>
      {layout.images.length > 1 && (
        <ImageChoice images={layout.images} chosen={image} machine={machine} onChoose={setDigest} />
      )}
      <div className="dd-drop-columns">
        {image && <ImageFacts layout={layout} image={image} />}
        <div className="dd-stack">
          <MachineChoice machines={machines} chosen={machine} onChoose={setMachine} />
          {isFit && <Lacking {...{ layout, image, machine }} />}
          <div>
            <Button isDisabled={!isFit} onClick={() => isFit && review(layout, image, machine)}>
              {machine ? `Review for ${machine.name}` : 'Review'}
            </Button>
          </div>
        </div>
      </div>
    </>
  )
}

interface LackingProps {
  readonly layout: Layout
  readonly image: LayoutImage
  readonly machine: Machine
}

/** What of the image the machine has already. What stands in the way is said by the review. */
function Lacking({ layout, image, machine }: LackingProps) {
  const api = useApi()
  const [look] = useAnswer(
    () => api.explainUpload(machine.id, layout.path, image.digest),
    [api, machine.id, layout.path, image.digest],
  )
  return (
    <div role="status">
      {look.kind === 'asking' && <Skeleton width="60%" screenreaderText={`Asking ${machine.name} what it has of it`} />}
      {look.kind === 'answered' && <Travels blobs={look.value.blobs} />}
      {look.kind === 'failed' && <span className="dd-subtle">{look.error.message}</span>}
    </div>
  )
}

function review(layout: Layout, image: LayoutImage, machine: Machine): void {
  const choose = layout.images.length > 1 ? { choose: image.digest } : {}
  navigate({ kind: 'rebase', machineId: machine.id, image: layout.path, ...choose })
}

function ImageFacts({ layout, image }: { readonly layout: Layout; readonly image: LayoutImage }) {
  const { version, architecture, createdAt, layers, sizeBytes, digest, isBootable, names, problem } = image
  if (problem) return <ErrorCard error={problem} />
  const terms = [
    ['What it is', layoutKindWords(layout.kind)],
    ['Name', names.join(', ') || layout.name],
    ['Operating system', isBootable ? 'yes, it can boot' : 'no: a normal container image, which no machine can boot'],
    ['Version', version],
    ['Built for', architecture],
    ['Built', createdAt === undefined ? undefined : <When key="built" at={createdAt} />],
    ['Size', `${formatBytes(sizeBytes)} in ${layers.length} ${layers.length === 1 ? 'layer' : 'layers'}`],
    ['Digest', digest === '' ? undefined : <Digest key="digest" digest={digest} />],
  ] as const
  return (
    <Section title="The image">
      <dl className="dd-terms">
        {terms.map(([term, value]) =>
          value === undefined ? null : (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {layout.kind === 'docker-archive' && (
        <p className="dd-subtle">An archive of Docker has no digest of its own; Drydock writes the manifest.</p>
      )}
    </Section>
  )
}
