export interface Table {
  /** Does the work and prints a line with its time; a failure is printed, not thrown. */
  line(title: string, work: () => Promise<void>): Promise<void>
  /** Prints the sum; whether every line was good. */
  end(): boolean
}

export function createTable(): Table {
  const startedAt = performance.now()
  let failures = 0
  const print = (verdict: string, title: string, sinceMs: number): void => {
    const seconds = ((performance.now() - sinceMs) / 1000).toFixed(1).padStart(6)
    process.stdout.write(`${verdict.padEnd(6)} ${title.padEnd(64)} ${seconds} s\n`)
  }
  return {
    line: async (title, work) => {
      const lineStartedAt = performance.now()
      try {
        await work()
        print('ok', title, lineStartedAt)
      } catch (error) {
        failures += 1
        print('FAILED', title, lineStartedAt)
        process.stdout.write(`       ${String(error).replaceAll('\n', '\n       ')}\n`)
      }
    },
    end: () => {
      print(failures === 0 ? 'ok' : 'FAILED', `all, ${failures} failed`, startedAt)
      return failures === 0
    },
  }
}
