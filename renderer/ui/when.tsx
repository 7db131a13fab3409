import { formatAgo, formatExact } from './format.ts'
import { useNow } from './use-now.ts'

/** A moment as its age; the exact time on hover. */
export function When({ at }: { readonly at: number }) {
  const now = useNow('half-minute')
  return (
    <time className="dd-when" dateTime={new Date(at).toISOString()} title={formatExact(at)}>
      {formatAgo(at, now)}
    </time>
  )
}
