import type { JobEventBody } from '../../shared/job.ts'

const PAUSE_MS = 100

/** At most ten points a second, but always the first and the last of a phase. */
export function progressEmitter(
  emit: (body: JobEventBody) => void,
): (phase: string, doneBytes: number, totalBytes: number) => void {
  let lastPhase = ''
  let lastAt = 0
  return (phase, doneBytes, totalBytes) => {
    const now = performance.now()
    const isEdge = phase !== lastPhase || (totalBytes > 0 && doneBytes >= totalBytes)
    if (!isEdge && now - lastAt < PAUSE_MS) return
    lastPhase = phase
    lastAt = now
    emit({ kind: 'progress', phase, doneBytes, totalBytes })
  }
}
