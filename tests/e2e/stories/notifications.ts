import type { Page } from '@playwright/test'
import { newImage, review, stage } from '../acts.ts'
import { expect, test } from '../entries.ts'

/** Notes each notification that the page really shows; the real one is made all the same. */
async function noteNotifications(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const shown: string[] = []
    const Real = window.Notification
    class Noted extends Real {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        this.addEventListener('error', () => shown.push('refused'))
        shown.push(`${title}: ${options?.body}`)
      }
    }
    Object.assign(window, { Notification: Noted, shownNotifications: shown })
  })
  return () => page.evaluate(() => (window as unknown as { shownNotifications: string[] }).shownNotifications)
}

/** Playwright lets every page believe that it has the focus; this one is to know better. */
async function lookElsewhere(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false })
  const other = await page.context().newPage()
  await other.bringToFront()
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(false)
}

// Staging takes some seconds then, so there is time to look elsewhere.
test.use({ practiceSpeed: 3 })

test('who looks elsewhere is told on the desktop that a job waits for an answer', async ({ page }) => {
  await page.context().grantPermissions(['notifications'])
  const shown = await noteNotifications(page)
  await review(page, 'practice', newImage)
  await stage(page, 'practice')
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Machines' }).click()
  await lookElsewhere(page)
  await expect
    .poll(shown, { timeout: 20_000 })
    .toEqual(['Rebase practice: practice is ready to restart and waits for your answer.'])
})
