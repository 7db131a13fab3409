import CubeIcon from '@patternfly/react-icons/dist/dynamic/icons/cube-icon'
import DownloadIcon from '@patternfly/react-icons/dist/dynamic/icons/download-icon'
import ExclamationCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/exclamation-circle-icon'
import FolderOpenIcon from '@patternfly/react-icons/dist/dynamic/icons/folder-open-icon'
import InfoCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/info-circle-icon'
import QuestionCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/question-circle-icon'
import type { ComponentType } from 'react'
import type { ImageExplanation } from '../../shared/api.ts'
import type { Explained } from './use-explanation.ts'

const icons: Readonly<Record<ImageExplanation['kind'], ComponentType>> = {
  empty: InfoCircleIcon,
  invalid: ExclamationCircleIcon,
  local: CubeIcon,
  registry: DownloadIcon,
  path: FolderOpenIcon,
  unknown: QuestionCircleIcon,
}

/** One sentence under the field; dimmed while it is about an older text. */
export function Explanation({
  id,
  explained,
  isOld,
}: {
  readonly id: string
  readonly explained: Explained
  readonly isOld: boolean
}) {
  const said = explained.kind === 'said' ? explained.explanation : undefined
  const Icon = icons[said?.kind ?? 'empty']
  return (
    <div
      id={id}
      className={`dd-explained dd-explained--${said?.kind ?? 'empty'} ${isOld ? 'dd-explained--old' : ''}`}
      role="status"
    >
      <Icon />
      <span>{said?.text ?? 'Looking…'}</span>
    </div>
  )
}
