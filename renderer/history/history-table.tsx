import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table'
import { memo } from 'react'
import { deploymentName } from '../../shared/deployment.ts'
import type { Job } from '../../shared/job.ts'
import { hrefOf, navigate } from '../app/route.ts'
import { shortName } from '../deployments/chips.tsx'
import { Duration } from '../jobs/duration.tsx'
import { JobStateLabel } from '../jobs/job-state.tsx'
import { actWords } from '../jobs/job-words.ts'
import { Middle } from '../ui/middle.tsx'
import { useRowKeys } from '../ui/use-row-keys.ts'
import { When } from '../ui/when.tsx'
import { HistoryMenu } from './history-menu.tsx'
import './history.css'

/** The jobs, newest first. */
export function HistoryTable({ jobs }: { readonly jobs: readonly Job[] }) {
  const { rowProps, bodyProps } = useRowKeys({ open: jobId => navigate({ kind: 'job', jobId }) })
  const ids = jobs.map(({ id }) => id)
  return (
    <Table aria-label="Jobs" variant="compact" gridBreakPoint="" className="dd-table dd-history">
      <Thead>
        <Tr>
          <Th className="dd-history__when">Started</Th>
          <Th className="dd-history__machine">Machine</Th>
          <Th>What</Th>
          <Th className="dd-history__result">Result</Th>
          <Th className="dd-history__took">Took</Th>
          <Th className="dd-history__acts" screenReaderText="Actions" />
        </Tr>
      </Thead>
      <Tbody {...bodyProps}>
        {jobs.map((job, index) => (
          <Row key={job.id} job={job} tabIndex={rowProps(job.id, index, ids).tabIndex} />
        ))}
      </Tbody>
    </Table>
  )
}

const Row = memo(function Row({ job, tabIndex }: { readonly job: Job; readonly tabIndex: number }) {
  const { id, machineName, startedAt, endedAt, request, plan } = job
  return (
    <Tr data-row={id} tabIndex={tabIndex} className="dd-machine">
      <Td dataLabel="Started" className="dd-history__when">
        <When at={startedAt} />
      </Td>
      <Td dataLabel="Machine">
        <Middle text={machineName} />
      </Td>
      <Td dataLabel="What">
        <a
          className="dd-history__what"
          href={hrefOf({ kind: 'job', jobId: id })}
          title={request.kind === 'rebase' ? request.image : undefined}
        >
          {actWords(request)}
        </a>
        {plan.now && (
          <div className="dd-subtle dd-small">
            from {shortName(deploymentName(plan.now))} {plan.now.version ?? ''}
          </div>
        )}
      </Td>
      <Td dataLabel="Result">
        <JobStateLabel job={job} />
      </Td>
      <Td dataLabel="Took" className="dd-history__took">
        <Duration from={startedAt} to={endedAt} />
      </Td>
      <Td dataLabel="Actions" isActionCell>
        <HistoryMenu job={job} />
      </Td>
    </Tr>
  )
})
