/**
 * A pull that many announcements may ask for at once: one runs at a time, at most one waits, and there is a pause of
 * `pauseMs` between two, so a chatty job costs the window a fixed amount of work.
 */
export function coalesced(pull: () => Promise<void>, pauseMs: number): () => Promise<void> {
  let running: Promise<void> | undefined
  let isAsked = false

  const run = async (): Promise<void> => {
    do {
      isAsked = false
      await pull()
      if (isAsked) await new Promise(resolve => setTimeout(resolve, pauseMs))
    } while (isAsked)
  }
  return () => {
    isAsked = true
    running ??= run().finally(() => {
      running = undefined
    })
    return running
  }
}
