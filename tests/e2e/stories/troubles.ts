import { newImage, practise, restartNow, review, stage } from '../acts.ts'
import { expect, test } from '../entries.ts'

test('a full disk ends the job with what is true and what to do', async ({ page }) => {
  await practise(page, 'practice', 'The disk is full')
  await review(page, 'practice', newImage)
  await stage(page, 'practice')
  await expect(page.getByText(/ is full/).first()).toBeVisible()
  await expect(page.getByText('Nothing new is staged; the running system is unchanged.').first()).toBeVisible()
  await expect(page.getByText(/Free space there/).first()).toBeVisible()
})

test('a machine that came back on the old system is not called a success', async ({ page }) => {
  await practise(page, 'practice', 'The machine comes back on the old system')
  await review(page, 'practice', newImage)
  await stage(page, 'practice')
  await restartNow(page, 'practice')
  await expect(page.getByText(/came back on the old system/).first()).toBeVisible()
  await expect(page.getByText(/digest as requested/)).toHaveCount(0)
})

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
