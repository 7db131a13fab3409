/**
 * Renders icon.svg to the sizes in which desktops ask for it: `node build/icons/render-icons.ts`. The results are
 * committed; electron-builder makes .ico and .icns from the largest.
 */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
const svg = `data:image/svg+xml;base64,${readFileSync(here('icon.svg')).toString('base64')}`
for (const size of sizes) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(
    `<style>body{margin:0}img{display:block}</style><img src="${svg}" width="${size}" height="${size}">`,
  )
  await page.locator('img').evaluate(image => (image as unknown as { decode: () => Promise<void> }).decode())
  await page.screenshot({ path: here(`${size}x${size}.png`), omitBackground: true })
  await page.close()
}
await browser.close()
