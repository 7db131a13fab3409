import { ExpandableSection, Radio } from '@patternfly/react-core'
import { useState } from 'react'
import type { ImageChoice } from '../app/route.ts'

export interface Options {
  readonly via: 'auto' | 'direct' | 'export'
  readonly signature: 'unverified' | 'signed'
}

/** The words for how a local image reaches the backend. */
export const viaWords = {
  auto: { label: 'As fits best', description: 'Read in place; exported first where that is refused.' },
  direct: { label: 'Read in place', description: 'Root reads the user’s image store. No copy is made.' },
  export: {
    label: 'Export first',
    description: 'A copy in /var/tmp, removed afterwards. Slower, works with old rpm-ostree.',
  },
} as const

const signatureChoices = {
  unverified: { label: 'Do not check', description: 'Whatever the source holds is taken.' },
  signed: {
    label: 'Only signed',
    description: 'The machine’s policy has to accept the image and needs a key for its source.',
  },
} as const

/** The choices of a route as options, with the settings behind them. */
export const optionsOf = ({ via, signature }: ImageChoice, usual: Options['via']): Options => ({
  via: via ?? usual,
  signature: signature ?? 'unverified',
})

/** Options as a route keeps them. */
export const choiceOf = (image: string, { via, signature }: Options): ImageChoice => ({
  image,
  ...(via === 'auto' ? {} : { via }),
  ...(signature === 'unverified' ? {} : { signature }),
})

interface Props {
  readonly options: Options
  onChange(options: Options): void
}

/** How a local image is read, and whether signatures count. */
export function Advanced({ options, onChange }: Props) {
  const [isOpen, setOpen] = useState(options.signature !== 'unverified' || options.via !== 'auto')
  return (
    <ExpandableSection toggleText="More choices" isExpanded={isOpen} onToggle={(_, isNow) => setOpen(isNow)} isIndented>
      <div className="dd-advanced">
        <fieldset>
          <legend>How a local image is read</legend>
          {(['auto', 'direct', 'export'] as const).map(via => (
            <Radio
              key={via}
              id={`via-${via}`}
              name="via"
              {...viaWords[via]}
              isChecked={options.via === via}
              onChange={() => onChange({ ...options, via })}
            />
          ))}
        </fieldset>
        <fieldset>
          <legend>Signature</legend>
          {(['unverified', 'signed'] as const).map(signature => (
            <Radio
              key={signature}
              id={`signature-${signature}`}
              name="signature"
              {...signatureChoices[signature]}
              isChecked={options.signature === signature}
              onChange={() => onChange({ ...options, signature })}
            />
          ))}
        </fieldset>
      </div>
    </ExpandableSection>
  )
}
