import { Button } from '@patternfly/react-core'
import CheckIcon from '@patternfly/react-icons/dist/dynamic/icons/check-icon'
import CopyIcon from '@patternfly/react-icons/dist/dynamic/icons/copy-icon'
import { useEffect, useState } from 'react'
import { useApp } from '../app/use-app.ts'

interface Props {
  readonly text: string
  /** What is copied: `digest`, `commands`. */
  readonly what: string
  /** A word beside the icon. */
  readonly label?: string
}

/** Copies a text and says so, here and to a screen reader. */
export function CopyButton({ text, what, label }: Props) {
  const { announcer, toasts } = useApp()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true)
        announcer.getState().say(`Copied the ${what}`)
      },
      () => toasts.getState().add({ tone: 'warning', text: 'The clipboard could not be written.' }),
    )
  return (
    <Button
      variant={label ? 'link' : 'plain'}
      size="sm"
      className="dd-copy"
      {...(label ? {} : { 'aria-label': `Copy the ${what}` })}
      title={`Copy the ${what}`}
      icon={isCopied ? <CheckIcon /> : <CopyIcon />}
      onClick={copy}
    >
      {label}
    </Button>
  )
}
