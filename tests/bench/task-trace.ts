import type { Browser, CDPSession, Page } from '@playwright/test'
import type { Blocks } from './blocks.ts'

/** An event of Chromium's trace (Trace Event Format): microseconds, `tdur` is what the thread itself computed. */
interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly dur?: number
  readonly tdur?: number
}

const BUFFER_KB = 200_000

const startTrace = (session: CDPSession): Promise<unknown> =>
  session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      recordMode: 'recordContinuously',
      traceBufferSizeInKb: BUFFER_KB,
      includedCategories: ['toplevel', 'blink.user_timing'],
      excludedCategories: ['*'],
    },
  })

/** Chromium keeps processes for pages to come, too: the page's own is the one that made this mark. */
const MARK = 'drydock-bench'

/** Tasks of the main thread that made the mark last. */
function longestTask(events: readonly TraceEvent[]): Blocks {
  const own = events.findLast(({ name }) => name === MARK)
  if (!own) throw new Error('the page left no mark in the trace')
  let [longestMs, longestOwnMs, ownMs] = [0, 0, 0]
  for (const { name, ph, pid, tid, dur = 0, tdur = 0 } of events) {
    if (ph !== 'X' || name !== 'ThreadControllerImpl::RunTask' || pid !== own.pid || tid !== own.tid) continue
    longestMs = Math.max(longestMs, dur / 1000)
    longestOwnMs = Math.max(longestOwnMs, tdur / 1000)
    ownMs += tdur / 1000
  }
  return { longestMs, longestOwnMs, ownMs }
}

/** Watches the tasks of the page's main thread until `read`, which starts it over. */
export async function watchTasks(browser: Browser, page: Page): Promise<{ readonly read: () => Promise<Blocks> }> {
  const session = await browser.newBrowserCDPSession()
  await startTrace(session)
  return {
    async read() {
      const events: TraceEvent[] = []
      const collect = ({ value }: { value: readonly unknown[] }): void => {
        for (const event of value) events.push(event as TraceEvent)
      }
      session.on('Tracing.dataCollected', collect)
      const complete = new Promise(resolve => session.once('Tracing.tracingComplete', resolve))
      await page.evaluate(mark => performance.mark(mark), MARK)
      await session.send('Tracing.end')
      await complete
      session.off('Tracing.dataCollected', collect)
      await startTrace(session)
      return longestTask(events)
    },
  }
}
