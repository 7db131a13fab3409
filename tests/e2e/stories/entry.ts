import { expect, test } from '../entries.ts'

test('the start screen lists both practice machines', async ({ page }) => {
  await expect(page.getByRole('heading', { level: 1, name: 'Machines' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'practice', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: 'practice-bootc', exact: true })).toBeVisible()
})

test('the page loads nothing from elsewhere and keeps no token in its address', async ({ page }) => {
  const requested: string[] = []
  page.on('request', request => requested.push(request.url()))
  await page.reload()
  await expect(page.getByRole('link', { name: 'practice', exact: true })).toBeVisible()
  const origin = new URL(page.url()).origin
  expect(requested.filter(url => !url.startsWith(origin.replace(/^http/, 'ws')) && !url.startsWith(origin))).toEqual([])
  expect(page.url()).not.toContain('token')
})
