/** What preflight says of an image that lies on this computer. */

import { shownPath } from '../../../shared/layout.ts'
import type { Check, ResolvedImage } from '../../../shared/plan.ts'
import { travelWords } from '../../uploads/travel-words.ts'
import { fine } from './check.ts'

/** Says where it lies and how much of it travels; nothing for any other image. */
export function uploadChecks(image: ResolvedImage): readonly Check[] {
  if (!image.upload) return []
  return [fine('image', `${shownPath(image.upload.path)} is on this computer. ${travelWords(image.upload.blobs)}.`)]
}
