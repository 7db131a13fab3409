import { AppError } from '../../../shared/errors.ts'
import type { Step } from '../step.ts'

/**
 * Takes over what the review screen resolved: the source to hand to the backend and the digests that must be booted in
 * the end. Where nothing could be known beforehand, what is staged is what must boot.
 */
export const resolve: Step = {
  name: 'resolve',
  run({ plan, memory, note }) {
    const { image } = plan
    if (!image) return Promise.reject(new AppError('internal', { reason: 'the plan has no image' }))
    memory.source = image.source
    const digests = [image.digest, image.indexDigest].filter(digest => digest !== undefined)
    memory.expected = { name: image.requested, digests: image.via === 'export' ? [] : digests }
    note(`${image.requested} → ${image.source}. ${image.why}`)
    return Promise.resolve()
  },
}
