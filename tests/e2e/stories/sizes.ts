import type { Page } from '@playwright/test'
import { newImage, practise, restartNow, review, stage } from '../acts.ts'
import { expect, test } from '../entries.ts'

/** Two hundred percent of zoom on a window of 1280 × 800 leaves 640 × 400 of the page's own pixels. */
const sizes = [
  { name: '800 × 600', width: 800, height: 600 },
  { name: '200 % zoom', width: 640, height: 400 },
] as const

/** What sticks out of the page, and cells that are too narrow for their words. */
const misfits = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const wide =
      document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['the page scrolls sideways'] : []
    const buttons = [...document.querySelectorAll<HTMLElement>('main button, main a')].filter(each => each.offsetParent)
    const isOut = (each: HTMLElement): boolean => {
      const { left, right } = each.getBoundingClientRect()
      return (left < 0 || right > innerWidth) && !each.closest('.dd-scroll, pre, [role="log"]')
    }
    const cells = [...document.querySelectorAll<HTMLElement>('main td')].filter(each => each.offsetParent)
    const squeezed = cells.filter(each => each.innerText.length > 12 && each.clientWidth < 72)
    return [
      ...wide,
      ...squeezed.map(each => `squeezed: ${each.innerText}`),
      ...buttons.filter(isOut).map(each => `outside: ${each.textContent || each.ariaLabel}`),
    ]
  })

const goTo = (page: Page, place: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place }).click()

for (const { name, width, height } of sizes) {
  test(`every screen fits at ${name}`, async ({ page }) => {
    const fits = async (screen: string): Promise<void> => expect(await misfits(page), screen).toEqual([])
    // Through the row's menu at this width; the screens themselves are what this story looks at.
    await practise(page, 'practice', 'The machine comes back on the old system')
    await page.setViewportSize({ width, height })
    await fits('machines')
    await page.getByRole('link', { name: 'practice', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'practice' })).toBeVisible()
    await fits('machine')
    await goTo(page, 'Machines')
    await review(page, 'practice', newImage)
    await expect(page.getByRole('button', { name: 'Stage on practice' })).toBeVisible()
    await fits('review')
    await stage(page, 'practice')
    await page.getByRole('button', { name: 'Restart practice now' }).waitFor()
    await fits('restart prompt')
    await page.getByRole('button', { name: /^Log/ }).click()
    await fits('log')
    await restartNow(page, 'practice')
    await expect(page.getByText(/came back on the old system/).first()).toBeVisible()
    await fits('verdict')
    await goTo(page, 'History')
    await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible()
    await fits('history')
    await goTo(page, 'Settings')
    await expect(page.getByText('How a local image is read')).toBeVisible()
    await fits('settings')
  })
}
