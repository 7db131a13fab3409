/** What a person does in a story, by what they see and nothing else. */

import type { Page } from '@playwright/test'
import { expect } from './entries.ts'

export const newImage = 'quay.io/fedora/fedora-coreos:stable'

/** The machine's line in the list, once it has been asked. */
export async function waitForMachine(page: Page, machine: string): Promise<void> {
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: machine, exact: true }) })
  await expect(row.getByText(/^(Ready|Restart pending)$/)).toBeVisible()
}

/** Begins a rebase from the list: the row's button, or where there is no room for it, the row's menu. */
export async function beginRebase(page: Page, machine: string): Promise<void> {
  await waitForMachine(page, machine)
  const button = page.getByRole('button', { name: `Rebase ${machine}…`, exact: true })
  if (await button.isVisible()) return button.click()
  await page.getByRole('button', { name: `Actions for ${machine}`, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Rebase…' }).click()
}

/** From the list to the review screen. */
export async function review(page: Page, machine: string, image: string): Promise<void> {
  await beginRebase(page, machine)
  await page.getByLabel('Image reference').fill(image)
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: `Review the rebase of ${machine}` })).toBeVisible()
}

/** Opens the exact commands on the review screen and finds one of them there. */
export async function readCommand(page: Page, command: string): Promise<void> {
  await page.getByRole('button', { name: /^The exact \d+ commands?$/ }).click()
  await expect(page.locator('pre', { hasText: command }).first()).toBeVisible()
}

/** Presses the one button of the review screen. */
export async function stage(page: Page, machine: string): Promise<void> {
  await page.getByRole('button', { name: `Stage on ${machine}` }).click()
  await expect(page.getByRole('heading', { level: 1, name: `Rebase ${machine}` })).toBeVisible()
}

/** Asks a practice machine to have a trouble, on its page. */
export async function practise(page: Page, machine: string, trouble: string): Promise<void> {
  await waitForMachine(page, machine)
  await page.getByRole('link', { name: machine, exact: true }).click()
  await page.getByRole('button', { name: 'Practise a trouble' }).click()
  await page.getByRole('menuitem', { name: trouble }).click()
  await expect(page.getByRole('button', { name: `Trouble: ${trouble}` })).toBeVisible()
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Machines' }).click()
}

/** Says yes at the restart prompt. */
export async function restartNow(page: Page, machine: string): Promise<void> {
  await page.getByRole('button', { name: `Restart ${machine} now` }).click()
}

/** Drops a path on the middle of the window as a person does: the browser itself makes the event (CDP). */
export async function dropOn(
  page: Page,
  path: string,
  beforeDrop: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const session = await page.context().newCDPSession(page)
  // Under the stand-in for Electron a test says where the file lies, because only Electron knows.
  const name = path.split('/').at(-1) ?? ''
  await page.evaluate(([key, value]) => Object.assign(window, { electronHostPaths: { [key as string]: value } }), [
    name,
    path,
  ] as const)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  const at = { x: 400, y: 300, data }
  await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at })
  await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...at })
  await expect(page.getByText(/^Drop an OCI directory or an archive/)).toBeVisible()
  await beforeDrop()
  await session.send('Input.dispatchDragEvent', { type: 'drop', ...at })
  await session.detach()
}
