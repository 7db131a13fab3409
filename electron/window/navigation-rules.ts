/** Where the window may go: nowhere but its own page. Links to a few sites open in the user's browser instead. */

import { shell, type WebContents } from 'electron'
import { isOwnPage } from './app-scheme.ts'
import { isAllowedOutside } from './outside-links.ts'

/** Opens one of the allowed sites in the user's browser, and ignores every other address. */
export function openOutside(url: string): void {
  if (isAllowedOutside(url)) void shell.openExternal(url)
}

/** Applies the rules to the page in a window. */
export function keepToOwnPage(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url)
    return { action: 'deny' }
  })
  contents.on('will-frame-navigate', event => {
    if (event.isMainFrame && isOwnPage(event.url)) return
    event.preventDefault()
    openOutside(event.url)
  })
  contents.on('will-redirect', event => event.preventDefault())
  contents.on('will-attach-webview', event => event.preventDefault())
}
