import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core'
import { useState } from 'react'
import { toAppError } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import { useApp } from '../app/use-app.ts'
import { leftBehind } from './job-words.ts'

/** Cancels after asking, with what that leaves behind. The default is to go on. */
export function CancelButton({ job }: { readonly job: Job }) {
  const { api, toasts } = useApp()
  const [isAsking, setAsking] = useState(false)
  const [isCancelling, setCancelling] = useState(false)
  const cancel = async (): Promise<void> => {
    setAsking(false)
    setCancelling(true)
    try {
      await api.cancelJob(job.id)
    } catch (thrown) {
      setCancelling(false)
      toasts.getState().add({ tone: 'danger', text: toAppError(thrown).message })
    }
  }
  return (
    <>
      <Button variant="secondary" size="sm" isDisabled={isCancelling} onClick={() => setAsking(true)}>
        {isCancelling ? 'Cancelling…' : 'Cancel the job…'}
      </Button>
      {isAsking && <CancelDialog job={job} onYes={() => void cancel()} onNo={() => setAsking(false)} />}
    </>
  )
}

function CancelDialog({ job, onYes, onNo }: { readonly job: Job; onYes(): void; onNo(): void }) {
  return (
    <Modal
      variant="small"
      isOpen
      onClose={onNo}
      aria-labelledby="cancel-title"
      aria-describedby="cancel-body"
      elementToFocus="#cancel-no"
    >
      <ModalHeader title={`Cancel this job on ${job.machineName}?`} labelId="cancel-title" />
      <ModalBody id="cancel-body">{leftBehind(job.state)}</ModalBody>
      <ModalFooter>
        <Button variant="danger" onClick={onYes}>
          Cancel the job
        </Button>
        <Button id="cancel-no" variant="link" onClick={onNo}>
          Let it go on
        </Button>
      </ModalFooter>
    </Modal>
  )
}
