import type { Session } from 'electron'
import { isOwnPage } from './app-scheme.ts'

/** Telling that a job needs somebody, and the copy buttons. */
const allowed: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write'])

/** Refuses the page everything it could ask Chromium for but notifications and writing to the clipboard. */
export function restrictPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, callback) => {
    callback(allowed.has(permission) && isOwnPage(contents.getURL()))
  })
  session.setPermissionCheckHandler(
    (contents, permission) => allowed.has(permission) && contents !== null && isOwnPage(contents.getURL()),
  )
  session.setDevicePermissionHandler(() => false)
}
