export interface CleanUp {
  /** Keeps `task` for later; the returned function does it now instead. After the end it is done at once, and throws. */
  add(task: () => unknown): () => Promise<void>
  /** Does what is left, the newest first. One that fails does not keep the others from being done. */
  run(): Promise<void>
  /** As `run`, for good: whoever still goes on is stopped by `add`. */
  end(): Promise<void>
  isOver(): boolean
}

/** What has to be undone when measuring ends, however it ends: each task is done once. */
export function openCleanUp(): CleanUp {
  const tasks = new Set<() => Promise<void>>()
  let hasEnded = false

  const attempt = (task: () => Promise<void>): Promise<void> =>
    task().catch((thrown: unknown) => console.error('could not clean up:', thrown))

  async function run(): Promise<void> {
    for (const task of [...tasks].reverse()) await attempt(task)
  }

  return {
    add(task) {
      const doIt = async (): Promise<void> => {
        if (tasks.delete(doIt)) await task()
      }
      tasks.add(doIt)
      if (!hasEnded) return doIt
      void attempt(doIt)
      throw new Error('measuring was ended')
    },
    run,
    async end() {
      hasEnded = true
      await run()
    },
    isOver: () => hasEnded,
  }
}
