/**
 * Sends an image of this computer to the machine. A lost connection is no end: the upload goes on from where it was as
 * soon as the machine answers, as long as each try brings something; and another process goes on with it in the same way.
 * Cancelled or failed, its half-sent parts are removed; closed with Drydock, they stay for the next time.
 */

import { AppError, isAppError } from '../../../shared/errors.ts'
import { openLayout } from '../../layouts/open-layout.ts'
import { makePlaceCommand } from '../../uploads/store-commands.ts'
import { travelWords } from '../../uploads/travel-words.ts'
import { dropParts, uploadImage } from '../../uploads/upload-image.ts'
import type { UploadProgress, UploadRequest } from '../../uploads/upload-request.ts'
import { isAway } from '../await-answer.ts'
import { closing, givenUp } from '../job-signal.ts'
import type { Step, StepContext } from '../step.ts'

/** Tries that brought nothing, one after the other. */
const MAX_VAIN_TRIES = 5

export const upload: Step = {
  name: 'upload',
  async run(context) {
    const { plan, machine } = context
    const { image, directory } = plan
    if (!image?.upload || directory === undefined) {
      throw new AppError('internal', { reason: 'there is nothing to upload' })
    }
    await context.claimDirectory(directory)
    const opened = await openLayout(image.upload.path)
    try {
      const found = opened.layout.images.find(({ digest }) => digest === image.digest)
      if (!found) {
        throw new AppError('plan/changed', {
          machine: machine.name,
          what: `${image.upload.path} has other content now`,
        })
      }
      const { path, store } = image.upload
      const make = makePlaceCommand(store, machine.user)
      if (make) await machine.run(make, { sudo: true, signal: context.signal })
      await uploadPatiently(context, { path, store, directory, blobs: opened.blobsOf(found) })
    } finally {
      await opened.close()
    }
  },
}

async function uploadPatiently(
  context: StepContext,
  what: Pick<UploadRequest, 'path' | 'store' | 'directory' | 'blobs'>,
): Promise<void> {
  const { machine, signal } = context
  let broughtBytes = 0
  const request: UploadRequest = {
    ...{ ...what, runner: machine, machine: machine.name, signal },
    onProgress(progress) {
      broughtBytes = Math.max(broughtBytes, progress.totalBytes - progress.travellingBytes + progress.doneBytes)
      tell(context, progress)
    },
  }
  try {
    for (let vain = 0; ; ) {
      const before = broughtBytes
      if (await tried(context, request, vain)) return
      vain = broughtBytes > before ? 0 : vain + 1
    }
  } catch (thrown) {
    if (!isLeft(signal) && !isAway(thrown)) await dropQuietly(context, request)
    throw thrown
  }
}

/** Whether it is done; false after a loss, once the machine answers again. */
async function tried(context: StepContext, request: UploadRequest, vain: number): Promise<boolean> {
  try {
    await uploadImage(request)
    return true
  } catch (thrown) {
    if (context.signal.aborted || !isAway(thrown) || vain >= MAX_VAIN_TRIES) throw thrown
    context.note(`Lost the connection to ${context.machine.name}; the upload goes on as soon as it answers.`)
    await context.reconnect()
    return false
  }
}

/** Drydock closes, or does not want to wait any longer: the job is not over, and goes on from here. */
const isLeft = (signal: AbortSignal): boolean => signal.reason === closing || signal.reason === givenUp

/** The step ends as it would have ended, whatever becomes of this. */
async function dropQuietly(context: StepContext, request: UploadRequest): Promise<void> {
  try {
    await dropParts(request)
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    context.note('What was half sent stays in the machine’s store for at most a day.')
  }
}

function tell(context: StepContext, { travellingBytes, doneBytes, travelling }: UploadProgress): void {
  context.progress(travelWords(travelling), doneBytes, travellingBytes)
}
