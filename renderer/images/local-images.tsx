import { Label, Skeleton } from '@patternfly/react-core'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import type { LocalImage } from '../../shared/machine.ts'
import type { Asked } from '../app/use-answer.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { formatBytes } from '../ui/format.ts'
import { Middle } from '../ui/middle.tsx'
import { Section } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'
import { offeredImages, whyNot } from './offered.ts'

interface Props {
  readonly images: Asked<readonly LocalImage[]>
  readonly machineName: string
  readonly architecture: string | undefined
  readonly text: string
  onChoose(name: string): void
}

/** The images that are on the machine already, those that can boot first. */
export function LocalImages({ images, machineName, architecture, text, onChoose }: Props) {
  return (
    <Section title={`Images on ${machineName}`}>
      {images.kind === 'asking' && <Skeleton height="96px" screenreaderText="Reading the images" />}
      {images.kind === 'failed' && <ErrorCard error={images.error} tone="warning" headingLevel="h3" />}
      {images.kind === 'answered' && images.value.length === 0 && (
        <p className="dd-subtle">None. An image that is built or pulled there with podman shows up here.</p>
      )}
      {images.kind === 'answered' && images.value.length > 0 && (
        <ImageTable
          images={offeredImages(images.value, text)}
          architecture={architecture}
          chosen={text.trim()}
          onChoose={onChoose}
        />
      )}
    </Section>
  )
}

interface TableProps {
  readonly images: readonly LocalImage[]
  readonly architecture: string | undefined
  readonly chosen: string
  onChoose(name: string): void
}

function ImageTable({ images, architecture, chosen, onChoose }: TableProps) {
  return (
    <Table aria-label="Local images" variant="compact" gridBreakPoint="" className="dd-table dd-images">
      <Thead>
        <Tr>
          <Th>Image</Th>
          <Th className="dd-images__version">Version</Th>
          <Th className="dd-images__size">Size</Th>
          <Th className="dd-images__built">Built</Th>
          <Th className="dd-images__store">Storage</Th>
        </Tr>
      </Thead>
      <Tbody>
        {images.map(image => (
          <ImageRow
            key={`${image.store} ${image.name ?? image.id}`}
            image={image}
            reason={whyNot(image, architecture)}
            isChosen={image.name === chosen}
            onChoose={onChoose}
          />
        ))}
      </Tbody>
    </Table>
  )
}

interface RowProps {
  readonly image: LocalImage
  readonly reason: string | undefined
  readonly isChosen: boolean
  onChoose(name: string): void
}

function ImageRow({ image, reason, isChosen, onChoose }: RowProps) {
  const { name, id, version, sizeBytes, createdAt, store } = image
  return (
    <Tr isRowSelected={isChosen} className={reason ? 'dd-image dd-image--dim' : 'dd-image'}>
      <Td dataLabel="Image">
        {name && !reason ? (
          <button type="button" className="dd-image__name" aria-pressed={isChosen} onClick={() => onChoose(name)}>
            <Middle text={name} />
          </button>
        ) : (
          <>
            <Middle text={name ?? `no name (${id.slice(0, 12)})`} />
            <div className="dd-small">{reason ?? 'It needs a name: podman tag'}</div>
          </>
        )}
      </Td>
      <Td dataLabel="Version">{version ?? ''}</Td>
      <Td dataLabel="Size">{formatBytes(sizeBytes)}</Td>
      <Td dataLabel="Built">
        <When at={createdAt} />
      </Td>
      <Td dataLabel="Storage">
        <Label isCompact variant="outline">
          {store}
        </Label>
      </Td>
    </Tr>
  )
}
