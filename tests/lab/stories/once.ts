/** Hears lines and does its work at the first one that fits. The work's failure fails the test run: nobody awaits it. */
export function once(isIt: (line: string) => boolean, work: () => Promise<void>): (line: string) => void {
  let isDone = false
  return line => {
    if (isDone || !isIt(line)) return
    isDone = true
    void work()
  }
}
