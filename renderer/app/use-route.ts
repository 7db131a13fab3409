import { useMemo, useSyncExternalStore } from 'react'
import { parseRoute, type Route } from './route.ts'

const onHash = (listener: () => void): (() => void) => {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** The place the window is at. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(onHash, () => location.hash)
  return useMemo(() => parseRoute(hash), [hash])
}
