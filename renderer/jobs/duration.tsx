import { formatClock, formatDuration } from '../ui/format.ts'
import { useNow } from '../ui/use-now.ts'

/** How long something took, or a running clock while it goes on. */
export function Duration({ from, to }: { readonly from: number; readonly to: number | undefined }) {
  return to === undefined ? <Clock from={from} /> : formatDuration(to - from)
}

function Clock({ from }: { readonly from: number }) {
  const now = useNow('second')
  return formatClock(now - from)
}
