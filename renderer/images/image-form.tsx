import { Button, TextInputGroup, TextInputGroupMain, TextInputGroupUtilities } from '@patternfly/react-core'
import TimesIcon from '@patternfly/react-icons/dist/dynamic/icons/times-icon'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { Settings } from '../../shared/api.ts'
import type { Machine } from '../../shared/machine.ts'
import { type ImageChoice, navigate } from '../app/route.ts'
import { useAnswer } from '../app/use-answer.ts'
import { useApi } from '../app/use-app.ts'
import { Browse } from '../drop/browse.tsx'
import { Section } from '../ui/page.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { Advanced, choiceOf, optionsOf } from './advanced.tsx'
import { Explanation } from './explanation.tsx'
import { LocalImages } from './local-images.tsx'
import { RecentImages } from './recent-images.tsx'
import { useExplanation } from './use-explanation.ts'

interface Props {
  readonly machine: Machine
  readonly choice: ImageChoice
  readonly settings: Settings
}

/** One field that explains itself while one types; below it what is near at hand. */
export function ImageForm({ machine, choice, settings }: Props) {
  const api = useApi()
  const [text, setText] = useState(choice.image ?? '')
  const [options, setOptions] = useState(optionsOf(choice, settings.via))
  const [images] = useAnswer(() => api.listImages(machine.id), [api, machine.id])
  const explained = useExplanation(machine.id, text)
  const isOld = explained.kind !== 'said' || explained.text !== text
  const said = explained.kind === 'said' ? explained.explanation : undefined
  const canReview = !isOld && said?.kind !== 'empty' && said?.kind !== 'invalid'
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!canReview) return
    const image = said?.reference ?? text.trim()
    const isSame = image === choice.image && choice.choose !== undefined
    const chosen = isSame && choice.choose ? { choose: choice.choose } : {}
    navigate({ kind: 'rebase', machineId: machine.id, ...choiceOf(image, options), ...chosen })
  }
  return (
    <>
      <form className="dd-image-form" onSubmit={submit}>
        <label htmlFor="image">Image reference</label>
        <div className="dd-image-form__line">
          <ImageField text={text} onText={setText} />
          <Button type="submit" isDisabled={!canReview}>
            Review
          </Button>
        </div>
        <Explanation id="image-explained" explained={explained} isOld={isOld} />
        <Advanced options={options} onChange={setOptions} />
      </form>
      <Section title="On this computer">
        <p>
          An OCI directory or an archive: drop it anywhere in this window, or choose it. Only what is missing is sent.
        </p>
        <Browse machineId={machine.id} />
      </Section>
      <div className="dd-near">
        <LocalImages
          images={images}
          machineName={machine.name}
          architecture={machine.facts?.architecture}
          text={text}
          onChoose={setText}
        />
        <RecentImages references={settings.recentImages} onChoose={setText} />
      </div>
    </>
  )
}

function ImageField({ text, onText }: { readonly text: string; onText(text: string): void }) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  useShortcuts({ '/': () => input.current?.focus() })
  return (
    <TextInputGroup className="dd-image-field">
      <TextInputGroupMain
        ref={input}
        inputId="image"
        aria-label="Image reference"
        value={text}
        placeholder="quay.io/fedora/fedora-coreos:stable"
        aria-describedby="image-explained"
        inputProps={{ autoComplete: 'off', autoCapitalize: 'off', spellCheck: false }}
        onChange={(_, value) => onText(value)}
      />
      {text !== '' && (
        <TextInputGroupUtilities>
          <Button
            variant="plain"
            aria-label="Clear the field"
            icon={<TimesIcon />}
            onClick={() => {
              onText('')
              input.current?.focus()
            }}
          />
        </TextInputGroupUtilities>
      )}
    </TextInputGroup>
  )
}
