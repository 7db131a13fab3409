import { useAnnouncer } from '../app/use-app.ts'

/** The one polite live region of the window. */
export function Announcer() {
  const text = useAnnouncer(state => state.text)
  return (
    <div className="pf-v6-screen-reader" role="status" aria-live="polite">
      {text}
    </div>
  )
}
