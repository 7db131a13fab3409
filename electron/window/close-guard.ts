import { type BrowserWindow, dialog } from 'electron'
import type { App } from '../app.ts'
import { whatGoesOn } from '../entry/goes-on.ts'

const KEEP_OPEN = 0

/**
 * Asks before a window closes while a job runs, and says what goes on without it. Answers at once, because a window
 * that may close must not wait for a dialog it did not need.
 */
export function guardClose(window: BrowserWindow, app: Pick<App, 'runningJobs'>): void {
  window.on('close', event => {
    const sentences = whatGoesOn(app.runningJobs())
    if (sentences.length === 0) return
    const answer = dialog.showMessageBoxSync(window, {
      type: 'question',
      title: 'Drydock',
      message: sentences.length === 1 ? 'A job is running.' : `${sentences.length} jobs are running.`,
      detail: sentences.join('\n\n'),
      buttons: ['Keep Drydock open', 'Close Drydock'],
      defaultId: KEEP_OPEN,
      cancelId: KEEP_OPEN,
      noLink: true,
    })
    if (answer === KEEP_OPEN) event.preventDefault()
  })
}
