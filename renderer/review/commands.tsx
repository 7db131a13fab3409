import { ExpandableSection } from '@patternfly/react-core'
import { useState } from 'react'
import type { Plan } from '../../shared/plan.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { count } from '../ui/format.ts'
import { commandsText } from './review-words.ts'

/** The exact commands, step by step, as they will run. */
export function Commands({ plan }: { readonly plan: Plan }) {
  const [isOpen, setOpen] = useState(false)
  const steps = plan.steps.filter(({ commands }) => commands.length > 0)
  const amount = steps.reduce((sum, { commands }) => sum + commands.length, 0)
  if (amount === 0) return null
  return (
    <ExpandableSection
      toggleText={`The exact ${count(amount, 'command')}`}
      isExpanded={isOpen}
      onToggle={(_, isNow) => setOpen(isNow)}
    >
      {isOpen && (
        <div className="dd-commands">
          <CopyButton text={commandsText(plan)} what="commands" label="Copy all" />
          {steps.map(({ name, title, commands }) => (
            <div key={name}>
              <h3>{title}</h3>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable from the keyboard */}
              <pre tabIndex={0}>{commands.join('\n')}</pre>
            </div>
          ))}
        </div>
      )}
    </ExpandableSection>
  )
}
