import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { openSavedMachines } from '../../../electron/machines/saved-machines.ts'
import { expect, test } from '../entries.ts'

const COUNT = 300
/** With the two practice machines and the head. */
const ROWS = COUNT + 3
const nameOf = (at: number): string => `machine-${String(at + 1).padStart(3, '0')}`

/** Nothing listens on port 1: each of them says so at once. */
const storyOfMany = test.extend({
  home: async ({ home }, use) => {
    const names = Array.from({ length: COUNT }, (_, at) => nameOf(at))
    openSavedMachines(join(home, 'data')).add(
      names.map(name => ({ kind: 'address', name, host: '127.0.0.1', port: 1, user: 'core', keyPath: '', jump: '' })),
    )
    await use(home)
  },
})

const rows = (page: Page): Locator => page.locator('[data-row]')
const link = (page: Page, at: number): Locator => page.getByRole('link', { name: nameOf(at), exact: true })
const table = (page: Page): Locator => page.getByRole('grid', { name: 'Machines' })

/** What lies in the middle of the window: a row, or the empty room of rows that are not drawn. */
const rowInTheMiddle = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('tr')?.dataset.row)

storyOfMany('a list of hundreds is walked with the wheel and the keyboard to its end and back', async ({ page }) => {
  await expect(table(page)).toHaveAttribute('aria-rowcount', String(ROWS))
  await expect(page.getByText(/Unreachable/).first()).toBeVisible()
  expect(await rows(page).count()).toBeLessThan(50)
  await page.mouse.move(600, 400)
  for (let turn = 0; turn < 20; turn += 1) {
    await page.mouse.wheel(0, 900)
    await expect.poll(() => rowInTheMiddle(page)).toBeDefined()
  }
  await page.mouse.wheel(0, 100_000)
  await expect(link(page, COUNT - 1)).toBeInViewport()
  await page.mouse.wheel(0, -100_000)
  // The wheel glides: until it stands still it would go on against the keys.
  await expect.poll(() => page.locator('main').evaluate(main => main.scrollTop)).toBe(0)
  await rows(page).first().focus()
  for (const [key, row] of [
    ['End', ROWS],
    ['ArrowUp', ROWS - 1],
    ['Home', 2],
    ['ArrowDown', 3],
  ] as const) {
    await page.keyboard.press(key)
    await expect(page.locator(':focus')).toHaveAttribute('aria-rowindex', String(row))
    await expect(page.locator(':focus')).toBeInViewport()
  }
})

storyOfMany('the row with the focus stays while others are in sight', async ({ page }) => {
  await link(page, 1).focus()
  await page.mouse.move(600, 400)
  await page.mouse.wheel(0, 100_000)
  await expect(link(page, COUNT - 1)).toBeInViewport()
  await expect(link(page, 1)).toBeFocused()
  await expect(link(page, 1)).not.toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: nameOf(1) })).toBeVisible()
})

storyOfMany('a search finds a machine that was not drawn', async ({ page }) => {
  await expect(table(page)).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type(nameOf(COUNT - 1))
  await expect(link(page, COUNT - 1)).toBeVisible()
  await expect(rows(page)).toHaveCount(1)
})
