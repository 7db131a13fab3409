import { Label } from '@patternfly/react-core'
import ThumbtackIcon from '@patternfly/react-icons/dist/dynamic/icons/thumbtack-icon'
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import type { BackendStatus, Deployment } from '../../shared/deployment.ts'
import { Digest } from '../ui/digest.tsx'
import { Middle } from '../ui/middle.tsx'
import { Section } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'
import { roleWords, shownName, signatureWords } from './words.ts'
import './deployments-table.css'

/** Every system on the disk, in boot order. */
export function DeploymentsTable({ status }: { readonly status: BackendStatus }) {
  return (
    <Section title="Deployments">
      <div className="dd-scroll">
        <Table
          aria-label="Deployments, in boot order"
          variant="compact"
          gridBreakPoint=""
          className="dd-table dd-deployments"
        >
          <Thead>
            <Tr>
              <Th className="dd-deployments__role">What it is</Th>
              <Th>Image</Th>
              <Th className="dd-deployments__digest">Digest</Th>
              <Th className="dd-deployments__built">Built</Th>
            </Tr>
          </Thead>
          <Tbody>
            {status.deployments.map(deployment => (
              <Row key={deployment.id} deployment={deployment} rollbackQueued={status.rollbackQueued} />
            ))}
          </Tbody>
        </Table>
      </div>
    </Section>
  )
}

function Row({ deployment, rollbackQueued }: { readonly deployment: Deployment; readonly rollbackQueued: boolean }) {
  const { role, pinned, version, digest, checksum, createdAt, image, layeredPackages } = deployment
  const details = [version, image && signatureWords[image.signature]].filter(Boolean).join(' · ')
  return (
    <Tr>
      <Td dataLabel="What it is" className={role === 'booted' ? 'dd-deployments__booted' : ''}>
        {roleWords(deployment, rollbackQueued)}{' '}
        {pinned && (
          <Label isCompact icon={<ThumbtackIcon />}>
            pinned
          </Label>
        )}
      </Td>
      <Td dataLabel="Image">
        <Middle text={shownName(deployment)} />
        <div className="dd-subtle dd-small">{details}</div>
        {layeredPackages.length > 0 && (
          <div className="dd-small" title={layeredPackages.join(', ')}>
            {layeredPackages.length} added: {layeredPackages.slice(0, 4).join(', ')}
            {layeredPackages.length > 4 && '…'}
          </div>
        )}
      </Td>
      <Td dataLabel="Digest">{digest ? <Digest digest={digest} /> : <Commit checksum={checksum} />}</Td>
      <Td dataLabel="Built">
        {createdAt === undefined ? <span className="dd-subtle">not told</span> : <When at={createdAt} />}
      </Td>
    </Tr>
  )
}

const Commit = ({ checksum }: { readonly checksum: string }) => (
  <span className="dd-subtle dd-small" title={checksum}>
    commit <code>{checksum.slice(0, 9)}</code>
  </span>
)
