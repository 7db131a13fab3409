const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`

/** Says what begins, and how long it took when it has ended, on standard error. */
export async function timedStep<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  process.stderr.write(`lab: ${title} …\n`)
  try {
    const result = await work()
    process.stderr.write(`lab: ${title}: ${seconds(startedAt)}\n`)
    return result
  } catch (error) {
    process.stderr.write(`lab: ${title}: failed after ${seconds(startedAt)}\n`)
    throw error
  }
}
