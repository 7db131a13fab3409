/** The browser's way in: the one-time address carries a token, which is exchanged for a cookie and leaves the address. */

/** The token in an address's fragment, if it has one. */
export const tokenIn = (hash: string): string | undefined => /^#token=([\w.~-]+)$/.exec(hash)?.[1]

/** Exchanges the token in the address, if there is one, for a cookie and takes it out of the address. */
export async function exchangeToken(): Promise<void> {
  const token = tokenIn(location.hash)
  if (token === undefined) return
  history.replaceState(null, '', `${location.pathname}${location.search}#/machines`)
  await fetch('/session', { method: 'POST', headers: { 'x-drydock-token': token } }).catch(() => undefined)
}

/** Whether the app behind this page knows this browser; `away` when it does not answer. */
export const askSession = (): Promise<'known' | 'unknown' | 'away'> =>
  fetch('/session', { cache: 'no-store' }).then(
    answer => (answer.ok ? 'known' : 'unknown'),
    () => 'away',
  )
