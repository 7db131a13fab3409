import { useEffect, useSyncExternalStore } from 'react'
import { useSettings } from '../app/use-app.ts'

function useMedia(query: string): boolean {
  const onChange = (listener: () => void): (() => void) => {
    const media = window.matchMedia(query)
    media.addEventListener('change', listener)
    return () => media.removeEventListener('change', listener)
  }
  return useSyncExternalStore(onChange, () => window.matchMedia(query).matches)
}

/** Puts the chosen theme, or the system's, on the page; more contrast where the system asks for it. */
export function useTheme(): void {
  const chosen = useSettings(state => state.settings?.theme ?? 'system')
  const systemIsDark = useMedia('(prefers-color-scheme: dark)')
  const wantsContrast = useMedia('(prefers-contrast: more)')
  const isDark = chosen === 'dark' || (chosen === 'system' && systemIsDark)
  useEffect(() => {
    document.documentElement.classList.toggle('pf-v6-theme-dark', isDark)
    document.documentElement.classList.toggle('pf-v6-theme-high-contrast', wantsContrast)
  }, [isDark, wantsContrast])
}
