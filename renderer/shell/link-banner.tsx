import { Banner } from '@patternfly/react-core'
import { useLink } from '../app/use-app.ts'

/** Says that what is shown may be old, for as long as the app cannot be reached. */
export function LinkBanner() {
  const link = useLink()
  if (link.kind !== 'lost') return null
  return (
    <Banner status="warning" className="dd-banner" role="status">
      Reconnecting to Drydock… What is shown is what it last said. If this stays, check the terminal where it was
      started.
    </Banner>
  )
}
