import type { Announcement } from '../../shared/api.ts'

const PAUSE_MS = 30

export interface Announcer {
  announce(announcement: Announcement): void
  onAnnounce(listener: (announcements: readonly Announcement[]) => void): () => void
  close(): void
}

const keyOf = (announcement: Announcement): string =>
  announcement.kind === 'job' ? `job ${announcement.jobId}` : announcement.kind

/**
 * Gathers what changed for a moment and tells it once: a job that writes ten thousand lines is announced once with its
 * newest number, so a slow window never makes anything pile up.
 */
export function createAnnouncer(): Announcer {
  const listeners = new Set<(announcements: readonly Announcement[]) => void>()
  const waiting = new Map<string, Announcement>()
  let timer: NodeJS.Timeout | undefined

  function tell(): void {
    timer = undefined
    const announcements = [...waiting.values()]
    waiting.clear()
    for (const listener of listeners) listener(announcements)
  }

  return {
    announce(announcement) {
      waiting.set(keyOf(announcement), announcement)
      timer ??= setTimeout(tell, PAUSE_MS)
    },
    onAnnounce(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      clearTimeout(timer)
      listeners.clear()
    },
  }
}
