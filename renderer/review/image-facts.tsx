import type { ReactNode } from 'react'
import type { ResolvedImage } from '../../shared/plan.ts'
import { Travels } from '../images/travels.tsx'
import { Digest } from '../ui/digest.tsx'
import { formatBytes } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'
import { viaWords } from './review-words.ts'

/** What exactly will be used, how it gets there, and how much moves. */
export function ImageFacts({ image }: { readonly image: ResolvedImage }) {
  const { digest, architecture, createdAt, version, source, via, why } = image
  return (
    <Section title="The image">
      <dl className="dd-terms">
        <Term term="Size to move">
          <SizeToMove image={image} />
        </Term>
        <Term term="Way">
          {viaWords[via]}
          <div className="dd-subtle dd-small">{why}</div>
        </Term>
        <Term term="Source">
          <code className="dd-break">{source}</code>
        </Term>
        {digest && (
          <Term term="Digest">
            <Digest digest={digest} />
          </Term>
        )}
        {version && <Term term="Version">{version}</Term>}
        {architecture && <Term term="Built for">{architecture}</Term>}
        {createdAt !== undefined && (
          <Term term="Built">
            <When at={createdAt} />
          </Term>
        )}
      </dl>
    </Section>
  )
}

function SizeToMove({ image }: { readonly image: ResolvedImage }) {
  const { sizeBytes, layerCount, upload } = image
  if (sizeBytes === undefined) return <span className="dd-subtle">not told beforehand</span>
  if (!upload) {
    const layers = layerCount === undefined ? '' : ` in ${layerCount} layers`
    return (
      <>
        <strong>{formatBytes(sizeBytes)}</strong>
        {layers}; parts already there are not moved
      </>
    )
  }
  return <Travels blobs={upload.blobs} />
}

const Term = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
)
