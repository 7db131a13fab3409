import type { Plan } from '../../shared/plan.ts'
import { laneCommand, uploadCommand } from './store-commands.ts'
import { indexOf, laneCount } from './upload-needs.ts'

/** The commands of the upload a plan has, in order, from the builders the upload uses. */
export function plannedUploadCommands({ image, directory = '' }: Plan): readonly (readonly string[])[] {
  const upload = image?.upload
  const [manifest] = upload?.blobs ?? []
  if (!upload || !manifest) return []
  const places = { store: upload.store, directory }
  const missing = upload.blobs.filter(({ isThere }) => !isThere)
  return [
    uploadCommand(places, indexOf(manifest)),
    ...Array.from({ length: laneCount(missing) - 1 }, () => laneCommand(places)),
  ]
}
