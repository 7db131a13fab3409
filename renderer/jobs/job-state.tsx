import ExclamationCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/exclamation-circle-icon'
import SyncAltIcon from '@patternfly/react-icons/dist/dynamic/icons/sync-alt-icon'
import type { Job } from '../../shared/job.ts'
import { OutcomeLabel } from '../machines/last-job.tsx'
import { StateLabel } from '../ui/state-label.tsx'
import { stateWords } from './job-words.ts'

/** How a job stands: word, icon, colour. */
export function JobStateLabel({ job: { state } }: { readonly job: Job }) {
  if (state.kind === 'ended') return <OutcomeLabel outcome={state.verdict.outcome} />
  const { text, tone } = stateWords(state)
  const isAsking = state.kind === 'asking'
  return (
    <StateLabel tone={tone} icon={isAsking ? ExclamationCircleIcon : SyncAltIcon} isSpinning={!isAsking}>
      {text}
    </StateLabel>
  )
}
