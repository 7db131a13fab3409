import { newImage, practise, restartNow, review, stage } from '../acts.ts'
import { expect, test } from '../entries.ts'

test('a full disk is found on the review screen, and nothing can be started', async ({ page }) => {
  await practise(page, 'practice', 'The disk is full')
  await review(page, 'practice', newImage)
  const checks = page.getByRole('region', { name: 'Checks' })
  await expect(checks.getByRole('heading', { name: /^Blocks/ })).toBeVisible()
  await expect(checks.getByText(/^\/sysroot has only .* free/)).toBeVisible()
  await expect(checks.getByText(/^Free space there/).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Check again' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Stage on practice' })).toHaveCount(0)
})

test('a job that fails says what happened, what is true and what to do', async ({ page }) => {
  await practise(page, 'practice', 'The signature policy refuses the image')
  await review(page, 'practice', newImage)
  await stage(page, 'practice')
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { name: /signature policy does not accept/ })).toBeVisible()
  await expect(main.getByText('Failed', { exact: true })).toBeVisible()
  await expect(main.getByText(/^The machine runs .*:testing\. Nothing is staged\.$/).first()).toBeVisible()
  await expect(main.getByText(/^Choose “unverified” for this rebase/)).toBeVisible()
})

test('a connection that drops while staging is a lost view and not a lost job', async ({ page }) => {
  await practise(page, 'practice', 'The connection drops while staging')
  await review(page, 'practice', newImage)
  await stage(page, 'practice')
  await restartNow(page, 'practice')
  await expect(page.getByText(`practice runs ${newImage}, digest as requested`).first()).toBeVisible()
})

test('a machine that came back on the old system is not called a success', async ({ page }) => {
  await practise(page, 'practice', 'The machine comes back on the old system')
  await review(page, 'practice', newImage)
  await stage(page, 'practice')
  await restartNow(page, 'practice')
  await expect(page.getByText(/came back on the old system/).first()).toBeVisible()
  await expect(page.getByText(/digest as requested/)).toHaveCount(0)
})

test.describe('while there is time', () => {
  // Staging takes about 20 s then, so it is still going on when the dialog is answered.
  test.use({ practiceSpeed: 1 })

  test('a cancelled job says so and leaves the running system', async ({ page }) => {
    await review(page, 'practice', newImage)
    await stage(page, 'practice')
    await page.getByRole('button', { name: 'Cancel the job…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Cancel/ })
      .click()
    await expect(page.getByText('Cancelled', { exact: true }).first()).toBeVisible()
  })
})
