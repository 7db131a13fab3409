import { Table, Thead, Tr } from '@patternfly/react-table'
import { memo } from 'react'
import { deploymentName } from '../../shared/deployment.ts'
import type { Job } from '../../shared/job.ts'
import { hrefOf, navigate } from '../app/route.ts'
import { shortName } from '../deployments/chips.tsx'
import { Duration } from '../jobs/duration.tsx'
import { JobStateLabel } from '../jobs/job-state.tsx'
import { actWords } from '../jobs/job-words.ts'
import { ListBody, type RowPlace } from '../ui/list-body.tsx'
import { Middle } from '../ui/middle.tsx'
import { Cell, HeadCell, Row } from '../ui/row.tsx'
import { When } from '../ui/when.tsx'
import { HistoryMenu } from './history-menu.tsx'
import './history.css'

/** Of a row that says what ran before. */
const ROW_PX = 57
const rowActs = { open: (jobId: string) => navigate({ kind: 'job', jobId }) }

/** The jobs, newest first. */
export function HistoryTable({ jobs }: { readonly jobs: readonly Job[] }) {
  return (
    <Table
      aria-label="Jobs"
      aria-rowcount={jobs.length + 1}
      variant="compact"
      gridBreakPoint=""
      className="dd-table dd-history"
    >
      <Thead>
        <Tr>
          <HeadCell className="dd-history__when">Started</HeadCell>
          <HeadCell className="dd-history__machine">Machine</HeadCell>
          <HeadCell>What</HeadCell>
          <HeadCell className="dd-history__result">Result</HeadCell>
          <HeadCell className="dd-history__took">Took</HeadCell>
          <HeadCell className="dd-history__acts" label="Actions" />
        </Tr>
      </Thead>
      <ListBody
        items={jobs}
        acts={rowActs}
        columns={6}
        rowPx={ROW_PX}
        row={(job, place) => <JobRow {...place} job={job} />}
      />
    </Table>
  )
}

const JobRow = memo(function JobRow({ job, ...place }: RowPlace & { readonly job: Job }) {
  const { id, machineName, startedAt, endedAt, request, plan } = job
  return (
    <Row id={id} {...place}>
      <Cell label="Started" className="dd-history__when">
        <When at={startedAt} />
      </Cell>
      <Cell label="Machine">
        <Middle text={machineName} />
      </Cell>
      <Cell label="What">
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
      </Cell>
      <Cell label="Result">
        <JobStateLabel job={job} />
      </Cell>
      <Cell label="Took" className="dd-history__took">
        <Duration from={startedAt} to={endedAt} />
      </Cell>
      <Cell label="Actions" className="pf-v6-c-table__action">
        <HistoryMenu job={job} />
      </Cell>
    </Row>
  )
})
