import { useEffect, useRef, useState } from 'react'
import { DropTarget } from '../drop/drop-target.tsx'
import { Announcer } from '../shell/announcer.tsx'
import { KeysHelp } from '../shell/keys-help.tsx'
import { LinkBanner } from '../shell/link-banner.tsx'
import { NoSession } from '../shell/no-session.tsx'
import { QuestionDialogs } from '../shell/question-dialogs.tsx'
import { Toasts } from '../shell/toasts.tsx'
import { TopBar } from '../shell/top-bar.tsx'
import { useJobNews } from '../shell/use-job-news.ts'
import { useTheme } from '../shell/use-theme.ts'
import { onCopy } from '../ui/copy-whole.ts'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import type { App } from './open-app.ts'
import { Place } from './place.tsx'
import { hrefOf, navigate, type Route } from './route.ts'
import { AppContext, useLink } from './use-app.ts'
import { useRoute } from './use-route.ts'
import './window.css'

/** The whole window over an app. */
export function Window({ app }: { readonly app: App }) {
  return (
    <AppContext value={app}>
      <Shell />
    </AppContext>
  )
}

/** After going somewhere the reader starts at the new page's title, unless the page itself put the focus somewhere. */
function useFocusOnArrival(route: Route): void {
  const place = hrefOf(route)
  const before = useRef(place)
  useEffect(() => {
    if (before.current === place) return
    before.current = place
    const main = document.querySelector('main')
    main?.scrollTo({ top: 0 })
    if (!main?.contains(document.activeElement) || document.activeElement === main)
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [place])
}

function Shell() {
  const route = useRoute()
  const link = useLink()
  const [isHelpOpen, setHelpOpen] = useState(false)
  useTheme()
  useJobNews()
  useFocusOnArrival(route)
  useEffect(onCopy, [])
  useShortcuts({
    '?': () => setHelpOpen(true),
    o: () =>
      navigate({ kind: 'drop', ...('machineId' in route && route.machineId ? { machineId: route.machineId } : {}) }),
    Escape: () => route.kind !== 'machines' && history.back(),
  })
  if (link.kind === 'no-session') return <NoSession />
  return (
    <div className="dd-window">
      <SkipLink />
      <TopBar route={route} onHelp={() => setHelpOpen(true)} />
      <main id="main" tabIndex={-1}>
        <LinkBanner />
        <Place route={route} />
      </main>
      <Announcer />
      <Toasts />
      <QuestionDialogs />
      <DropTarget machineId={'machineId' in route ? route.machineId : undefined} />
      <KeysHelp isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  )
}

/** The first stop of the keyboard: past the bar. Not a link, as the address says which page this is. */
function SkipLink() {
  return (
    <button type="button" className="dd-skip" onClick={() => document.getElementById('main')?.focus()}>
      Skip to the page
    </button>
  )
}
