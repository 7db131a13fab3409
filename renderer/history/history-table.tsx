import { Table, Tbody, Thead, Tr } from '@patternfly/react-table'
import { Fragment, memo, type Ref } from 'react'
import { deploymentName } from '../../shared/deployment.ts'
import type { Job } from '../../shared/job.ts'
import { hrefOf, navigate } from '../app/route.ts'
import { shortName } from '../deployments/chips.tsx'
import { Duration } from '../jobs/duration.tsx'
import { JobStateLabel } from '../jobs/job-state.tsx'
import { actWords } from '../jobs/job-words.ts'
import { GapRow } from '../ui/gap-row.tsx'
import { Middle } from '../ui/middle.tsx'
import { Cell, HeadCell, Row } from '../ui/row.tsx'
import { useRowKeys } from '../ui/use-row-keys.ts'
import { useRowsInSight } from '../ui/use-rows-in-sight.ts'
import { When } from '../ui/when.tsx'
import { HistoryMenu } from './history-menu.tsx'
import './history.css'

const COLUMNS = 6
/** Of a row that says what ran before. */
const ROW_PX = 57
const idOf = ({ id }: Job): string => id

/** The jobs, newest first. */
export function HistoryTable({ jobs }: { readonly jobs: readonly Job[] }) {
  const ids = jobs.map(idOf)
  const { tabStop, body, bodyProps } = useRowKeys({ ids, open: jobId => navigate({ kind: 'job', jobId }) })
  const { rows, gapAfterPx, measure } = useRowsInSight({ items: jobs, idOf, body, tabStop, rowPx: ROW_PX })
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
      <Tbody ref={body} {...bodyProps}>
        {rows.map(({ item: job, id, index, gapPx }) => (
          <Fragment key={id}>
            <GapRow heightPx={gapPx} columns={COLUMNS} />
            <JobRow job={job} index={index} measure={measure} tabIndex={id === tabStop ? 0 : -1} />
          </Fragment>
        ))}
        <GapRow heightPx={gapAfterPx} columns={COLUMNS} />
      </Tbody>
    </Table>
  )
}

interface JobRowProps {
  readonly job: Job
  /** From 0, in the whole list. */
  readonly index: number
  /** Hears how high the row is. */
  readonly measure: Ref<HTMLTableRowElement>
  readonly tabIndex: number
}

const JobRow = memo(function JobRow({ job, index, measure, tabIndex }: JobRowProps) {
  const { id, machineName, startedAt, endedAt, request, plan } = job
  return (
    <Row id={id} index={index} measure={measure} tabIndex={tabIndex}>
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
