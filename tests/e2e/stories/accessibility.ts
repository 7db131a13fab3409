import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { newImage, review, stage } from '../acts.ts'
import { expect, test } from '../entries.ts'

/** Every rule axe has a violation of, with where it is. */
async function violations(page: Page): Promise<readonly string[]> {
  // The legacy mode keeps axe inside this page; otherwise it opens a blank one for its last step.
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  return found.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}`))
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no screen on the way to a rebase has an axe violation, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme })
    await expect(page.getByRole('button', { name: 'Rebase practice…' })).toBeEnabled()
    expect(await violations(page), 'machines').toEqual([])
    await page.getByRole('link', { name: 'practice', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'practice' })).toBeVisible()
    expect(await violations(page), 'machine').toEqual([])
    await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Machines' }).click()
    await review(page, 'practice', newImage)
    await expect(page.getByRole('button', { name: 'Stage on practice' })).toBeVisible()
    expect(await violations(page), 'review').toEqual([])
    await stage(page, 'practice')
    await page.getByRole('button', { name: 'Restart practice now' }).waitFor()
    expect(await violations(page), 'restart prompt').toEqual([])
    await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'History' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible()
    expect(await violations(page), 'history').toEqual([])
  })
}
