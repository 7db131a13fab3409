import type { Page } from '@playwright/test'
import { restartNow, review, stage } from '../../e2e/acts.ts'
import { test as base, expect } from '../../e2e/entries.ts'
import { type LabMachine, startLabMachine } from '../lab-machine.ts'
import { REGISTRY_NAME } from '../registry.ts'

const test = base.extend<{ readonly lab: LabMachine }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures it has to make from here.
  lab: async ({}, use) => {
    const lab = await startLabMachine({ backend: 'bootc' })
    await use(lab)
    await lab.stop()
  },
})

const fingerprintOf = async (lab: LabMachine): Promise<string> => {
  const { stdout } = await lab.ssh(['ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub'])
  return stdout.split(' ')[1] ?? ''
}

/** Adds it by hand, and looks at its key before trusting it. */
async function addMachine(page: Page, lab: LabMachine): Promise<void> {
  await page.getByRole('button', { name: 'Add machine' }).click()
  await page.getByRole('menuitem', { name: /^SSH machine…/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Add an SSH machine' })
  const fields = { Name: 'lab', 'Host name or address': lab.host, Port: String(lab.port), User: lab.user }
  for (const [label, value] of Object.entries(fields))
    await dialog.getByRole('textbox', { name: label, exact: true }).fill(value)
  await dialog.getByLabel('Key file').fill(lab.keyPath)
  await dialog.getByRole('button', { name: 'Add machine' }).click()
  const question = page.getByRole('dialog', { name: 'Is this really lab?' })
  await expect(question).toContainText(await fingerprintOf(lab))
  await question.getByRole('button', { name: 'Trust this key' }).click()
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Machines' }).click()
}

test('a real machine is added, rebased, restarted, and rolled back', async ({ page, lab }) => {
  const image = `${REGISTRY_NAME}/os:2`
  await addMachine(page, lab)
  await review(page, 'lab', image)
  await stage(page, 'lab')
  await restartNow(page, 'lab')
  await expect(page.getByText(`lab runs ${image}, digest as requested`).first()).toBeVisible()
  await page.getByRole('button', { name: 'Roll back…' }).click()
  await page.getByRole('button', { name: 'Roll back lab' }).click()
  await restartNow(page, 'lab')
  await expect(page.getByText(`lab runs ${REGISTRY_NAME}/os:1, digest as requested`).first()).toBeVisible()
  expect((await lab.ssh(['grep', '^VERSION_ID=', '/etc/os-release'])).stdout).toBe('VERSION_ID=41')
})
