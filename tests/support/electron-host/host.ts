/**
 * A stand-in for Electron: lets the real built main.cjs and preload.cjs run unmodified where Electron's program is not,
 * with the page in Chromium, driven through Playwright. It proves the wiring (scheme, port, windows, closing). It
 * proves nothing of Electron's sandbox or process isolation: the preload runs in the page's own world here.
 *
 * What the host is told and what it tells travel over Node's IPC to the test that started it.
 */

/** From the host to the test. */
export type HostReport =
  | { readonly kind: 'window'; readonly debuggerUrl: string }
  | { readonly kind: 'dialog'; readonly message: string; readonly detail: string; readonly buttons: readonly string[] }
  | { readonly kind: 'external'; readonly url: string }
  | { readonly kind: 'refused-navigation'; readonly url: string }
  | { readonly kind: 'permission'; readonly permission: string; readonly isGranted: boolean }

/** From the test to the host. `button` answers every dialog from then on. */
export type HostOrder =
  | { readonly kind: 'close-window' }
  | { readonly kind: 'answer-dialogs'; readonly button: number }
  | { readonly kind: 'ask-permission'; readonly permission: string }

export const report = (message: HostReport): void => void process.send?.(message)

/** Hears the test's orders. */
export function onOrder(listener: (order: HostOrder) => void): void {
  process.on('message', message => listener(message as HostOrder))
  process.on('disconnect', () => process.exit(1))
}

export interface PreventableEvent {
  defaultPrevented: boolean
  preventDefault: () => void
}

/** An event whose default can be prevented, as Electron passes them. */
export function preventable(): PreventableEvent {
  const event: PreventableEvent = { defaultPrevented: false, preventDefault: () => undefined }
  event.preventDefault = () => {
    event.defaultPrevented = true
  }
  return event
}

/** Chromium knows no schemes of ours: `drydock://app/x` is served as `http://app.drydock.localhost/x`. */
export function toHttp(url: string): string {
  const { protocol, host, pathname, search, hash } = new URL(url)
  return protocol === 'http:' ? url : `http://${host}.${protocol.slice(0, -1)}.localhost${pathname}${search}${hash}`
}

/** The address Electron would show for it. */
export function fromHttp(url: string): string {
  const match = /^http:\/\/([\w-]+)\.([\w-]+)\.localhost(\/.*)$/.exec(url)
  return match ? `${match[2]}://${match[1]}${match[3]}` : url
}
