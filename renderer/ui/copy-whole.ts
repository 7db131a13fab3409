/** A text shown in two parts (see middle.tsx) is two lines to the clipboard; these are put together again. */
import { splitMiddle } from './middle.tsx'

/** What a selection holds as text, with every divided text whole. Pure. */
export const joinParts = (copied: string, wholes: readonly string[]): string =>
  wholes.reduce((text, whole) => text.replaceAll(splitMiddle(whole).join('\n'), whole), copied)

function copyWhole(event: ClipboardEvent): void {
  const selection = window.getSelection()
  if (!selection || selection.isCollapsed || !event.clipboardData) return
  const divided = [...document.querySelectorAll<HTMLElement>('[data-middle]')].filter(part =>
    selection.containsNode(part, true),
  )
  if (divided.length === 0) return
  event.clipboardData.setData(
    'text/plain',
    joinParts(
      selection.toString(),
      divided.map(part => part.dataset.middle ?? ''),
    ),
  )
  event.preventDefault()
}

/** Puts divided texts together in what is copied from now on. */
export function onCopy(): () => void {
  document.addEventListener('copy', copyWhole)
  return () => document.removeEventListener('copy', copyWhole)
}
