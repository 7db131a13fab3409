import { Radio } from '@patternfly/react-core'
import { type LayoutImage, layoutImageName } from '../../shared/layout.ts'
import type { Machine } from '../../shared/machine.ts'
import { canRebase, lookOf, lookWords, osWords } from '../machines/machine-words.ts'
import { Section } from '../ui/page.tsx'

interface ImageProps {
  readonly images: readonly LayoutImage[]
  readonly chosen: LayoutImage | undefined
  readonly machine: Machine | undefined
  onChoose(digest: string): void
}

/** Several images, or one for several architectures. */
export function ImageChoice({ images, chosen, machine, onChoose }: ImageProps) {
  const own = machine?.facts?.architecture
  return (
    <Section title="Which image">
      <div className="dd-choice" role="radiogroup" aria-label="Which image">
        {images.map(image => (
          <Radio
            key={`${image.digest} ${image.names.join(' ')}`}
            id={`image-${image.digest} ${image.names.join(' ')}`}
            name="image"
            label={layoutImageName(image)}
            description={
              image.problem?.message ??
              [
                image.architecture,
                image.version,
                image.architecture === own && own !== undefined && `the architecture of ${machine?.name}`,
              ]
                .filter(Boolean)
                .join(' · ')
            }
            isDisabled={image.problem !== undefined}
            isChecked={image === chosen}
            onChange={() => onChoose(image.digest)}
          />
        ))}
      </div>
    </Section>
  )
}

interface MachineProps {
  readonly machines: readonly Machine[]
  readonly chosen: Machine | undefined
  onChoose(machineId: string): void
}

const describe = (machine: Machine): string =>
  [machine.facts && osWords(machine.facts), machine.facts?.architecture, lookWords[lookOf(machine)].text]
    .filter(Boolean)
    .join(' · ')

/** The machines that can be rebased come as they are in the list; the others say why they cannot. */
export function MachineChoice({ machines, chosen, onChoose }: MachineProps) {
  return (
    <Section title="For which machine">
      <div className="dd-choice" role="radiogroup" aria-label="For which machine">
        {machines.map(machine => (
          <Radio
            key={machine.id}
            id={`machine-${machine.id}`}
            name="machine"
            label={machine.name}
            description={describe(machine)}
            isDisabled={!canRebase(machine)}
            isChecked={machine.id === chosen?.id}
            onChange={() => onChoose(machine.id)}
          />
        ))}
      </div>
    </Section>
  )
}
