/** Numbers and times as people read them. */
import prettyBytes from 'pretty-bytes'

/** Bytes in decimal units, at most three digits and a no-break space: `2.1 GB`. */
export const formatBytes = (bytes: number): string =>
  prettyBytes(bytes, { nonBreakingSpace: true, maximumFractionDigits: bytes < 1e9 ? 0 : 1 })

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A running clock: `0:42`, `12:05`, `1:02:05`. */
export function formatClock(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / SECOND))
  const two = (value: number): string => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** A length of time in words: `58 s`, `1 min 10 s`, `2 h 5 min`, `3 days`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.round(Math.max(0, durationMs) / SECOND)
  if (durationMs > 0 && seconds === 0) return 'under 1 s'
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600)
    return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const hours = Math.floor(seconds / 3600)
  if (hours >= 48) return `${Math.round(hours / 24)} days`
  const minutes = Math.floor(seconds / 60) % 60
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`
}

/** Time left, rounded so that it does not flicker: never more exact than it can be known. */
export function formatTimeLeft(leftMs: number): string {
  if (leftMs < 10 * SECOND) return 'a few seconds left'
  if (leftMs < 55 * SECOND) return `about ${Math.ceil(leftMs / SECOND / 10) * 10} s left`
  if (leftMs < 90 * MINUTE) return `about ${Math.ceil(leftMs / MINUTE)} min left`
  return leftMs < DAY ? `about ${Math.ceil(leftMs / HOUR)} h left` : 'more than a day left'
}

/** How long ago, in words; a date from a month on. */
export function formatAgo(at: number, now: number): string {
  const age = now - at
  if (age < 45 * SECOND) return 'just now'
  if (age < HOUR) return `${Math.max(1, Math.round(age / MINUTE))} min ago`
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`
  if (age < 2 * DAY) return 'yesterday'
  if (age < 30 * DAY) return `${Math.floor(age / DAY)} days ago`
  return new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' })
}

/** The exact moment, for the hover. */
export const formatExact = (at: number): string =>
  new Date(at).toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'medium' })

/** `1 machine`, `3 machines`. */
export const count = (amount: number, one: string, many = `${one}s`): string => `${amount} ${amount === 1 ? one : many}`
