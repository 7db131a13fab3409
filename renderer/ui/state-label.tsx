import type { ComponentType, ReactNode } from 'react'
import './state-label.css'

export type Tone = 'good' | 'pending' | 'warning' | 'danger' | 'quiet'

/** A state as word, icon and colour, never by colour alone. */
export function StateLabel(props: {
  readonly tone: Tone
  readonly icon: ComponentType
  readonly isSpinning?: boolean
  readonly title?: string | undefined
  readonly children: ReactNode
}) {
  const Icon = props.icon
  return (
    <span className={`dd-state dd-state--${props.tone}`} title={props.title}>
      <span className={props.isSpinning ? 'dd-state__icon dd-spin' : 'dd-state__icon'} aria-hidden="true">
        <Icon />
      </span>
      <span>{props.children}</span>
    </span>
  )
}
