import { useEffect, useRef } from 'react'

type Shortcuts = Readonly<Record<string, ((event: KeyboardEvent) => void) | undefined>>

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null

const isDialogOpen = (): boolean => document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null

/** Single keys for this page, by `KeyboardEvent.key`; silent while a person types or a dialog or menu is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const act = latest.current[event.key]
      if (!act || isTyping(event.target) || isDialogOpen()) return
      event.preventDefault()
      act(event)
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}
