import { Breadcrumb, BreadcrumbItem } from '@patternfly/react-core'
import { type ReactNode, useEffect } from 'react'
import './page.css'

interface Props {
  readonly title: string
  /** Beside the title: labels. */
  readonly aside?: ReactNode
  readonly actions?: ReactNode
  readonly lead?: ReactNode
  /** The way up: text and address. */
  readonly trail?: readonly (readonly [text: string, href: string])[]
  readonly children: ReactNode
}

/** One page: where it is, what it is about, what can be done, and the rest. */
export function Page({ title, aside, actions, lead, trail = [], children }: Props) {
  useEffect(() => {
    document.title = `${title} – Drydock`
  }, [title])
  return (
    <div className="dd-page">
      <header className="dd-page__header">
        {trail.length > 0 && <Trail trail={trail} title={title} />}
        <div className="dd-page__title-row">
          <h1 tabIndex={-1}>{title}</h1>
          {aside}
          {actions && <div className="dd-page__actions">{actions}</div>}
        </div>
        {lead && <div className="dd-page__lead">{lead}</div>}
      </header>
      {children}
    </div>
  )
}

function Trail({ trail, title }: Required<Pick<Props, 'trail' | 'title'>>) {
  return (
    <Breadcrumb ouiaId="trail">
      {trail.map(([text, href]) => (
        <BreadcrumbItem key={href} to={href}>
          {text}
        </BreadcrumbItem>
      ))}
      <BreadcrumbItem isActive>{title}</BreadcrumbItem>
    </Breadcrumb>
  )
}

/** A part of a page with its own heading. */
export function Section(props: {
  readonly title: string
  readonly actions?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}) {
  return (
    <section className={`dd-section ${props.className ?? ''}`} aria-label={props.title}>
      <div className="dd-section__head">
        <h2>{props.title}</h2>
        {props.actions}
      </div>
      {props.children}
    </section>
  )
}
