import { newImage, readCommand, restartNow, review, stage } from '../acts.ts'
import { expect, test } from '../entries.ts'

test('a newcomer rebases the practice machine and reads what booted', async ({ page }) => {
  await review(page, 'practice', newImage)
  await readCommand(page, 'rpm-ostree rebase')
  await stage(page, 'practice')
  await restartNow(page, 'practice')
  await expect(page.getByText(`practice runs ${newImage}, digest as requested`).first()).toBeVisible()
})

test('the bootc practice machine goes the same way', async ({ page }) => {
  await review(page, 'practice-bootc', newImage)
  await readCommand(page, 'bootc switch')
  await stage(page, 'practice-bootc')
  await restartNow(page, 'practice-bootc')
  await expect(page.getByText(`practice-bootc runs ${newImage}, digest as requested`).first()).toBeVisible()
})

test('a window that is loaded again at the restart prompt still has it', async ({ page }) => {
  await review(page, 'practice', newImage)
  await stage(page, 'practice')
  await expect(page.getByRole('button', { name: 'Restart practice now' })).toBeVisible()
  await page.reload()
  await restartNow(page, 'practice')
  await expect(page.getByText(`practice runs ${newImage}, digest as requested`).first()).toBeVisible()
})

test('nothing restarts without a yes', async ({ page }) => {
  await review(page, 'practice', newImage)
  await stage(page, 'practice')
  await page.getByRole('button', { name: 'Not now' }).click()
  await expect(page.getByText(/staged/i).first()).toBeVisible()
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Machines' }).click()
  await expect(page.getByRole('row', { name: /practice\b/ }).first()).toContainText(/staged|restart/i)
})
