export interface CleanUp {
  /** Keeps `task` for the end; the returned function does it now instead. */
  add(task: () => unknown): () => Promise<void>
  /** Does what is left, the newest first. One that fails does not keep the others from being done. */
  run(): Promise<void>
}

/** What has to be undone when measuring ends, however it ends: each task is done once. */
export function openCleanUp(): CleanUp {
  const tasks = new Set<() => Promise<void>>()
  return {
    add(task) {
      const doIt = async (): Promise<void> => {
        if (!tasks.delete(doIt)) return
        await task()
      }
      tasks.add(doIt)
      return doIt
    },
    async run() {
      for (const task of [...tasks].reverse()) {
        await task().catch((thrown: unknown) => console.error('could not clean up:', thrown))
      }
    },
  }
}
